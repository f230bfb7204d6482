import type { MapNode, Source } from '@plumbline/core';
import { field, text, type Shape, type Text } from '../document/shape.js';
import { readMetadata, type Metadata } from '../tekton/param.js';
import { isTekton } from '../tekton/resource.js';

/** An object of Kubernetes that is none of Tekton: as applied, or as exported with `kubectl get -o yaml`. */
export interface KubernetesObject {
  readonly path: string;
  readonly source: Source;
  readonly node: MapNode;
  readonly apiVersion: Text;
  readonly kindText: Text;
  readonly metadata: Metadata;
}

/** Whether the text may hold such an object; both words stand in every one. */
export function mayBeObject(bytes: Uint8Array): boolean {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return view.includes('apiVersion') && view.includes('kind');
}

/** The objects of one document; lists are opened. What has another shape is left out: it is no object. */
export function readObjects(source: Source, node: MapNode): readonly KubernetesObject[] {
  const items = field(node, 'items');
  const shape: Shape = { source, problems: [] };
  const apiVersion = scalar(shape, node, 'apiVersion');
  const kindText = scalar(shape, node, 'kind');
  if (apiVersion === null || kindText === null) return [];
  if (kindText.value.endsWith('List') && items?.kind === 'seq') {
    return items.items.flatMap((item) => (item.kind === 'map' ? readObjects(source, item) : []));
  }
  if (isTekton(node)) return [];
  const metadata = readMetadata(shape, node);
  return [{ path: source.path, source, node, apiVersion, kindText, metadata }];
}

function scalar(shape: Shape, node: MapNode, key: string): Text | null {
  return field(node, key)?.kind === 'scalar' ? text(shape, node, key) : null;
}
