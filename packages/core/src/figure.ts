/** How a node stands; each tone has a colour and a sign of its own. */
export type Tone = 'good' | 'bad' | 'doubt' | 'missing' | 'neutral';

/** What kind of thing a node is; the owner of the figure decides. */
export type FigureShape = 'box' | 'round' | 'hexagon' | 'slanted';

export interface GraphNode {
  readonly id: string;
  readonly label: string;
  readonly sublabel: string;
  /** Nodes of one group may be folded into one; empty: never folded with others by group. */
  readonly group: string;
  readonly shape: FigureShape;
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
