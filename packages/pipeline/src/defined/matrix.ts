import type { MapNode, Node } from '@plumbline/core';
import type { Matrix } from '../github/strategy.js';
import { MOST_OF_MATRIX, type DefinedPart } from './defined.js';
import { jsonOf } from './json.js';

/** How many there are at least and at most. */
export type Count = Pick<DefinedPart, 'least' | 'most'>;

export const ONCE: Count = { least: 1, most: 1 };

/** So many times so many. */
export function times(one: Count, other: Count): Count {
  const most = one.most === null || other.most === null ? null : one.most * other.most;
  return { least: one.least * other.least, most };
}

type Row = ReadonlyMap<string, string>;

/** How many jobs a matrix makes (docs.github.com, "Running variations of jobs in a workflow"). */
export function jobsOf(matrix: Matrix | null): Count {
  if (matrix === null) return ONCE;
  const open = { least: 1, most: MOST_OF_MATRIX };
  const lists = matrix.axes.map(({ values }) => values.length);
  const isOpen = matrix.expression !== null || matrix.axes.some((axis) => axis.expression !== null);
  if (isOpen || lists.reduce((one, other) => one * other, 1) > MOST_OF_MATRIX) return open;
  const rules = [...matrix.include, ...matrix.exclude];
  const all = matrix.axes.length === 0 ? [] : combined(matrix);
  if (rules.length === 0) return exactly(all.length);
  // What an expression becomes decides which row it meets.
  if (textOfAll([...rules, ...matrix.axes.flatMap(({ values }) => values)]).includes('${{'))
    return open;
  const axes = new Set(matrix.axes.map(({ name }) => name.value));
  const left = all.filter((row) => !matrix.exclude.some((rule) => isMet(rowOf(rule), row)));
  const added = matrix.include.filter((rule) => {
    const wanted = new Map([...rowOf(rule)].filter(([name]) => axes.has(name)));
    return !left.some((row) => isMet(wanted, row));
  });
  return exactly(left.length + added.length);
}

/** A matrix that comes to nothing is refused by GitHub, so a job that ran was at least one. */
function exactly(count: number): Count {
  return { least: Math.max(count, 1), most: Math.max(count, 1) };
}

function combined({ axes }: Matrix): readonly Row[] {
  let rows: readonly Row[] = [new Map()];
  for (const { name, values } of axes)
    rows = rows.flatMap((row) =>
      values.map((value) => new Map(row).set(name.value, jsonOf(value))),
    );
  return rows;
}

function isMet(wanted: Row, row: Row): boolean {
  return [...wanted].every(([name, value]) => row.get(name) === value);
}

function rowOf(map: MapNode): Row {
  return new Map(map.entries.map(({ key, value }) => [key.text, jsonOf(value)]));
}

function textOfAll(nodes: readonly Node[]): string {
  return nodes.map(jsonOf).join('\n');
}
