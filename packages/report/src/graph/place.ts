import type { GraphEdge, GraphFigure, GraphNode } from '@plumbline/core';
import { settle, sortColumns, type Cell } from './columns.js';
import { NODE_HEIGHT, route, type Routed } from './routes.js';
import { textWidth } from './measure.js';

export const NODE_WIDTH = 220;
export const LABEL_ROOM = 150;
const CHANNEL = 34;
const WIDEST_CHANNEL = 100;

export interface PlacedNode {
  readonly node: GraphNode;
  readonly x: number;
  readonly y: number;
}

/** From where to where an edge or a node crosses a column, and how far down. */
interface Span {
  readonly x1: number;
  readonly x2: number;
  readonly y: number;
}

/** An edge as the points it passes, from left to right; `y` of its label's line. */
export interface PlacedEdge {
  readonly edge: GraphEdge;
  readonly turned: boolean;
  readonly spans: readonly Span[];
  readonly label: { readonly x: number; readonly y: number } | null;
}

export interface Placed {
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
  readonly width: number;
  readonly height: number;
}

/**
 * Layered drawing from left to right (Sugiyama, Tagawa and Toda 1981): nodes stand in even columns, the odd columns
 * between them have room for labels. No edge runs through a box or a label, as each crosses a column in a lane.
 */
export function place(figure: GraphFigure): Placed {
  const routed = route(figure);
  sortColumns(routed.columns);
  settle(routed.columns);
  return measured(figure, routed);
}

function measured(figure: GraphFigure, routed: Routed): Placed {
  const { cells, chains, columns } = routed;
  const tracks = tracksOf(routed);
  const span = (cell: Cell): Span => ({ ...(tracks[cell.column] ?? { x1: 0, x2: 0 }), y: cell.y });
  return {
    nodes: figure.nodes.flatMap((node) => {
      const cell = cells.get(node.id);
      return cell === undefined ? [] : [{ node, x: span(cell).x1, y: cell.y - NODE_HEIGHT / 2 }];
    }),
    edges: chains.map(({ edge, turned, cells: passed, labelCell }) => ({
      edge,
      turned,
      spans: passed.map(span),
      label: labelCell === null ? null : middle(span(labelCell)),
    })),
    width: tracks.at(-1)?.x2 ?? 0,
    height: Math.max(0, ...columns.map((column) => bottom(column.at(-1)))),
  };
}

/** Where each column begins and ends: node columns are alike, the others as wide as their labels. */
function tracksOf({ columns, chains }: Routed): readonly { x1: number; x2: number }[] {
  const widths: number[] = columns.map((_cells, index) => (index % 2 === 0 ? NODE_WIDTH : 0));
  for (const { edge, labelCell } of chains) {
    if (labelCell === null) continue;
    const room = Math.min(textWidth(edge.label ?? '', 11) + 12, LABEL_ROOM);
    widths[labelCell.column] = Math.max(widths[labelCell.column] ?? 0, room);
  }
  let x2 = 0;
  return widths.map((width, index) => {
    const x1 = index === 0 ? 0 : x2 + channelAfter(columns[index - 1] ?? []);
    x2 = x1 + width;
    return { x1, x2 };
  });
}

/** Many lines need room to be told apart. */
function channelAfter(column: readonly Cell[]): number {
  const lines = column.reduce((sum, cell) => sum + cell.right.length, 0);
  return Math.min(CHANNEL + lines, WIDEST_CHANNEL);
}

function middle({ x1, x2, y }: Span): { x: number; y: number } {
  return { x: (x1 + x2) / 2, y };
}

function bottom(cell: Cell | undefined): number {
  return cell === undefined ? 0 : cell.y + cell.height / 2;
}
