/** A node, or the lane of an edge, in a column; `y` is its middle. */
export interface Cell {
  readonly column: number;
  readonly height: number;
  y: number;
  readonly left: Cell[];
  readonly right: Cell[];
}

const SWEEPS = 8;
const GAP = 14;

/** Orders each column by the mean position of its neighbours in the column beside it, to and fro. */
export function sortColumns(columns: Cell[][]): void {
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const rightwards = sweep % 2 === 0;
    for (const column of rightwards ? columns : columns.toReversed()) {
      number(columns);
      const key = new Map(
        column.map((cell) => [cell, mean(rightwards ? cell.left : cell.right, cell.y)]),
      );
      column.sort((a, b) => (key.get(a) ?? 0) - (key.get(b) ?? 0));
    }
  }
}

/** Positions in the column stand in for the coordinate while columns are ordered. */
function number(columns: readonly (readonly Cell[])[]): void {
  for (const column of columns) for (const [index, cell] of column.entries()) cell.y = index;
}

/** Sets the coordinates: each cell as near to its neighbours as the cells above and below allow. */
export function settle(columns: readonly (readonly Cell[])[]): void {
  for (const column of columns) {
    let y = 0;
    for (const cell of column) {
      cell.y = y + cell.height / 2;
      y += cell.height + GAP;
    }
  }
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (const column of sweep % 2 === 0 ? columns : columns.toReversed()) {
      const side = sweep % 2 === 0 ? 'left' : 'right';
      spread(
        column,
        column.map((cell) =>
          mean(sweep < SWEEPS - 2 ? cell[side] : [...cell.left, ...cell.right], cell.y),
        ),
      );
    }
  }
  const top = Math.min(...columns.flat().map((cell) => cell.y - cell.height / 2));
  for (const cell of columns.flat()) cell.y = Math.round(cell.y - top);
}

/** The nearest positions to the wanted ones that keep order and distance: isotonic regression by pooling neighbours. */
function spread(column: readonly Cell[], wanted: readonly number[]): void {
  const offsets: number[] = [];
  for (const [index, cell] of column.entries()) {
    const above = column[index - 1];
    const step = above === undefined ? 0 : (above.height + cell.height) / 2 + GAP;
    offsets.push((offsets[index - 1] ?? 0) + step);
  }
  const pools: { sum: number; size: number }[] = [];
  for (const [index, y] of wanted.entries()) {
    let pool = { sum: y - (offsets[index] ?? 0), size: 1 };
    for (
      let above = pools.at(-1);
      above !== undefined && level(above) > level(pool);
      above = pools.at(-1)
    ) {
      pools.pop();
      pool = { sum: pool.sum + above.sum, size: pool.size + above.size };
    }
    pools.push(pool);
  }
  const levels = pools.flatMap((pool) => Array.from({ length: pool.size }, () => level(pool)));
  for (const [index, cell] of column.entries())
    cell.y = (levels[index] ?? 0) + (offsets[index] ?? 0);
}

function level({ sum, size }: { sum: number; size: number }): number {
  return sum / size;
}

function mean(cells: readonly Cell[], otherwise: number): number {
  return cells.length === 0
    ? otherwise
    : cells.reduce((sum, cell) => sum + cell.y, 0) / cells.length;
}
