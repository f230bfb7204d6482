import type { Node } from '@plumbline/core';
import type { Subject } from '../subject.js';
import { itemsAt, nodeAt, objectsOfKind, scalarAt, type ClusterObject } from './objects.js';

/** The Ingresses, Routes and HTTPRoutes that lead to a service. */
export function doorsTo(subject: Subject, service: string): readonly ClusterObject[] {
  return ['Ingress', 'Route', 'HTTPRoute']
    .flatMap((kind) => objectsOfKind(subject, kind))
    .filter((door) => servicesBehind(door).includes(service));
}

function servicesBehind({ kind, node }: ClusterObject): readonly string[] {
  if (kind === 'Route') return namesOf([nodeAt(node, 'spec', 'to')]);
  const rules = itemsAt(node, 'spec', 'rules');
  if (kind === 'HTTPRoute') return namesOf(rules.flatMap((rule) => itemsAt(rule, 'backendRefs')));
  const paths = rules.flatMap((rule) => itemsAt(rule, 'http', 'paths'));
  const backends = [
    ...paths.map((path) => nodeAt(path, 'backend')),
    nodeAt(node, 'spec', 'defaultBackend'),
  ];
  return backends.flatMap(
    (backend) =>
      scalarAt(backend, 'service', 'name')?.text ?? scalarAt(backend, 'serviceName')?.text ?? [],
  );
}

function namesOf(nodes: readonly (Node | null)[]): readonly string[] {
  return nodes.flatMap((node) => scalarAt(node, 'name')?.text ?? []);
}
