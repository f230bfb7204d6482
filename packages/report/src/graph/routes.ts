import type { Cell } from './columns.js';
import type { GraphEdge, GraphFigure } from '@plumbline/core';
import { breakCycles, longestPathLayers } from './layers.js';

export const NODE_HEIGHT = 46;
const LANE_HEIGHT = 10;
const LABEL_HEIGHT = 22;

/** An edge as the cells it passes, from left to right. */
interface Chain {
  readonly edge: GraphEdge;
  readonly turned: boolean;
  readonly cells: readonly Cell[];
  readonly labelCell: Cell | null;
}

export interface Routed {
  readonly columns: Cell[][];
  /** The cell of each node. */
  readonly cells: ReadonlyMap<string, Cell>;
  readonly chains: readonly Chain[];
}

/** Puts nodes into even columns by layer and leads every edge through a cell of each column that it crosses. */
export function route(figure: GraphFigure): Routed {
  const acyclic = breakCycles(figure);
  const layer = longestPathLayers(acyclic);
  const grid = new Grid();
  for (const { id } of figure.nodes) grid.node(id, (layer.get(id) ?? 0) * 2);
  const chains = acyclic.forward.map((edge) => grid.chain(edge, acyclic.turned.has(edge)));
  return { columns: grid.columns, cells: grid.nodes, chains };
}

/** The columns while they are filled. */
class Grid {
  readonly columns: Cell[][] = [];
  readonly nodes = new Map<string, Cell>();
  readonly lanes = new Map<string, Cell>();

  node(id: string, column: number): void {
    this.nodes.set(id, this.add(column, NODE_HEIGHT));
  }

  chain(edge: GraphEdge, turned: boolean): Chain {
    const [from, to] = [this.nodes.get(edge.from), this.nodes.get(edge.to)];
    if (from === undefined || to === undefined) throw new Error('an edge has no node');
    const hasLabel = edge.label !== undefined && edge.label !== '';
    const between: Cell[] = [];
    for (let column = from.column + 1; column < to.column; column++) {
      between.push(hasLabel ? this.ownLane(column, to) : this.lane(column, `${turned} ${edge.to}`));
    }
    const cells = [from, ...between, to];
    for (const [index, cell] of cells.entries()) join(cell, cells[index + 1]);
    return { edge, turned, cells, labelCell: hasLabel ? (between.at(-1) ?? null) : null };
  }

  /** Edges to one node share their lanes: many lines become one that ends there. */
  private lane(column: number, target: string): Cell {
    const key = `${column} ${target}`;
    const lane = this.lanes.get(key) ?? this.add(column, LANE_HEIGHT);
    this.lanes.set(key, lane);
    return lane;
  }

  private ownLane(column: number, to: Cell): Cell {
    return this.add(column, column === to.column - 1 ? LABEL_HEIGHT : LANE_HEIGHT);
  }

  private add(column: number, height: number): Cell {
    const cell = { column, height, y: 0, left: [], right: [] };
    while (this.columns.length <= column) this.columns.push([]);
    this.columns[column]?.push(cell);
    return cell;
  }
}

function join(cell: Cell, next: Cell | undefined): void {
  if (next === undefined || cell.right.includes(next)) return;
  cell.right.push(next);
  next.left.push(cell);
}
