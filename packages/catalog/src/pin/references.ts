import type { MapNode, Node, ScalarNode, Source } from '@plumbline/core';
import { mapGet, stringOf } from '@plumbline/core';
import type { Model } from '@plumbline/pipeline';

/** A place of a file that may name something of a catalog. */
export interface Place {
  readonly kind: 'uses' | 'bundle';
  readonly source: Source;
  readonly node: ScalarNode;
}

/** Every `uses` of workflows and actions, and every bundle that a resource of Tekton is resolved from. */
export function placesIn({ workflows, actions, resources }: Model): readonly Place[] {
  const roots = [...workflows, ...actions, ...resources].map(({ source, node }) => ({
    source,
    node,
  }));
  const places = roots.flatMap(({ source, node }) =>
    placesBelow(node).map((place) => ({ ...place, source })),
  );
  return [
    ...new Map(
      places.map((place) => [`${place.source.path}@${String(place.node.span.start)}`, place]),
    ).values(),
  ];
}

type Found = Omit<Place, 'source'>;

function placesBelow(node: Node): readonly Found[] {
  if (node.kind === 'scalar') return [];
  if (node.kind === 'seq') return node.items.flatMap(placesBelow);
  const own = node.entries.flatMap(({ key, value }): readonly Found[] =>
    key.text === 'uses' && value.kind === 'scalar' ? [{ kind: 'uses', node: value }] : [],
  );
  return [...own, ...bundleOf(node), ...node.entries.flatMap(({ value }) => placesBelow(value))];
}

/** `resolver: bundles` with the param `bundle` (Tekton, bundles resolver). */
function bundleOf(node: MapNode): readonly Found[] {
  const params = mapGet(node, 'params');
  if (stringOf(mapGet(node, 'resolver')) !== 'bundles' || params?.kind !== 'seq') return [];
  return params.items.flatMap((param): readonly Found[] => {
    const value = mapGet(param, 'value');
    return stringOf(mapGet(param, 'name')) === 'bundle' && value?.kind === 'scalar'
      ? [{ kind: 'bundle', node: value }]
      : [];
  });
}
