import type { MapNode, Node } from '@plumbline/core';
import {
  asMap,
  complain,
  field,
  maps,
  namedTexts,
  text,
  texts,
  type NamedText,
  type Shape,
  type Text,
} from '../document/shape.js';

/** A parameter that is declared (`spec.params` of Task, Pipeline, StepAction, TriggerTemplate). */
export interface ParamSpec {
  readonly node: MapNode;
  readonly name: Text | null;
  readonly type: Text | null;
  readonly description: Text | null;
  readonly default: Node | null;
  readonly enum: readonly Text[];
}

/** A parameter that is given. */
export interface Param {
  readonly node: MapNode;
  readonly name: Text;
  readonly value: Node | null;
}

export interface Result {
  readonly node: MapNode;
  readonly name: Text | null;
  readonly type: Text | null;
  readonly value: Node | null;
}

/** A workspace that is declared, bound or passed on. */
export interface Workspace {
  readonly node: MapNode;
  readonly name: Text | null;
  readonly workspace: Text | null;
  readonly subPath: Text | null;
  readonly readOnly: Text | null;
  readonly optional: Text | null;
  readonly mountPath: Text | null;
  readonly secret: MapNode | null;
  readonly configMap: MapNode | null;
  readonly persistentVolumeClaim: MapNode | null;
}

export function readParamSpecs(shape: Shape, map: MapNode): readonly ParamSpec[] {
  return maps(shape, map, 'params').map((node) => ({
    node,
    name: text(shape, node, 'name'),
    type: text(shape, node, 'type'),
    description: text(shape, node, 'description'),
    default: field(node, 'default'),
    enum: texts(shape, node, 'enum'),
  }));
}

export function readParams(shape: Shape, map: MapNode, key = 'params'): readonly Param[] {
  return maps(shape, map, key).flatMap((node) => {
    const name = text(shape, node, 'name');
    if (name === null) complain(shape, node, 'the parameter has no `name`');
    return name === null ? [] : [{ node, name, value: field(node, 'value') }];
  });
}

export function readResults(shape: Shape, map: MapNode): readonly Result[] {
  return maps(shape, map, 'results').map((node) => ({
    node,
    name: text(shape, node, 'name'),
    type: text(shape, node, 'type'),
    value: field(node, 'value'),
  }));
}

export function readWorkspaces(shape: Shape, map: MapNode): readonly Workspace[] {
  return maps(shape, map, 'workspaces').map((node) => ({
    node,
    name: text(shape, node, 'name'),
    workspace: text(shape, node, 'workspace'),
    subPath: text(shape, node, 'subPath'),
    readOnly: text(shape, node, 'readOnly'),
    optional: text(shape, node, 'optional'),
    mountPath: text(shape, node, 'mountPath'),
    secret: inner(shape, node, 'secret'),
    configMap: inner(shape, node, 'configMap'),
    persistentVolumeClaim: inner(shape, node, 'persistentVolumeClaim'),
  }));
}

function inner(shape: Shape, node: MapNode, key: string): MapNode | null {
  const value = field(node, key);
  return value === null ? null : asMap(shape, value, `\`${key}\``);
}

/** A list of `{name, value}` as Kubernetes writes environments. */
export interface EnvVar {
  readonly node: MapNode;
  readonly name: Text | null;
  readonly value: Text | null;
  readonly valueFrom: MapNode | null;
}

export function readEnv(shape: Shape, map: MapNode): readonly EnvVar[] {
  return maps(shape, map, 'env').map((node) => ({
    node,
    name: text(shape, node, 'name'),
    value: text(shape, node, 'value'),
    valueFrom: inner(shape, node, 'valueFrom'),
  }));
}

/** `metadata` of a resource. */
export interface Metadata {
  readonly name: Text | null;
  readonly generateName: Text | null;
  readonly namespace: Text | null;
  readonly labels: readonly NamedText[];
  readonly annotations: readonly NamedText[];
}

export function readMetadata(shape: Shape, resource: MapNode): Metadata {
  const node = field(resource, 'metadata');
  const map = node === null ? null : asMap(shape, node, '`metadata`');
  if (map === null)
    return { name: null, generateName: null, namespace: null, labels: [], annotations: [] };
  return {
    name: text(shape, map, 'name'),
    generateName: text(shape, map, 'generateName'),
    namespace: text(shape, map, 'namespace'),
    labels: namedTexts(shape, map, 'labels'),
    annotations: namedTexts(shape, map, 'annotations'),
  };
}
