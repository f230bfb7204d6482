import type { GraphEdge, GraphFigure, GraphNode } from './figure.js';
import { settle, sortColumns, type Cell } from './columns.js';
import { NODE_HEIGHT, route, type Routed } from './routes.js';
import { textWidth } from './measure.js';

export const NODE_WIDTH = 220;
export const LABEL_ROOM = 150;
const CHANNEL = 34;

export interface PlacedNode {
  readonly node: GraphNode;
  readonly x: number;
  readonly y: number;
}

/** An edge as the points it passes, from left to right; `y` of its label's line. */
export interface PlacedEdge {
  readonly edge: GraphEdge;
  readonly turned: boolean;
  readonly spans: readonly { readonly x1: number; readonly x2: number; readonly y: number }[];
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

function measured(figure: GraphFigure, { cells, chains, columns }: Routed): Placed {
  const labelRoom = columns.map(() => 0);
  for (const { edge, labelCell } of chains) {
    if (labelCell === null) continue;
    const room = Math.min(textWidth(edge.label ?? '', 11) + 12, LABEL_ROOM);
    labelRoom[labelCell.column] = Math.max(labelRoom[labelCell.column] ?? 0, room);
  }
  const widths = columns.map((_cells, index) =>
    index % 2 === 0 ? NODE_WIDTH : (labelRoom[index] ?? 0),
  );
  const starts = widths.map((_width, index) =>
    widths.slice(0, index).reduce((sum, width) => sum + width + CHANNEL, 0),
  );
  const span = (cell: Cell): { x1: number; x2: number; y: number } => {
    const x1 = starts[cell.column] ?? 0;
    return { x1, x2: x1 + (widths[cell.column] ?? 0), y: cell.y };
  };
  return {
    nodes: figure.nodes.flatMap((node) => {
      const cell = cells.get(node.id);
      return cell === undefined ? [] : [{ node, x: span(cell).x1, y: cell.y - NODE_HEIGHT / 2 }];
    }),
    edges: chains.map(({ edge, turned, cells: passed, labelCell }) => ({
      edge,
      turned,
      spans: passed.map(span),
      label:
        labelCell === null
          ? null
          : { x: (span(labelCell).x1 + span(labelCell).x2) / 2, y: labelCell.y },
    })),
    width: (starts.at(-1) ?? 0) + (widths.at(-1) ?? 0),
    height: Math.max(0, ...columns.map((column) => bottom(column.at(-1)))),
  };
}

function bottom(cell: Cell | undefined): number {
  return cell === undefined ? 0 : cell.y + cell.height / 2;
}
