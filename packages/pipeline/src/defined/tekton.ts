import type { PipelineSpec } from '../tekton/pipeline.js';
import type { Reference } from '../tekton/reference.js';
import type { TektonResource } from '../tekton/resource.js';
import type { TaskSpec } from '../tekton/task.js';
import type { DefinedPart } from './defined.js';
import { ONCE } from './matrix.js';
import { partsOfPipeline } from './nested.js';
import type { FindAction } from './step-action.js';
import { functionsOfTask } from './task.js';
import { valuesOfTask } from './values.js';

/** A resource that can run by itself, and its parts. */
export interface DefinedResource {
  readonly path: string;
  /** `Pipeline/NAME`; of a run its name, or `PREFIX*`. */
  readonly resource: string;
  readonly parts: readonly DefinedPart[];
}

/**
 * What can run of the resources of a target: Pipelines, Tasks, and runs that hold a definition of their own. `pathOf`: the
 * file of the target that has a digest, which is what a reference by that digest fetches.
 */
export function definedResources(
  resources: readonly TektonResource[],
  pathOf: (sha256: string) => string | null = () => null,
): readonly DefinedResource[] {
  const created = resources.flatMap((each) => ('templates' in each ? each.templates : []));
  const all = [...resources, ...created];
  const find = finderOf(all, pathOf);
  return all.flatMap((each) => {
    const parts = partsOfResource(each, find);
    const resource = `${each.kindText.value}/${nameOf(each)}`;
    return parts === null ? [] : [{ path: each.path, resource, parts }];
  });
}

/** The one Task, Pipeline or StepAction of the target that a reference means; null: it is of elsewhere, or there are several. */
export interface Finder {
  readonly task: (reference: Reference | null) => TaskSpec | null;
  readonly pipeline: (reference: Reference | null) => PipelineSpec | null;
  readonly action: FindAction;
}

function finderOf(
  all: readonly TektonResource[],
  pathOf: (sha256: string) => string | null,
): Finder {
  const meant = (reference: Reference | null, kind: string): TektonResource | null => {
    if (reference === null) return null;
    const named = nameIn(reference, kind);
    const path = named === null ? heldPath(reference, pathOf) : null;
    if (named === null && path === null) return null;
    const [only, second] = all.filter((each) =>
      named === null
        ? each.path === path
        : each.kind === kind && each.metadata.name?.value === named,
    );
    return only !== undefined && second === undefined ? only : null;
  };
  return {
    task: (reference) => {
      const found = meant(reference, 'Task');
      return found?.kind === 'Task' ? found.spec : null;
    },
    pipeline: (reference) => {
      const found = meant(reference, 'Pipeline');
      return found?.kind === 'Pipeline' ? found.spec : null;
    },
    action: (reference) => {
      const found = meant(reference, 'StepAction');
      return found?.kind === 'StepAction' ? found : null;
    },
  };
}

/** By its name in the cluster. */
function nameIn({ resolver, bundle, name, kind }: Reference, wanted: string): string | null {
  if (resolver !== null || bundle !== null || (kind?.value ?? wanted) !== wanted) return null;
  return name?.value ?? null;
}

/** What the http resolver fetches is one file, which its digest holds (Tekton, docs/http-resolver.md). */
function heldPath(
  { resolver, params }: Reference,
  pathOf: (sha256: string) => string | null,
): string | null {
  if (resolver?.value !== 'http') return null;
  const digest = params.find(({ name }) => name.value === 'digest')?.value;
  const sha256 = /^sha256:([0-9a-f]{64})$/.exec(digest?.kind === 'scalar' ? digest.text : '')?.[1];
  return sha256 === undefined ? null : pathOf(sha256);
}

function partsOfResource(resource: TektonResource, find: Finder): readonly DefinedPart[] | null {
  switch (resource.kind) {
    case 'Pipeline':
      return partsOfPipeline(resource.spec, find);
    case 'PipelineRun':
      return resource.spec.pipelineSpec && partsOfPipeline(resource.spec.pipelineSpec, find);
    case 'Task':
      return [partOfTask(nameOf(resource), resource.spec, find)];
    case 'TaskRun':
      return resource.spec.taskSpec && [partOfTask(nameOf(resource), resource.spec.taskSpec, find)];
    default:
      return null;
  }
}

/** What a template puts into a name is known when it runs. */
function nameOf({ metadata }: TektonResource): string {
  const prefix = metadata.generateName?.value;
  const name = metadata.name?.value ?? (prefix === undefined ? '*' : `${prefix}*`);
  return name.replaceAll(/\$\([^)]*\)/g, '*');
}

function partOfTask(name: string, spec: TaskSpec, find: Finder): DefinedPart {
  const functions = functionsOfTask(spec, find.action);
  return {
    id: name,
    within: null,
    names: [name],
    ...ONCE,
    // `spec.retries` of the TaskRun says it, which whoever starts it writes.
    retries: null,
    after: [],
    conditional: false,
    mayFail: false,
    untold: null,
    values: valuesOfTask(spec, functions, new Map()),
    given: null,
    functions,
  };
}
