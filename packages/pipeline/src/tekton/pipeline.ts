import type { MapNode } from '@plumbline/core';
import { field, mapField, maps, text, texts, type Shape, type Text } from '../document/shape.js';
import {
  readParams,
  readParamSpecs,
  readResults,
  readWorkspaces,
  type Param,
  type ParamSpec,
  type Result,
  type Workspace,
} from './param.js';
import { readReference, type Reference } from './reference.js';
import { readTaskSpec, type TaskSpec } from './task.js';

export interface PipelineSpec {
  readonly node: MapNode;
  readonly description: Text | null;
  readonly params: readonly ParamSpec[];
  readonly results: readonly Result[];
  readonly workspaces: readonly Workspace[];
  readonly tasks: readonly PipelineTask[];
  readonly finally: readonly PipelineTask[];
}

export interface TaskMatrix {
  readonly node: MapNode;
  readonly params: readonly Param[];
  readonly include: readonly { readonly name: Text | null; readonly params: readonly Param[] }[];
}

export interface PipelineTask {
  readonly node: MapNode;
  readonly name: Text | null;
  readonly taskRef: Reference | null;
  readonly taskSpec: TaskSpec | null;
  /** Set where `taskSpec` has `apiVersion` and `kind`: a custom task, run by a controller of its own. */
  readonly customSpec: Text | null;
  readonly pipelineRef: Reference | null;
  readonly pipelineSpec: PipelineSpec | null;
  readonly params: readonly Param[];
  readonly matrix: TaskMatrix | null;
  readonly when: readonly MapNode[];
  readonly runAfter: readonly Text[];
  readonly retries: Text | null;
  readonly timeout: Text | null;
  readonly onError: Text | null;
  readonly workspaces: readonly Workspace[];
}

export function readPipelineSpec(shape: Shape, node: MapNode): PipelineSpec {
  return {
    node,
    description: text(shape, node, 'description'),
    params: readParamSpecs(shape, node),
    results: readResults(shape, node),
    workspaces: readWorkspaces(shape, node),
    tasks: maps(shape, node, 'tasks').map((task) => readPipelineTask(shape, task)),
    finally: maps(shape, node, 'finally').map((task) => readPipelineTask(shape, task)),
  };
}

function readPipelineTask(shape: Shape, node: MapNode): PipelineTask {
  const taskSpec = mapField(shape, node, 'taskSpec');
  const custom = taskSpec === null ? null : text(shape, taskSpec, 'kind');
  const pipelineSpec = mapField(shape, node, 'pipelineSpec');
  return {
    node,
    name: text(shape, node, 'name'),
    taskRef: readReference(shape, node, 'taskRef'),
    taskSpec: taskSpec === null || custom !== null ? null : readTaskSpec(shape, taskSpec),
    customSpec: custom,
    pipelineRef: readReference(shape, node, 'pipelineRef'),
    pipelineSpec: pipelineSpec === null ? null : readPipelineSpec(shape, pipelineSpec),
    params: readParams(shape, node),
    matrix: readMatrix(shape, node),
    when: maps(shape, node, 'when'),
    runAfter: texts(shape, node, 'runAfter'),
    retries: text(shape, node, 'retries'),
    timeout: text(shape, node, 'timeout'),
    onError: text(shape, node, 'onError'),
    workspaces: readWorkspaces(shape, node),
  };
}

/** In v1beta1 before 0.43 the matrix was the list of its parameters. */
function readMatrix(shape: Shape, task: MapNode): TaskMatrix | null {
  const value = field(task, 'matrix');
  if (value?.kind === 'seq')
    return { node: task, params: readParams(shape, task, 'matrix'), include: [] };
  const node = mapField(shape, task, 'matrix');
  if (node === null) return null;
  return {
    node,
    params: readParams(shape, node),
    include: maps(shape, node, 'include').map((row) => ({
      name: text(shape, row, 'name'),
      params: readParams(shape, row),
    })),
  };
}
