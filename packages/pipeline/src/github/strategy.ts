import type { MapNode, Node } from '@plumbline/core';
import { asMap, field, hasKey, text, textOf, type Shape, type Text } from '../document/shape.js';

export interface Axis {
  readonly name: Text;
  readonly values: readonly Node[];
  /** The expression that gives the values; null where they are written out. */
  readonly expression: Text | null;
}

export interface Matrix {
  readonly node: Node;
  readonly axes: readonly Axis[];
  readonly include: readonly MapNode[];
  readonly exclude: readonly MapNode[];
  /** Set where the matrix, `include` or `exclude` as a whole is an expression. */
  readonly expression: Text | null;
}

export interface Strategy {
  readonly node: Node;
  readonly matrix: Matrix | null;
  readonly failFast: Text | null;
  readonly maxParallel: Text | null;
}

export function readStrategy(shape: Shape, job: MapNode): Strategy | null {
  const node = field(job, 'strategy');
  if (node === null) return null;
  const map = asMap(shape, node, '`strategy`');
  if (map === null) return null;
  return {
    node,
    matrix: hasKey(map, 'matrix') ? readMatrix(shape, map) : null,
    failFast: text(shape, map, 'fail-fast'),
    maxParallel: text(shape, map, 'max-parallel'),
  };
}

function readMatrix(shape: Shape, strategy: MapNode): Matrix | null {
  const node = field(strategy, 'matrix');
  if (node === null) return null;
  if (node.kind === 'scalar') {
    return { node, axes: [], include: [], exclude: [], expression: textOf(node) };
  }
  const map = asMap(shape, node, '`matrix`');
  if (map === null) return null;
  const include = readRows(shape, map, 'include');
  const exclude = readRows(shape, map, 'exclude');
  return {
    node,
    axes: readAxes(map),
    include: include.rows,
    exclude: exclude.rows,
    expression: include.expression ?? exclude.expression,
  };
}

function readAxes(map: MapNode): readonly Axis[] {
  return map.entries
    .filter(({ key }) => key.text !== 'include' && key.text !== 'exclude')
    .map(({ key, value }) => ({
      name: textOf(key),
      values: value.kind === 'seq' ? value.items : [],
      expression: value.kind === 'scalar' ? textOf(value) : null,
    }));
}

function readRows(
  shape: Shape,
  map: MapNode,
  key: string,
): { rows: readonly MapNode[]; expression: Text | null } {
  const node = field(map, key);
  if (node === null) return { rows: [], expression: null };
  if (node.kind === 'scalar') return { rows: [], expression: textOf(node) };
  const nodes = node.kind === 'seq' ? node.items : [node];
  return {
    rows: nodes.flatMap((row) => asMap(shape, row, `an item of \`${key}\``) ?? []),
    expression: null,
  };
}
