import { mapGet, seqItems, stringOf, type Node } from '@plumbline/core';
import { jsonOf } from './json.js';

/** The tasks that each task of a pipeline waits for (Tekton, docs/pipelines.md, "runAfter" and "Moving on with results"). */
export function orderOfTasks(
  pipelineSpec: Node | undefined,
): ReadonlyMap<string, readonly string[]> {
  const tasks = seqItems(mapGet(pipelineSpec, 'tasks'));
  const names = tasks.map(nameOf);
  const named = tasks.map((task): [string, readonly string[]] => {
    const after = seqItems(mapGet(task, 'runAfter')).flatMap((each) => stringOf(each) ?? []);
    const used = [...jsonOf(task).matchAll(/\btasks\.([a-z0-9-]+)\.results\b/g)];
    const waits = new Set([...after, ...used.map(([, name]) => name)]);
    return [nameOf(task), names.filter((name) => waits.has(name) && name !== nameOf(task))];
  });
  const last = seqItems(mapGet(pipelineSpec, 'finally')).map(
    (task): [string, readonly string[]] => [nameOf(task), names],
  );
  return new Map([...named, ...last]);
}

function nameOf(task: Node): string {
  return stringOf(mapGet(task, 'name')) ?? '';
}
