import { mapGet, seqItems, stringOf, type Node } from '@plumbline/core';
import { orderOfTasks } from '@plumbline/pipeline';
import { belongsTo, type RunObjects } from './objects.js';

/** A run of a task, and the task of the pipeline that it ran, with a number where a matrix made several. */
export interface Child {
  /** `outer/inner` for a task of a pipeline in the pipeline. */
  readonly scope: string;
  /** `PipelineRun`: of a pipeline in the pipeline that came to no task. */
  readonly kind: 'TaskRun' | 'CustomRun' | 'PipelineRun';
  readonly run: Node;
}

/** What of a run was given, and what it says there should be more. */
export interface Children {
  readonly runs: readonly Child[];
  /** Tasks of the pipeline that did not run. */
  readonly skipped: readonly string[];
  /** The scopes that a scope waits for; a matrix counts as one. */
  readonly after: ReadonlyMap<string, readonly string[]>;
  readonly gaps: readonly string[];
}

/** The runs of all tasks, in the order of the status. What the status names and nobody showed is a gap. */
export function children(objects: RunObjects): Children {
  const { root, pods } = objects;
  if (stringOf(mapGet(root, 'kind')) !== 'PipelineRun') {
    const run = { scope: taskNameOf(root), kind: 'TaskRun', run: root } as const;
    return { runs: [run], skipped: [], after: new Map(), gaps: podGaps([run], pods) };
  }
  const reached = new Set([root]);
  const found = childrenOf({ run: root, prefix: '', after: [], depth: 0 }, { objects, reached });
  return {
    ...found,
    gaps: [...found.gaps, ...strangers(objects, reached), ...podGaps(found.runs, pods)],
  };
}

/** A PipelineRun, and how its tasks are called in the whole. */
interface Place {
  readonly run: Node;
  readonly prefix: string;
  /** What its first tasks wait for. */
  readonly after: readonly string[];
  readonly depth: number;
}

interface Search {
  readonly objects: RunObjects;
  /** No object counts twice. */
  readonly reached: Set<Node>;
}

/** Deeper no pipeline is looked for in pipelines. */
const DEEPEST = 10;

function childrenOf({ run, prefix, after, depth }: Place, search: Search): Children {
  const status = mapGet(run, 'status');
  const order = new Map(
    [...orderOfTasks(mapGet(status, 'pipelineSpec'))].map(([task, waits]) => [
      `${prefix}${task}`,
      waits.length === 0 ? after : waits.map((each) => `${prefix}${each}`),
    ]),
  );
  const references = seqItems(mapGet(status, 'childReferences')).map(readReference);
  const found = references.map((reference, at): Children => {
    const { task, kind, name } = reference;
    const object = isTaskName(task)
      ? search.objects[POOLS[kind]].find((each) => isChild(each, name, run))
      : undefined;
    if (object === undefined || search.reached.has(object))
      return gap(`the run ${name} of the task ${task} was not given`);
    search.reached.add(object);
    const scope = `${prefix}${scopeOf(references, at, task)}`;
    const own = { ...NOTHING, runs: [{ scope, kind, run: object }] };
    if (kind !== 'PipelineRun') return own;
    if (depth >= DEEPEST)
      return gap(`${scope} is a pipeline in pipelines too deep to be looked at`);
    const waits = order.get(`${prefix}${task}`) ?? [];
    const inner = childrenOf(
      { run: object, prefix: `${scope}/`, after: waits, depth: depth + 1 },
      search,
    );
    return inner.runs.length + inner.skipped.length + inner.gaps.length === 0 ? own : inner;
  });
  const skipped = seqItems(mapGet(status, 'skippedTasks')).flatMap(
    (each) => stringOf(mapGet(each, 'name')) ?? [],
  );
  return {
    runs: found.flatMap(({ runs }) => runs),
    skipped: [
      ...found.flatMap((each) => each.skipped),
      ...skipped.map((name) => `${prefix}${name}`),
    ],
    after: new Map([...order, ...found.flatMap((each) => [...each.after])]),
    gaps: found.flatMap(({ gaps }) => gaps),
  };
}

const NOTHING: Children = { runs: [], skipped: [], after: new Map(), gaps: [] };

function gap(message: string): Children {
  return { ...NOTHING, gaps: [message] };
}

const POOLS = {
  TaskRun: 'taskRuns',
  CustomRun: 'customRuns',
  PipelineRun: 'pipelineRuns',
} as const;

interface Reference {
  readonly task: string;
  readonly name: string;
  readonly kind: Child['kind'];
}

function readReference(node: Node): Reference {
  const [task = '', name = '', kind = ''] = ['pipelineTaskName', 'name', 'kind'].map((key) =>
    stringOf(mapGet(node, key)),
  );
  const isCustom = kind === 'CustomRun' || kind === 'Run';
  return { task, name, kind: isCustom ? 'CustomRun' : kind === 'PipelineRun' ? kind : 'TaskRun' };
}

/** What else could be taken for the place of another task. */
function isTaskName(task: string): boolean {
  return /^[\w.-]+$/.test(task);
}

/** By name and by owner: a run of the same name may be that of another run. */
function isChild(object: Node, name: string, run: Node): boolean {
  return nameOf(object) === name && belongsTo(object, run);
}

function scopeOf(named: readonly Reference[], at: number, task: string): string {
  const twins = named.filter((each) => each.task === task);
  const number = named.slice(0, at + 1).filter((each) => each.task === task).length;
  return twins.length > 1 ? `${task}[${String(number)}]` : task;
}

function taskNameOf(taskRun: Node): string {
  const reference = mapGet(mapGet(taskRun, 'spec'), 'taskRef');
  return stringOf(mapGet(reference, 'name')) ?? nameOf(taskRun);
}

function strangers(
  { pipelineRuns, taskRuns, customRuns }: RunObjects,
  reached: ReadonlySet<Node>,
): readonly string[] {
  return [...pipelineRuns, ...taskRuns, ...customRuns]
    .filter((each) => !reached.has(each))
    .map(
      (each) =>
        `the ${stringOf(mapGet(each, 'kind')) ?? ''} ${nameOf(each)} is none that the run names`,
    );
}

/** Without its Pod nothing tells of containers that were added beside the steps. */
function podGaps(runs: readonly Child[], pods: readonly Node[]): readonly string[] {
  const known = new Set(pods.map(nameOf));
  return runs.flatMap(({ run }) => {
    const pod = stringOf(mapGet(mapGet(run, 'status'), 'podName')) ?? '';
    return pod === '' || known.has(pod) ? [] : [`the Pod ${pod} was not given`];
  });
}

function nameOf(node: Node): string {
  return stringOf(mapGet(mapGet(node, 'metadata'), 'name')) ?? '';
}
