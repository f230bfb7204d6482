import type { MapNode } from '@plumbline/core';
import {
  field,
  mapField,
  maps,
  text,
  textOf,
  texts,
  type Shape,
  type Text,
} from '../document/shape.js';
import {
  readEnv,
  readParams,
  readParamSpecs,
  readResults,
  readWorkspaces,
  type EnvVar,
  type Param,
  type ParamSpec,
  type Result,
  type Workspace,
} from './param.js';
import { readReference, type Reference } from './reference.js';

/** A step, a sidecar, a `stepTemplate`, or the body of a StepAction: what becomes a container. */
export interface Step {
  readonly node: MapNode;
  readonly role: 'step' | 'sidecar' | 'template' | 'step-action';
  readonly name: Text | null;
  readonly image: Text | null;
  readonly command: readonly Text[];
  readonly args: readonly Text[];
  readonly script: Text | null;
  readonly workingDir: Text | null;
  readonly env: readonly EnvVar[];
  readonly envFrom: readonly MapNode[];
  readonly volumeMounts: readonly MapNode[];
  readonly workspaces: readonly Workspace[];
  readonly securityContext: MapNode | null;
  readonly computeResources: MapNode | null;
  readonly onError: Text | null;
  readonly timeout: Text | null;
  readonly when: readonly MapNode[];
  readonly results: readonly Result[];
  /** The StepAction that the step uses, with what it is given. */
  readonly ref: Reference | null;
  readonly params: readonly Param[];
}

export interface Volume {
  readonly node: MapNode;
  readonly name: Text | null;
  /** An OCI image mounted as a volume (Kubernetes `image` volume source). */
  readonly image: Text | null;
  readonly hostPath: Text | null;
}

export interface TaskSpec {
  readonly node: MapNode;
  readonly description: Text | null;
  readonly params: readonly ParamSpec[];
  readonly results: readonly Result[];
  readonly workspaces: readonly Workspace[];
  readonly steps: readonly Step[];
  readonly sidecars: readonly Step[];
  readonly stepTemplate: Step | null;
  readonly volumes: readonly Volume[];
}

export function readTaskSpec(shape: Shape, node: MapNode): TaskSpec {
  const template = mapField(shape, node, 'stepTemplate');
  return {
    node,
    description: text(shape, node, 'description'),
    params: readParamSpecs(shape, node),
    results: readResults(shape, node),
    workspaces: readWorkspaces(shape, node),
    steps: maps(shape, node, 'steps').map((step) => readStep(shape, step, 'step')),
    sidecars: maps(shape, node, 'sidecars').map((step) => readStep(shape, step, 'sidecar')),
    stepTemplate: template === null ? null : readStep(shape, template, 'template'),
    volumes: readVolumes(shape, node),
  };
}

/** Reads what becomes a container (Tekton, docs/tasks.md, "Defining Steps"). */
export function readStep(shape: Shape, node: MapNode, role: Step['role']): Step {
  return {
    node,
    role,
    name: text(shape, node, 'name'),
    image: text(shape, node, 'image'),
    command: texts(shape, node, 'command'),
    args: texts(shape, node, 'args'),
    script: text(shape, node, 'script'),
    workingDir: text(shape, node, 'workingDir'),
    env: readEnv(shape, node),
    envFrom: maps(shape, node, 'envFrom'),
    volumeMounts: maps(shape, node, 'volumeMounts'),
    workspaces: role === 'step-action' ? [] : readWorkspaces(shape, node),
    securityContext: mapField(shape, node, 'securityContext'),
    computeResources:
      mapField(shape, node, 'computeResources') ?? mapField(shape, node, 'resources'),
    onError: text(shape, node, 'onError'),
    timeout: text(shape, node, 'timeout'),
    when: maps(shape, node, 'when'),
    results: readResults(shape, node),
    ref: readReference(shape, node, 'ref'),
    params: role === 'step' ? readParams(shape, node) : [],
  };
}

/** `volumes` of a Task or of a pod template. */
export function readVolumes(shape: Shape, map: MapNode): readonly Volume[] {
  return maps(shape, map, 'volumes').map((node) => ({
    node,
    name: text(shape, node, 'name'),
    image: innerText(node, 'image', 'reference'),
    hostPath: innerText(node, 'hostPath', 'path'),
  }));
}

function innerText(node: MapNode, outer: string, key: string): Text | null {
  const map = field(node, outer);
  const value = map?.kind === 'map' ? field(map, key) : null;
  return value?.kind === 'scalar' ? textOf(value) : null;
}
