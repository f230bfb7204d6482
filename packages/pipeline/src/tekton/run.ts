import type { MapNode } from '@plumbline/core';
import { mapField, maps, text, type Shape, type Text } from '../document/shape.js';
import {
  readParams,
  readWorkspaces,
  readEnv,
  type EnvVar,
  type Param,
  type Workspace,
} from './param.js';
import { readPipelineSpec, type PipelineSpec } from './pipeline.js';
import { readReference, type Reference } from './reference.js';
import { readTaskSpec, readVolumes, type TaskSpec, type Volume } from './task.js';

export interface PodTemplate {
  readonly node: MapNode;
  readonly volumes: readonly Volume[];
  readonly env: readonly EnvVar[];
  readonly securityContext: MapNode | null;
  readonly hostNetwork: Text | null;
  readonly runtimeClassName: Text | null;
  readonly automountServiceAccountToken: Text | null;
}

/** What TaskRun and PipelineRun have in common; `stepSpecs`, `sidecarSpecs`, `timeouts` … are in `node`. */
export interface RunSpec {
  readonly node: MapNode;
  readonly ref: Reference | null;
  readonly params: readonly Param[];
  readonly workspaces: readonly Workspace[];
  /** Of the run or, since v1, of `taskRunTemplate`. */
  readonly serviceAccountName: Text | null;
  readonly podTemplate: PodTemplate | null;
  readonly timeout: Text | null;
}

export interface TaskRunSpec extends RunSpec {
  readonly taskSpec: TaskSpec | null;
  readonly stepSpecs: readonly MapNode[];
  readonly sidecarSpecs: readonly MapNode[];
}

export interface PipelineRunSpec extends RunSpec {
  readonly pipelineSpec: PipelineSpec | null;
  readonly taskRunSpecs: readonly TaskRunOverride[];
}

/** An entry of `taskRunSpecs`. */
export interface TaskRunOverride {
  readonly node: MapNode;
  readonly pipelineTaskName: Text | null;
  readonly serviceAccountName: Text | null;
  readonly podTemplate: PodTemplate | null;
}

export function readTaskRun(shape: Shape, node: MapNode): TaskRunSpec {
  const spec = mapField(shape, node, 'taskSpec');
  return {
    ...readRun(shape, node, 'taskRef'),
    taskSpec: spec === null ? null : readTaskSpec(shape, spec),
    stepSpecs: [...maps(shape, node, 'stepSpecs'), ...maps(shape, node, 'stepOverrides')],
    sidecarSpecs: [...maps(shape, node, 'sidecarSpecs'), ...maps(shape, node, 'sidecarOverrides')],
  };
}

export function readPipelineRun(shape: Shape, node: MapNode): PipelineRunSpec {
  const spec = mapField(shape, node, 'pipelineSpec');
  return {
    ...readRun(shape, node, 'pipelineRef'),
    pipelineSpec: spec === null ? null : readPipelineSpec(shape, spec),
    taskRunSpecs: maps(shape, node, 'taskRunSpecs').map((override) =>
      readOverride(shape, override),
    ),
  };
}

function readRun(shape: Shape, node: MapNode, key: 'taskRef' | 'pipelineRef'): RunSpec {
  const template = mapField(shape, node, 'taskRunTemplate') ?? node;
  return {
    node,
    ref: readReference(shape, node, key),
    params: readParams(shape, node),
    workspaces: readWorkspaces(shape, node),
    serviceAccountName:
      text(shape, template, 'serviceAccountName') ?? text(shape, node, 'serviceAccountName'),
    podTemplate:
      readPodTemplate(shape, template, 'podTemplate') ??
      readPodTemplate(shape, node, 'podTemplate'),
    timeout: text(shape, node, 'timeout'),
  };
}

/** v1beta1 calls the fields of an override `taskServiceAccountName` and `taskPodTemplate`. */
function readOverride(shape: Shape, node: MapNode): TaskRunOverride {
  return {
    node,
    pipelineTaskName: text(shape, node, 'pipelineTaskName'),
    serviceAccountName:
      text(shape, node, 'serviceAccountName') ?? text(shape, node, 'taskServiceAccountName'),
    podTemplate:
      readPodTemplate(shape, node, 'podTemplate') ??
      readPodTemplate(shape, node, 'taskPodTemplate'),
  };
}

function readPodTemplate(shape: Shape, map: MapNode, key: string): PodTemplate | null {
  const node = mapField(shape, map, key);
  if (node === null) return null;
  return {
    node,
    volumes: readVolumes(shape, node),
    env: readEnv(shape, node),
    securityContext: mapField(shape, node, 'securityContext'),
    hostNetwork: text(shape, node, 'hostNetwork'),
    runtimeClassName: text(shape, node, 'runtimeClassName'),
    automountServiceAccountToken: text(shape, node, 'automountServiceAccountToken'),
  };
}
