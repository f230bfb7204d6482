import { canonicalJson, mapGet, stringOf, toJson } from '@plumbline/core';
import type { PipelineTask } from '../tekton/pipeline.js';
import type { DefinedFunction } from './defined.js';
import { commandOf, NO_COMMAND } from './task.js';

/**
 * How a custom task is called, `APIVERSION KIND NAME`; null: Tekton runs the task itself (docs/customruns.md). Of a name
 * in which a value of the run stands `*` is left.
 */
export function customName(apiVersion = '', kind = '', name = ''): string | null {
  if (apiVersion === '' || kind === '') return null;
  const words = [apiVersion, kind, ...(name === '' ? [] : [name])].join(' ');
  return words.replaceAll(/\$\([^)]*\)/g, '*');
}

export function customNameOf({ node, taskRef }: PipelineTask): string | null {
  const spec = mapGet(node, 'taskSpec');
  const [apiVersion, kind] = ['apiVersion', 'kind'].map((key) => stringOf(mapGet(spec, key)));
  return taskRef === null
    ? customName(apiVersion, kind)
    : customName(taskRef.apiVersion?.value, taskRef.kind?.value, taskRef.name?.value);
}

/** What its controller does is not told here: it is known by its name and by what it is given as `spec`. */
export function customFunction(task: PipelineTask): DefinedFunction {
  const spec = mapGet(mapGet(task.node, 'taskSpec'), 'spec');
  return {
    name: customNameOf(task) ?? '',
    role: 'step',
    kind: 'unknown',
    uri: null,
    digest: null,
    ...commandOf(spec === undefined ? NO_COMMAND : canonicalJson(toJson(spec))),
    conditional: false,
    mayFail: false,
  };
}
