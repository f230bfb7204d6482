import { mapGet, type MapNode, type Node, type ScalarNode, type Source } from '@plumbline/core';
import type { KubernetesObject, Metadata, TektonResource, Text } from '@plumbline/pipeline';
import { shared, type Subject } from '../subject.js';

/** An object of a cluster, of whatever group: as applied, or as exported. An export is what somebody says the cluster holds. */
export interface ClusterObject {
  readonly source: Source;
  readonly path: string;
  readonly node: MapNode;
  /** Empty for the core group. */
  readonly group: string;
  readonly kind: string;
  readonly kindText: Text;
  readonly name: string;
  /** Null where the file does not say. */
  readonly namespace: string | null;
  readonly metadata: Metadata;
  /** `Kind/namespace/name`, without what is not said. */
  readonly address: string;
}

/** Every object that was offered, those of Tekton included. */
export const objectsOf = shared(({ model }: Subject): readonly ClusterObject[] =>
  [...model.objects, ...model.resources].map(objectOf),
);

function objectOf(from: KubernetesObject | TektonResource): ClusterObject {
  const { source, path, node, kindText, metadata } = from;
  const version = from.apiVersion.value;
  const kind = kindText.value;
  const name = metadata.name?.value ?? metadata.generateName?.value ?? '';
  const namespace = metadata.namespace?.value ?? null;
  return {
    source,
    path,
    node,
    group: version.slice(0, Math.max(version.indexOf('/'), 0)),
    kind,
    kindText,
    name,
    namespace,
    metadata,
    address: [kind, namespace, name].filter((part) => part !== null && part !== '').join('/'),
  };
}

/** The objects of a kind; a kind means the same in the groups that are read here. */
export function objectsOfKind(subject: Subject, kind: string): readonly ClusterObject[] {
  return objectsOf(subject).filter((object) => object.kind === kind);
}

/** What stands at a path of keys; null where a key is absent or its value is null. */
export function nodeAt(node: Node | null | undefined, ...keys: readonly string[]): Node | null {
  let at: Node | null | undefined = node;
  for (const key of keys) at = mapGet(at, key);
  if (at === null || at === undefined) return null;
  return at.kind === 'scalar' && at.value === null ? null : at;
}

/** The scalar at a path of keys. */
export function scalarAt(
  node: Node | null | undefined,
  ...keys: readonly string[]
): ScalarNode | null {
  const found = nodeAt(node, ...keys);
  return found?.kind === 'scalar' ? found : null;
}

/** The items of the list at a path of keys. */
export function itemsAt(
  node: Node | null | undefined,
  ...keys: readonly string[]
): readonly Node[] {
  const found = nodeAt(node, ...keys);
  return found?.kind === 'seq' ? found.items : [];
}

/** The texts of the list of scalars at a path of keys. */
export function textsAt(
  node: Node | null | undefined,
  ...keys: readonly string[]
): readonly string[] {
  return itemsAt(node, ...keys).flatMap((item) => (item.kind === 'scalar' ? item.text : []));
}

/** Whether a scalar means true to Kubernetes, whose reader takes the words of YAML 1.1. */
export function isTrue(node: Node | null | undefined): boolean {
  return node?.kind === 'scalar' && /^(?:true|yes|on|y)$/i.test(node.text);
}

/** Whether a scalar means false to Kubernetes. */
export function isFalse(node: Node | null | undefined): boolean {
  return node?.kind === 'scalar' && /^(?:false|no|off|n)$/i.test(node.text);
}

/** Where to point for what an object does not say: its name. */
export function nameNode({ metadata, kindText }: ClusterObject): ScalarNode {
  return metadata.name?.node ?? kindText.node;
}

/** The value of a label. */
export function labelOf({ metadata }: ClusterObject, name: string): Text | null {
  return metadata.labels.find((label) => label.name.value === name)?.value ?? null;
}

/** The value of an annotation. */
export function annotationOf({ metadata }: ClusterObject, name: string): Text | null {
  return metadata.annotations.find((annotation) => annotation.name.value === name)?.value ?? null;
}
