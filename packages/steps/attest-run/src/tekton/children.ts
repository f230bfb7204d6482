import { mapGet, seqItems, stringOf, type Node } from '@plumbline/core';
import type { RunObjects } from './objects.js';

/** A TaskRun and the task of the pipeline that it ran, with a number where a matrix made several. */
export interface Child {
  readonly scope: string;
  readonly taskRun: Node;
}

/** What of a run was given, and what it says there should be more. */
export interface Children {
  readonly runs: readonly Child[];
  /** Tasks of the pipeline that did not run. */
  readonly skipped: readonly string[];
  readonly gaps: readonly string[];
}

/** The TaskRuns of a run, in the order of its status. What the status names and nobody showed is a gap. */
export function children({ root, taskRuns, pods }: RunObjects): Children {
  const status = mapGet(root, 'status');
  if (stringOf(mapGet(root, 'kind')) !== 'PipelineRun') {
    const scope = taskNameOf(root);
    return { runs: [{ scope, taskRun: root }], skipped: [], gaps: podGaps([root], pods) };
  }
  const references = seqItems(mapGet(status, 'childReferences'));
  const named = references.map((reference) => ({
    task: stringOf(mapGet(reference, 'pipelineTaskName')) ?? '',
    name: stringOf(mapGet(reference, 'name')) ?? '',
    taskRun: taskRuns.find((each) => isChild(each, reference, root)),
  }));
  const runs = named.flatMap(({ task, taskRun }, at) =>
    taskRun === undefined ? [] : [{ scope: scopeOf(named, at, task), taskRun }],
  );
  const missing = named.filter(({ taskRun }) => taskRun === undefined);
  return {
    runs,
    skipped: seqItems(mapGet(status, 'skippedTasks')).flatMap(
      (each) => stringOf(mapGet(each, 'name')) ?? [],
    ),
    gaps: [
      ...missing.map(({ task, name }) => `the run ${name} of the task ${task} was not given`),
      ...strangers(taskRuns, runs),
      ...podGaps(
        runs.map(({ taskRun }) => taskRun),
        pods,
      ),
    ],
  };
}

/** By name and by owner: a TaskRun of the same name may be that of another run. */
function isChild(taskRun: Node, reference: Node, root: Node): boolean {
  const metadata = mapGet(taskRun, 'metadata');
  const uid = stringOf(mapGet(mapGet(root, 'metadata'), 'uid'));
  const owners = seqItems(mapGet(metadata, 'ownerReferences'));
  const isOwned = owners.some((owner) => stringOf(mapGet(owner, 'uid')) === uid);
  return isOwned && stringOf(mapGet(metadata, 'name')) === stringOf(mapGet(reference, 'name'));
}

function scopeOf(named: readonly { readonly task: string }[], at: number, task: string): string {
  const twins = named.filter((each) => each.task === task);
  const number = named.slice(0, at + 1).filter((each) => each.task === task).length;
  return twins.length > 1 ? `${task}[${String(number)}]` : task;
}

function taskNameOf(taskRun: Node): string {
  const reference = mapGet(mapGet(taskRun, 'spec'), 'taskRef');
  return (
    stringOf(mapGet(reference, 'name')) ??
    stringOf(mapGet(mapGet(taskRun, 'metadata'), 'name')) ??
    ''
  );
}

function strangers(taskRuns: readonly Node[], runs: readonly Child[]): readonly string[] {
  const known = new Set(runs.map(({ taskRun }) => taskRun));
  return taskRuns
    .filter((each) => !known.has(each))
    .map((each) => `the TaskRun ${nameOf(each)} is none that the run names`);
}

/** Without its Pod nothing tells of containers that were added beside the steps. */
function podGaps(taskRuns: readonly Node[], pods: readonly Node[]): readonly string[] {
  const known = new Set(pods.map(nameOf));
  return taskRuns.flatMap((taskRun) => {
    const pod = stringOf(mapGet(mapGet(taskRun, 'status'), 'podName')) ?? '';
    return pod === '' || known.has(pod) ? [] : [`the Pod ${pod} was not given`];
  });
}

function nameOf(node: Node): string {
  return stringOf(mapGet(mapGet(node, 'metadata'), 'name')) ?? '';
}
