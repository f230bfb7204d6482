import type { MapNode, Node } from '@plumbline/core';
import { field } from '../document/shape.js';
import type { Matrix } from '../github/strategy.js';

/** What an expression can become: all of its values, or why they are not known. */
export type Expansion =
  | { readonly known: true; readonly values: readonly string[] }
  | { readonly known: false; readonly reason: string };

const LIMIT = 256;
const MATRIX_PATH = /^matrix((?:\.[A-Za-z_][\w-]*)+)$/;

/**
 * All values of a text whose only expressions are `matrix.x` with values written out, `include` counted in.
 * Several expressions are combined freely: this may name a combination that never runs and never leaves one out.
 */
export function expandMatrix(text: string, matrix: Matrix | null): Expansion {
  let values: readonly string[] = [text];
  for (const match of expressionsOf(text)) {
    const path = MATRIX_PATH.exec(match.slice(3, -2).trim())?.[1]?.slice(1).split('.');
    if (path === undefined)
      return unknown('it depends on an expression whose value is known only when it runs');
    const choices = valuesOf(matrix, path);
    if (choices === null)
      return unknown('it depends on a matrix whose values are known only when it runs');
    values = values.flatMap((value) => choices.map((choice) => value.replace(match, () => choice)));
    if (values.length > LIMIT) return unknown('its matrix has too many combinations');
  }
  return { known: true, values: [...new Set(values)] };
}

/** `${{ … }}`, each as written; found without a pattern, which a hostile text could make slow. */
function* expressionsOf(text: string): Generator<string> {
  for (let at = text.indexOf('${{'); at !== -1; at = text.indexOf('${{', at)) {
    const end = text.indexOf('}}', at);
    yield end === -1 ? text.slice(at) : text.slice(at, end + 2);
    if (end === -1) return;
    at = end + 2;
  }
}

/** GitHub compares names of properties without case. */
function valuesOf(matrix: Matrix | null, path: readonly string[]): readonly string[] | null {
  if (matrix === null || matrix.expression !== null) return null;
  const [first = '', ...rest] = path;
  const axis = matrix.axes.find(({ name }) => same(name.value, first));
  if (axis?.expression !== null && axis !== undefined) return null;
  const rows = matrix.include.flatMap((row) => lookUp(row, first) ?? []);
  const values = [...(axis?.values ?? []), ...rows].map((node) => leaf(node, rest));
  const known = values.filter((value) => value !== null);
  return known.length === values.length && known.length > 0 ? [...new Set(known)] : null;
}

function leaf(node: Node, path: readonly string[]): string | null {
  const [first, ...rest] = path;
  if (first !== undefined) {
    const inner = node.kind === 'map' ? lookUp(node, first) : null;
    return inner === null ? null : leaf(inner, rest);
  }
  return node.kind === 'scalar' && !node.text.includes('${{') ? node.text : null;
}

function lookUp(map: MapNode, name: string): Node | null {
  const entry = map.entries.find(({ key }) => same(key.text, name));
  return entry === undefined ? null : field(map, entry.key.text);
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function unknown(reason: string): Expansion {
  return { known: false, reason };
}
