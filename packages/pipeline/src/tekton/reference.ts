import type { MapNode } from '@plumbline/core';
import { mapField, text, type Shape, type Text } from '../document/shape.js';
import { readParams, type Param } from './param.js';

/** `taskRef`, `pipelineRef` or `ref`: by name in the cluster, by a resolver, or by the older `bundle`. */
export interface Reference {
  readonly node: MapNode;
  readonly name: Text | null;
  readonly apiVersion: Text | null;
  readonly kind: Text | null;
  readonly bundle: Text | null;
  readonly resolver: Text | null;
  readonly params: readonly Param[];
}

export function readReference(shape: Shape, map: MapNode, key: string): Reference | null {
  const node = mapField(shape, map, key);
  if (node === null) return null;
  return {
    node,
    name: text(shape, node, 'name'),
    apiVersion: text(shape, node, 'apiVersion'),
    kind: text(shape, node, 'kind'),
    bundle: text(shape, node, 'bundle'),
    resolver: text(shape, node, 'resolver'),
    params: readParams(shape, node),
  };
}
