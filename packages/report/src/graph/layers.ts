import type { GraphEdge, GraphFigure } from '@plumbline/core';

/** The edges as the layout draws them: those that would close a cycle are turned around. */
export interface Acyclic {
  readonly forward: readonly GraphEdge[];
  readonly turned: ReadonlySet<GraphEdge>;
  /** Nodes so that every forward edge leads to a later one. */
  readonly order: readonly string[];
}

/** Depth-first from the nodes that nothing leads to, then from the rest, in the figure's order (iterative: chains can be long). */
export function breakCycles({ nodes, edges }: GraphFigure): Acyclic {
  const outgoing = Map.groupBy(edges, (edge) => edge.from);
  const entered = new Set(edges.map((edge) => edge.to));
  const state = new Map<string, 'open' | 'done'>();
  const turned = new Set<GraphEdge>();
  const finished: string[] = [];
  const starts = [...nodes.filter(({ id }) => !entered.has(id)), ...nodes];
  for (const { id } of starts) {
    const stack = state.has(id) ? [] : [{ id, next: 0 }];
    if (stack.length > 0) state.set(id, 'open');
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const edge = outgoing.get(top.id)?.[top.next++];
      if (edge === undefined) {
        state.set(top.id, 'done');
        finished.push(top.id);
        stack.pop();
      } else if (state.get(edge.to) === 'open') turned.add(edge);
      else if (!state.has(edge.to)) {
        state.set(edge.to, 'open');
        stack.push({ id: edge.to, next: 0 });
      }
    }
  }
  const forward = edges.map((edge) =>
    turned.has(edge) ? { ...edge, from: edge.to, to: edge.from } : edge,
  );
  const kept = new Set(forward.filter((_edge, index) => turned.has(edges[index] ?? NONE)));
  return { forward, turned: kept, order: finished.reverse() };
}

/** The layer of each node: the longest path that leads to it. */
export function longestPathLayers({ forward, order }: Acyclic): ReadonlyMap<string, number> {
  const layer = new Map(order.map((id) => [id, 0]));
  const outgoing = Map.groupBy(forward, (edge) => edge.from);
  for (const id of order) {
    for (const { to } of outgoing.get(id) ?? []) {
      layer.set(to, Math.max(layer.get(to) ?? 0, (layer.get(id) ?? 0) + 1));
    }
  }
  return layer;
}

const NONE: GraphEdge = { from: '', to: '' };
