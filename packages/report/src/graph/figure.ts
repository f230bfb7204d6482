import type { GraphEdge, GraphFigure, GraphNode, Tone } from '@plumbline/core';

/** Worst first. */
export const TONES: readonly Tone[] = ['bad', 'missing', 'doubt', 'neutral', 'good'];

/** The sign beside the colour, so that neither is needed to read the figure. */
export const SIGNS: Readonly<Record<Tone, string>> = {
  bad: '✗',
  missing: '∅',
  doubt: '?',
  neutral: '·',
  good: '✓',
};

/** The legend's words where the figure has none of its own. */
export const MEANINGS: Readonly<Record<Tone, string>> = {
  bad: 'fails',
  missing: 'missing',
  doubt: 'cannot decide',
  neutral: 'not judged',
  good: 'in order',
};

/** The figure with one node per id and only the edges that join two different nodes, each once. */
export function tidy(figure: GraphFigure): GraphFigure {
  const nodes = new Map<string, GraphNode>();
  for (const node of figure.nodes) if (!nodes.has(node.id)) nodes.set(node.id, node);
  const edges = new Map<string, GraphEdge>();
  for (const edge of figure.edges) {
    const key = JSON.stringify([edge.from, edge.to]);
    const known = nodes.has(edge.from) && nodes.has(edge.to) && edge.from !== edge.to;
    if (known && !edges.has(key)) edges.set(key, edge);
  }
  return { ...figure, nodes: [...nodes.values()], edges: [...edges.values()] };
}
