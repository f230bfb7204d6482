import { stringOf, type Node } from '@plumbline/core';
import type { ParamSpec, Result, Text } from '@plumbline/pipeline';
import { variablesIn } from '../composition/origins.js';
import type { Judgement } from '../control.js';
import type { Subject } from '../subject.js';
import {
  containersOf,
  hasTekton,
  resourcesOf,
  tasksOf,
  type ContainerSite,
  type ResourceSite,
} from '../tekton/specs.js';
import { leaksOf } from '../definition/tekton-leaks.js';
import { placeIn, type Violation } from '../violation.js';
import { namesCredential } from './secret-names.js';

/** Control 3.4.3 on Tekton: parameters and results that hold a credential. */
export function judgeTektonSecrets(subject: Subject): Judgement {
  if (!hasTekton(subject)) return 'not-applicable';
  return [
    ...resourcesOf(subject).flatMap((site) => judgeResource(site)),
    ...containersOf(subject).flatMap((site) => [
      ...readAsCredential(site),
      ...writtenResults(site),
    ]),
    ...[
      ...tasksOf(subject).map((site) => ({ ...site, results: site.spec.results })),
      ...containersOf(subject).map((site) => ({ ...site, results: site.step.results })),
    ].flatMap((site) =>
      site.results
        .filter(({ name }) => isCredential(name?.value))
        .map((result) => ofResult(site, result)),
    ),
  ];
}

/** A param or result that a variable for a credential takes as it is, whatever its name. */
function readAsCredential(site: ContainerSite): readonly Violation[] {
  const { step, task } = site;
  return [...step.env, ...(task?.spec.stepTemplate?.env ?? [])].flatMap(({ name, value }) => {
    const [, param] =
      /^\$\((?:params|tasks\.[\w-]+\.results)[.[]["']?([\w.-]+)["']?\]?\)$/.exec(
        value?.value ?? '',
      ) ?? [];
    if (name === null || value === null || param === undefined) return [];
    if (!isCredential(name.value) || isCredential(param) || /name|path|file/i.test(param))
      return [];
    return [ofParam(site, { name: { value: param, node: value.node }, node: value.node })];
  });
}

/** A credential that a script writes into a result under another name. */
function writtenResults(site: ContainerSite): readonly Violation[] {
  return leaksOf(site)
    .filter(({ leak }) => leak.to === 'result')
    .map(({ at }) => ({
      at,
      address: site.address,
      subject: 'results',
      severity: 'high',
      confidence: 'medium',
      message:
        'Everybody who may read runs of the namespace, or their provenance, can read what this writes into a result.',
      hint: 'a workspace that only the next task has',
    }));
}

function judgeResource(site: ResourceSite): readonly Violation[] {
  const names = namesOfSecrets(site.resource.node);
  return [
    ...boundIn(site),
    ...filledIn(site),
    ...paramsOf(site)
      .filter((param) => holdsValue(param, names))
      .map((param) => ofParam(site, param)),
    ...resultsOf(site)
      .filter(({ name }) => isCredential(name?.value))
      .map((result) => ofResult(site, result)),
  ];
}

function paramsOf({ resource }: ResourceSite): readonly ParamSpec[] {
  switch (resource.kind) {
    case 'Task':
    case 'ClusterTask':
    case 'Pipeline':
    case 'TriggerTemplate':
      return resource.spec.params;
    case 'StepAction':
      return resource.params;
    default:
      return [];
  }
}

/** A parameter of Pipelines as Code that a Repository takes from a Secret, written into a run. */
function filledIn(site: ResourceSite): readonly Violation[] {
  const { resource } = site;
  if (resource.kind !== 'PipelineRun' && resource.kind !== 'TaskRun') return [];
  return resource.spec.params
    .filter(
      ({ name, value }) =>
        isCredential(name.value) &&
        value?.kind === 'scalar' &&
        /^\{\{\s*(?!git_auth_secret)\w+\s*\}\}$/.test(value.text.trim()),
    )
    .map(({ name, node }) => ofParam(site, { name, node }));
}

/** A credential that an event carries: it is kept in every run that it starts. */
function boundIn(site: ResourceSite): readonly Violation[] {
  const { resource } = site;
  if (resource.kind !== 'TriggerBinding' && resource.kind !== 'ClusterTriggerBinding') return [];
  return resource.params
    .filter(
      ({ name, value }) =>
        isCredential(name.value) &&
        value?.kind === 'scalar' &&
        /\$\((?:body|header|extensions)\b/.test(value.text),
    )
    .map(({ name, node }) => ofParam(site, { name, node }));
}

function resultsOf({ resource }: ResourceSite): readonly Result[] {
  return resource.kind === 'Pipeline' ? resource.spec.results : [];
}

/** The parameters that name a Secret or a key of one: those that stand in a reference to it. */
function namesOfSecrets(node: Node, inside = false): ReadonlySet<string> {
  if (node.kind === 'scalar')
    return new Set(inside ? variablesIn(node.text).map(({ name }) => name) : []);
  const children =
    node.kind === 'seq'
      ? node.items.map((item) => namesOfSecrets(item, inside))
      : node.entries.map(({ key, value }) =>
          namesOfSecrets(value, inside || REFERENCE.test(key.text)),
        );
  return new Set(children.flatMap((names) => [...names]));
}

const REFERENCE = /^(?:secretKeyRef|secretRef|secretName|secret|imagePullSecrets)$/;

/** On Tekton `…-secret` and `…-credentials` are names of a Secret far more often than its value. */
function isCredential(name: string | undefined): boolean {
  if (name === undefined || !namesCredential(name)) return false;
  return !/(?:secret|credentials?)$/i.test(name) || /client[-_]?secret$/i.test(name);
}

function holdsValue(
  { name, type, description, default: fallback }: ParamSpec,
  names: ReadonlySet<string>,
): boolean {
  if (name === null || !isCredential(name.value) || names.has(name.value)) return false;
  if (type !== null && type.value !== 'string') return false;
  if (/^(?:true|false)$|^\/|\.(?:pem|key|json)$/.test(stringOf(fallback) ?? '')) return false;
  return !/\b(?:name|path|file(?:name)?|location|key (?:in|within|inside)|key of (?:(?:the|a|this|that) )?(?:\w+ )?secret|workspace|url|address|kubernetes secret)\b/i.test(
    description?.value ?? '',
  );
}

function ofParam(
  site: ResourceSite,
  { name, node }: { readonly name: Text | null; readonly node: Node },
): Violation {
  const what = name?.value ?? '';
  return {
    at: placeIn(site.resource, name ?? { node }),
    address: `${site.address}.params`,
    subject: what,
    severity: 'high',
    confidence: 'medium',
    message: `Everybody who may read runs of the namespace, or their provenance, can read what is passed as \`${what}\`.`,
    hint: 'valueFrom: { secretKeyRef: { name: <secret>, key: <key> } } at the step',
  };
}

function ofResult(site: ResourceSite, { name, node }: Result): Violation {
  const what = name?.value ?? '';
  return {
    at: placeIn(site.resource, name ?? { node }),
    address: `${site.address}.results`,
    subject: what,
    severity: 'high',
    confidence: 'medium',
    message: `Everybody who may read runs of the namespace, or their provenance, can read the result \`${what}\`.`,
    hint: 'a workspace that only the next task has',
  };
}
