/** How a node stands; each tone has a colour and a sign of its own. */
export type Tone = 'good' | 'bad' | 'doubt' | 'missing' | 'neutral';

/** What kind of thing a node is; the owner of the figure decides. */
export type Shape = 'box' | 'round' | 'hexagon' | 'slanted';

export interface GraphNode {
  readonly id: string;
  readonly label: string;
  readonly sublabel: string;
  /** Nodes of one group may be folded into one; empty: never folded with others by group. */
  readonly group: string;
  readonly shape: Shape;
  readonly tone: Tone;
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly label?: string;
}

/** A drawing that knows nothing of its subject. Edges to unknown nodes are left out. */
export interface GraphFigure {
  readonly title: string;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  /** What the tones mean here, for the legend. */
  readonly legend?: Readonly<Partial<Record<Tone, string>>>;
}

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
