import type {
  InterceptorUse,
  ParamSpec,
  TemplateSpec,
  Text,
  TriggerSpec,
} from '@plumbline/pipeline';
import { mapGet, type Node } from '@plumbline/core';
import { variablesIn } from '../composition/origins.js';
import type { Judgement } from '../control.js';
import type { Subject } from '../subject.js';
import {
  entriesOfRun,
  runsOf,
  taskOfEntry,
  tasksOfRun,
  type RunSite,
} from '../tekton/run-tasks.js';
import { paramsBound, triggersOf, type TriggerSite } from '../triggers/listeners.js';
import { looseBindings, type LooseBinding } from '../triggers/loose-bindings.js';
import { placeIn, type Place, type Violation } from '../violation.js';
import { scalarsIn } from './expressions.js';

/** Fields of events in which the sender writes what they like. */
const FREE =
  /^(?:body|comment|default_branch|description|displayId|display_name|email|full_ref|head_ref|label|login|message|name|note|ref|source_branch|tag|tag_name|target_branch|text|title|username|wiki)$/;

/** What carries the values that somebody typed when they started something by hand. */
const CARRIED = /^(?:inputs|client_payload|variables)$/;

/** Fields that the platform fills in, though they are called like one that is free. */
const GIVEN = /^(?:repository|project|organization|installation|enterprise|repo)$/;

/** Control 3.4.1 on Tekton: fields of events that nothing looks at before they become parameters. */
export function judgeTriggerParams(subject: Subject): Judgement {
  const triggers = triggersOf(subject);
  const loose = looseBindings(subject);
  if (triggers.length + loose.length === 0) return 'not-applicable';
  return [
    ...triggers.flatMap((trigger) => judgeTrigger(subject, trigger)),
    ...loose.flatMap((one) => judgeLoose(subject, one)),
  ];
}

/** Fields that choose where or with what something runs, whoever the sender is. */
const STEERS =
  /^body\.(?:deployment\.|client_payload\.|inputs\.)?(?:env|environment|stage|cluster|namespace|image|command|script|args)$/;

function steeringField(value: string): string | null {
  const field = chosenField(value, true);
  return field !== null && STEERS.test(field) ? field : null;
}

/** The trigger stands elsewhere, with what it filters: what the parameter takes is known all the same. */
function judgeLoose(subject: Subject, { binding, template }: LooseBinding): readonly Violation[] {
  const guarded = enumeratedIn(subject, template.spec);
  return binding.params.flatMap(({ name, value }) => {
    const field = value?.kind === 'scalar' ? steeringField(value.text) : null;
    if (value === null || field === null || guarded.has(name.value)) return [];
    const address = `${binding.kind}/${binding.metadata.name?.value ?? ''}`;
    return [violation(address, { name: name.value, field, at: placeIn(binding, value) })];
  });
}

function judgeTrigger(subject: Subject, site: TriggerSite): readonly Violation[] {
  const { trigger, chains, listener } = site;
  const filters = chains.map(filtersOf);
  const guarded = enumerated(subject, trigger);
  return boundBy(subject, site).flatMap(({ name, value, at }) => {
    const field = freeField(value) ?? chosenField(value, isGeneric(site)) ?? steeringField(value);
    if (field === null || guarded.has(name)) return [];
    if (filters.every((filter) => filter.includes(field))) return [];
    const address = `${(listener ?? site).address}.${trigger.name?.value ?? ''}`;
    return [violation(address, { name, field, at })];
  });
}

function violation(
  address: string,
  { name, field, at }: { readonly name: string; readonly field: string; readonly at: Place },
): Violation {
  return {
    at,
    address,
    subject: `${name}: ${field}`,
    severity: 'medium',
    confidence: 'medium',
    message: `Whoever can cause the event writes any text into \`${name}\`: nothing compares \`${field}\` with a pattern.`,
    hint: `filter: ${field}.matches('^[\\\\w./-]+$') in a cel interceptor`,
  };
}

/** The text of all filters and overlays that an event passes. */
function filtersOf(chain: readonly InterceptorUse[]): string {
  const texts = chain.flatMap((interceptor) => celTexts(interceptor)).map(dotted);
  // That a field is there says nothing of what it holds.
  return texts.join('\n').replace(/\bhas\([^()]*\)/g, '');
}

interface Bound {
  readonly name: string;
  readonly value: string;
  readonly at: Place;
}

/** The values that a trigger binds, in place or by name. */
function boundBy(subject: Subject, { trigger, resource }: TriggerSite): readonly Bound[] {
  return paramsBound(subject, trigger, resource).flatMap(({ at, params }) =>
    params.flatMap(({ name, value }) =>
      value?.kind === 'scalar'
        ? [{ name: name.value, value: value.text, at: placeIn(at, value) }]
        : [],
    ),
  );
}

/** `body.changes[0]['ref']` as `body.changes.0.ref`. */
function dotted(text: string): string {
  return text.replace(/\[(?:"([^"]*)"|'([^']*)'|([^\]]*))\]/g, '.$1$2$3');
}

/** The field of a value that is free text, spelt with dots; null if there is none. */
function freeField(value: string): string | null {
  for (const [, path = ''] of value.matchAll(/\$\(((?:body|header)(?:\.[\w-]+|\[[^\]]*\])+)\)/g)) {
    const parts = dotted(path).split('.').filter(Boolean);
    const last = parts.at(-1) ?? '';
    const holder = parts.at(-2) ?? '';
    const isGiven = last !== 'default_branch' && GIVEN.test(holder);
    if ((FREE.test(last) && !isGiven) || CARRIED.test(holder)) return parts.join('.');
  }
  return null;
}

/** Nobody known sends these events: the sender makes up every field. */
function isGeneric({ chains }: TriggerSite): boolean {
  return chains.some((chain) => chain.every(({ ref }) => ref?.value === 'cel'));
}

/** Fields that hold identifiers, numbers and digests wherever events come from. */
const PLAIN =
  /^(?:id|iid|node_id|number|sha|after|before|head_sha|commit_id|checkout_sha|digest|version|timestamp|created_at|updated_at|(?:clone_|html_|ssh_|http_|git_)?url|full_name|default_branch|name)$/i;

/** A field that the sender makes up: of the first level where nobody knows the sender, and what a caller passes to a known one. */
function chosenField(value: string, generic: boolean): string | null {
  const [, field = '', passed] =
    /^\$\((body\.(?:(client_payload|inputs|deployment\.payload|deployment(?=\.environment\)))\.)?[\w-]+)\)$/.exec(
      value,
    ) ?? [];
  if (field === '' || (passed === undefined && !generic)) return null;
  return PLAIN.test(field.slice(field.lastIndexOf('.') + 1)) ? null : field;
}

/** Filters and overlays of CEL. */
function celTexts(interceptor: InterceptorUse): readonly string[] {
  if (interceptor.ref?.value !== 'cel') return [];
  const old: Node | undefined = mapGet(interceptor.node, 'cel');
  const params = interceptor.params.flatMap(({ value }) => value ?? []);
  return [...params, ...(old === undefined ? [] : [old])].flatMap((node) =>
    scalarsIn(node).map(({ text }) => text),
  );
}

/** The parameters of a template that end in one with an `enum`. */
function enumerated(subject: Subject, { template }: TriggerSpec): ReadonlySet<string> {
  const spec = template?.spec ?? templateNamed(subject, template?.ref ?? null);
  return spec === null ? new Set() : enumeratedIn(subject, spec);
}

function enumeratedIn(subject: Subject, spec: TemplateSpec): ReadonlySet<string> {
  const runs = runsOf(subject).filter(({ resource }) =>
    spec.resourceTemplates.includes(resource.node),
  );
  return new Set(
    runs.flatMap((run) => {
      const closed = closedBy(subject, run);
      return run.resource.spec.params.flatMap(({ name, value }) =>
        closed.has(name.value) && value?.kind === 'scalar'
          ? variablesIn(value.text).map((variable) => variable.name)
          : [],
      );
    }),
  );
}

/** The params of a run that its definition compares with a list, or hands to a task that does. */
function closedBy(subject: Subject, run: RunSite): ReadonlySet<string> {
  const handed = entriesOfRun(subject, run).flatMap((site) => {
    const closed = closedOf(taskOfEntry(subject, site)?.params ?? []);
    return site.entry.params.flatMap(({ name, value }) =>
      closed.includes(name.value) && value?.kind === 'scalar'
        ? variablesIn(value.text).map((variable) => variable.name)
        : [],
    );
  });
  return new Set([...handed, ...closedOf(declaredBy(subject, run))]);
}

function closedOf(params: readonly ParamSpec[]): readonly string[] {
  return params.flatMap((param) => (param.enum.length > 0 ? [param.name?.value ?? ''] : []));
}

function templateNamed(subject: Subject, ref: Text | null): TemplateSpec | null {
  const found = subject.model.resources.find(
    (resource) =>
      resource.kind === 'TriggerTemplate' &&
      ref !== null &&
      resource.metadata.name?.value === ref.value,
  );
  return found?.kind === 'TriggerTemplate' ? found.spec : null;
}

function declaredBy(subject: Subject, run: RunSite): readonly ParamSpec[] {
  const { resource } = run;
  const tasks = tasksOfRun(subject, run);
  if (resource.kind === 'TaskRun') return tasks.flatMap(({ spec }) => spec.params);
  return resource.spec.pipelineSpec?.params ?? entriesOfRun(subject, run)[0]?.pipeline.params ?? [];
}
