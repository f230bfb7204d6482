import { mapGet, nearestName } from '@plumbline/core';
import type { Text } from '@plumbline/pipeline';
import { scalarsIn } from '../credentials/expressions.js';
import type { Subject } from '../subject.js';
import {
  containersOf,
  pipelineTasksOf,
  resourcesOf,
  type ContainerSite,
  type PipelineTaskSite,
  type ResourceSite,
} from '../tekton/specs.js';
import { variablesIn, type Variable } from '../variables/variables.js';
import type { Violation } from '../violation.js';
import { fault } from './flaw.js';
import { unknownKeys } from './keys.js';
import { ungivenParams } from './strict-bindings.js';
import { wholeFlaws } from './strict-pipelines.js';
import { missingResults } from './strict-results.js';
import { keysOf } from './tekton-keys.js';

/** Everything in resources that Tekton refuses, ignores or cannot resolve. */
export function tektonFlaws(subject: Subject): readonly Violation[] {
  return [
    ...resourcesOf(subject).flatMap((site) => unknown(site)),
    ...containersOf(subject).flatMap((site) => inContainer(site)),
    ...pipelineTasksOf(subject).flatMap((site) => inPipelineTask(site)),
    ...resourcesOf(subject).flatMap((site) => inTemplate(site)),
    ...ungivenParams(subject),
    ...missingResults(subject),
    ...wholeFlaws(subject),
  ];
}

function unknown({ resource, address }: ResourceSite): readonly Violation[] {
  const shape = keysOf(resource.kindText.value, resource.apiVersion.value);
  const spec = mapGet(resource.node, 'spec');
  if (shape === null || spec === undefined) return [];
  return unknownKeys(spec, shape, address).map(({ key, address: at, nearest }) =>
    fault(resource, key, {
      address: at,
      subject: key.text,
      what: `\`${resource.apiVersion.value}\` does not know \`${key.text}\` here and refuses or drops it`,
      hint: RENAMED[key.text] ?? (nearest === undefined ? `remove \`${key.text}\`` : `${nearest}:`),
    }),
  );
}

const RENAMED: Readonly<Record<string, string>> = {
  resources: 'computeResources:',
  bundle: 'resolver: bundles',
  timeout: 'timeouts: { pipeline: … }',
  serviceAccountName: 'taskRunTemplate: { serviceAccountName: … }',
  podTemplate: 'taskRunTemplate: { podTemplate: … }',
};

/** What a step may name; null where others may add to it. */
interface Scope {
  readonly params: readonly string[];
  readonly workspaces: readonly string[];
  readonly results: readonly string[] | null;
  readonly tasks: readonly string[] | null;
}

function inContainer(site: ContainerSite): readonly Violation[] {
  const { resource, address, step } = site;
  const scope = scopeOf(site);
  return scalarsIn(step.node).flatMap((scalar) =>
    variablesIn(scalar.text).flatMap(({ variable }) => {
      const problem = unresolved(variable, scope);
      return problem === null ? [] : [fault(resource, scalar, { ...problem, address })];
    }),
  );
}

/** A StepAction sees its own parameters alone; a task also those of what it is written in. */
function scopeOf(site: ContainerSite): Scope {
  const { resource, task } = site;
  if (task === null) {
    const params = resource.kind === 'StepAction' ? resource.params : [];
    return { params: namesIn(params), workspaces: [], results: null, tasks: null };
  }
  const { spec, inPipeline } = task;
  const run = runOf(site);
  return {
    params: namesIn([
      ...spec.params,
      ...(inPipeline?.entry.params ?? []),
      ...(inPipeline?.pipeline.params ?? []),
      ...run.params,
    ]),
    workspaces: namesIn([
      ...spec.workspaces,
      ...(inPipeline?.pipeline.workspaces ?? []),
      ...run.workspaces,
    ]),
    results: namesIn(spec.results),
    tasks: null,
  };
}

/** What a run gives to everything that is written in it. */
function runOf({ resource }: ResourceSite): Pick<RunNames, 'params' | 'workspaces'> {
  if (resource.kind !== 'PipelineRun' && resource.kind !== 'TaskRun')
    return { params: [], workspaces: [] };
  return resource.spec;
}

interface Named {
  readonly name: Text | null;
}
interface RunNames {
  readonly params: readonly Named[];
  readonly workspaces: readonly Named[];
}

function namesIn(all: readonly Named[]): readonly string[] {
  return all.flatMap(({ name }) => name?.value ?? []);
}

interface Problem {
  readonly subject: string;
  readonly what: string;
  readonly hint: string;
}

function unresolved(variable: Variable, scope: Scope): Problem | null {
  switch (variable.kind) {
    case 'param':
      return variable.template ? null : missing('parameter', variable.name, scope.params);
    case 'workspace':
      return missing('workspace', variable.name, scope.workspaces);
    case 'result-path':
      return variable.step ? null : missing('result', variable.name, scope.results);
    case 'task-result':
      return missing('task', variable.task, scope.tasks);
    default:
      return null;
  }
}

/** `$(params.a.b)` names a key of an object, or a parameter whose name has a dot. */
function missing(what: string, name: string, known: readonly string[] | null): Problem | null {
  if (known === null || known.includes(name)) return null;
  if (known.some((one) => one.startsWith(`${name}.`))) return null;
  return {
    subject: `${what} ${name}`,
    what: `no ${what} \`${name}\` is declared, so the text stays as it is`,
    hint: nearestName(name, known) ?? `declare \`${name}\``,
  };
}

function inPipelineTask(site: PipelineTaskSite): readonly Violation[] {
  const { resource, address, entry, pipeline } = site;
  const run = runOf(site);
  const tasks = namesIn([...pipeline.tasks, ...pipeline.finally]);
  const nested = resource.kind !== 'Pipeline' && resource.kind !== 'PipelineRun';
  const scope: Scope = {
    params: namesIn([...pipeline.params, ...run.params]),
    workspaces: namesIn([...pipeline.workspaces, ...run.workspaces]),
    results: null,
    tasks: nested ? null : tasks,
  };
  const texts = entry.node.entries
    .filter(({ key }) => /^(?:params|matrix|when|timeout)$/.test(key.text))
    .flatMap(({ value }) => scalarsIn(value));
  return [
    ...entry.runAfter.flatMap((after) => {
      const problem = missing('task', after.value, tasks);
      return problem === null || after.value.includes('$(')
        ? []
        : [
            fault(resource, after.node, {
              ...problem,
              address,
              subject: `runAfter ${after.value}`,
              what: `no task is called \`${after.value}\``,
            }),
          ];
    }),
    ...entry.workspaces.flatMap(({ workspace }) => {
      const problem =
        workspace === null ? null : missing('workspace', workspace.value, scope.workspaces);
      return problem === null || workspace === null
        ? []
        : [fault(resource, workspace.node, { ...problem, address })];
    }),
    ...texts.flatMap((scalar) =>
      variablesIn(scalar.text).flatMap(({ variable }) => {
        const problem = unresolved(variable, scope);
        return problem === null ? [] : [fault(resource, scalar, { ...problem, address })];
      }),
    ),
  ];
}

/** `$(tt.params.x)` in what a TriggerTemplate creates. */
function inTemplate({ resource, address }: ResourceSite): readonly Violation[] {
  if (resource.kind !== 'TriggerTemplate') return [];
  const declared = namesIn(resource.spec.params);
  return resource.spec.resourceTemplates.flatMap((node) =>
    scalarsIn(node).flatMap((scalar) =>
      variablesIn(scalar.text).flatMap(({ variable }) => {
        if (variable.kind !== 'param' || !variable.template) return [];
        const problem = missing('parameter', variable.name, declared);
        return problem === null ? [] : [fault(resource, scalar, { ...problem, address })];
      }),
    ),
  );
}
