import type { GraphEdge, GraphFigure, GraphNode } from './figure.js';
import { breakCycles, longestPathLayers } from './layers.js';
import { settle, sortColumns, type Cell } from './columns.js';
import { textWidth } from './measure.js';

export const NODE_WIDTH = 220;
export const NODE_HEIGHT = 46;
export const LABEL_ROOM = 150;
const CHANNEL = 34;
const LANE_HEIGHT = 10;
const LABEL_HEIGHT = 22;

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

interface Chain {
  readonly edge: GraphEdge;
  readonly turned: boolean;
  readonly cells: readonly Cell[];
  readonly labelCell: Cell | null;
}

/**
 * Layered drawing from left to right (Sugiyama, Tagawa and Toda 1981): nodes stand in even columns, the odd columns
 * between them have room for labels. An edge crosses every column in a lane of its own, so none runs through a box or a label.
 */
export function place(figure: GraphFigure): Placed {
  const acyclic = breakCycles(figure);
  const layer = longestPathLayers(acyclic);
  const columns: Cell[][] = [];
  const add = (cell: Cell): Cell => {
    while (columns.length <= cell.column) columns.push([]);
    columns[cell.column]?.push(cell);
    return cell;
  };
  const cells = new Map<string, Cell>();
  for (const { id } of figure.nodes) {
    cells.set(id, add(newCell((layer.get(id) ?? 0) * 2, NODE_HEIGHT)));
  }
  const chains = acyclic.forward.map((edge) =>
    chain(edge, acyclic.turned.has(edge), { cells, add }),
  );
  sortColumns(columns);
  settle(columns);
  return measured(figure, { cells, chains, columns });
}

function newCell(column: number, height: number): Cell {
  return { column, height, y: 0, left: [], right: [] };
}

function chain(
  edge: GraphEdge,
  turned: boolean,
  { cells, add }: { cells: ReadonlyMap<string, Cell>; add: (cell: Cell) => Cell },
): Chain {
  const [from, to] = [cells.get(edge.from), cells.get(edge.to)];
  if (from === undefined || to === undefined) throw new Error('an edge of the figure has no node');
  const hasLabel = edge.label !== undefined && edge.label !== '';
  const between: Cell[] = [];
  for (let column = from.column + 1; column < to.column; column++) {
    const atLabel = hasLabel && column === to.column - 1;
    between.push(add(newCell(column, atLabel ? LABEL_HEIGHT : LANE_HEIGHT)));
  }
  const all = [from, ...between, to];
  for (const [index, cell] of all.entries()) {
    const next = all[index + 1];
    if (next === undefined) break;
    cell.right.push(next);
    next.left.push(cell);
  }
  return { edge, turned, cells: all, labelCell: hasLabel ? (between.at(-1) ?? null) : null };
}

interface Drawn {
  readonly cells: ReadonlyMap<string, Cell>;
  readonly chains: readonly Chain[];
  readonly columns: readonly (readonly Cell[])[];
}

function measured(figure: GraphFigure, { cells, chains, columns }: Drawn): Placed {
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
