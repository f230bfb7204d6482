import type { PipelineSpec, PipelineTask } from '../tekton/pipeline.js';
import type { Reference } from '../tekton/reference.js';
import type { TektonResource } from '../tekton/resource.js';
import type { TaskSpec } from '../tekton/task.js';
import { MOST_OF_MATRIX, type DefinedPart } from './defined.js';
import { ONCE, type Count } from './matrix.js';
import { orderOfTasks } from './order.js';
import { functionsOfTask } from './task.js';

/** A resource that can run by itself, and its parts. */
export interface DefinedResource {
  readonly path: string;
  /** `Pipeline/NAME`; of a run its name, or `PREFIX*`. */
  readonly resource: string;
  readonly parts: readonly DefinedPart[];
}

/** What can run of the resources of a target: Pipelines, Tasks, and runs that hold a definition of their own. */
export function definedResources(resources: readonly TektonResource[]): readonly DefinedResource[] {
  const created = resources.flatMap((each) => ('templates' in each ? each.templates : []));
  const all = [...resources, ...created];
  const taskNamed = (name: string): TaskSpec | null => {
    const named = all.filter((each) => each.kind === 'Task' && each.metadata.name?.value === name);
    const [only, second] = named;
    return only?.kind === 'Task' && second === undefined ? only.spec : null;
  };
  return all.flatMap((each) => {
    const parts = partsOfResource(each, taskNamed);
    const resource = `${each.kindText.value}/${nameOf(each)}`;
    return parts === null ? [] : [{ path: each.path, resource, parts }];
  });
}

type TaskNamed = (name: string) => TaskSpec | null;

function partsOfResource(
  resource: TektonResource,
  taskNamed: TaskNamed,
): readonly DefinedPart[] | null {
  switch (resource.kind) {
    case 'Pipeline':
      return partsOfPipeline(resource.spec, taskNamed);
    case 'PipelineRun':
      return resource.spec.pipelineSpec && partsOfPipeline(resource.spec.pipelineSpec, taskNamed);
    case 'Task':
      return [partOfTask(nameOf(resource), resource.spec)];
    case 'TaskRun':
      return resource.spec.taskSpec && [partOfTask(nameOf(resource), resource.spec.taskSpec)];
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

function partOfTask(name: string, spec: TaskSpec): DefinedPart {
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
    functions: functionsOfTask(spec),
  };
}

function partsOfPipeline(spec: PipelineSpec, taskNamed: TaskNamed): readonly DefinedPart[] {
  const order = orderOfTasks(spec.node);
  return [...spec.tasks, ...spec.finally].map((task, at) => ({
    ...partOf(task, order, taskNamed),
    ...(task.name === null ? { id: `task ${String(at + 1)}`, names: ['*'] } : {}),
  }));
}

function partOf(
  task: PipelineTask,
  order: ReadonlyMap<string, readonly string[]>,
  taskNamed: TaskNamed,
): DefinedPart {
  const name = task.name?.value ?? '';
  const spec = task.taskSpec ?? localTask(task.taskRef, taskNamed);
  const retries = task.retries?.value ?? '0';
  return {
    id: name,
    within: null,
    names: [name],
    ...runsOf(task),
    retries: /^\d{1,4}$/.test(retries) ? Number(retries) : null,
    after: order.get(name) ?? [],
    conditional: task.when.length > 0,
    mayFail: task.onError !== null && task.onError.value !== 'stopAndFail',
    untold: spec === null ? referenceText(task) : null,
    functions: spec === null ? [] : functionsOfTask(spec),
  };
}

/** A Task by its name in the cluster, where exactly one file of the target defines it. */
function localTask(reference: Reference | null, taskNamed: TaskNamed): TaskSpec | null {
  if (reference === null || reference.resolver !== null || reference.bundle !== null) return null;
  const isTask = (reference.kind?.value ?? 'Task') === 'Task';
  return isTask && reference.name !== null ? taskNamed(reference.name.value) : null;
}

function referenceText({ taskRef, customSpec, pipelineRef }: PipelineTask): string {
  const { bundle, resolver, name, params } = taskRef ?? pipelineRef ?? NO_REFERENCE;
  if (resolver !== null) {
    const given = params.map((param) => `${param.name.value}=${textOf(param.value)}`);
    return [resolver.value, ...given].join(' ');
  }
  return bundle?.value || name?.value || customSpec?.value || 'a pipeline in this task';
}

const NO_REFERENCE = { bundle: null, resolver: null, name: null, params: [] };

function textOf(value: PipelineTask['params'][number]['value']): string {
  return value?.kind === 'scalar' ? value.text : '…';
}

/** An empty array makes no run at all; `include` adds some, or changes those that there are. */
function runsOf({ matrix }: PipelineTask): Count {
  if (matrix === null) return ONCE;
  const lists = matrix.params.map(({ value }) =>
    value?.kind === 'seq' ? value.items.length : null,
  );
  if (lists.includes(null)) return { least: 0, most: MOST_OF_MATRIX };
  const all = lists.reduce<number>((one, other) => one * (other ?? 0), lists.length > 0 ? 1 : 0);
  const added = matrix.include.length;
  return { least: lists.length > 0 ? all : added, most: all + added };
}
