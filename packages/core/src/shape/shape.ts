import type { Location } from '../location.js';
import { err, ok, type Result } from '../result.js';
import type { Node, Span } from '../document/node.js';
import { locate, type Source } from '../document/source.js';

/** JSON Schema 2020-12, as far as shapes print it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

export type ShapeProblemCode =
  'WRONG_TYPE' | 'WRONG_VALUE' | 'AMBIGUOUS_SCALAR' | 'UNKNOWN_KEY' | 'MISSING_KEY';

/** What of a document does not have the expected shape. */
export interface ShapeProblem {
  readonly code: ShapeProblemCode;
  /** Keys and indexes from the root: `trust.keys.prod.pem`, `waivers[0].until`; empty for the root. */
  readonly path: string;
  readonly message: string;
  readonly expected: string;
  readonly actual: string;
  /** What to write instead, where that is plain. */
  readonly hint?: string;
  readonly location: Location;
}

/** A value that did not read; what is wrong has been reported. */
export const INVALID: unique symbol = Symbol('invalid');
export type Invalid = typeof INVALID;

/** Where a shape is reading, and where it says what is wrong. */
export interface Reading {
  readonly path: string;
  readonly report: (problem: Omit<ShapeProblem, 'location' | 'message'>, span: Span) => void;
}

/** How values of a type are written: reads a node into one, and prints itself as JSON Schema. */
export interface Shape<T> {
  readonly read: (node: Node, reading: Reading) => T | Invalid;
  readonly schema: JsonSchema;
}

/** The type of the values of a shape. */
export type ValueOf<S> = S extends Shape<infer T> ? T : never;

/** Reads a document into a typed value, or tells everything that is wrong with it. */
export function readShape<T>(
  shape: Shape<T>,
  node: Node,
  source: Source,
): Result<T, readonly ShapeProblem[]> {
  const problems: ShapeProblem[] = [];
  const report: Reading['report'] = (problem, span) => {
    problems.push({ ...problem, message: messageOf(problem), location: locate(source, span) });
  };
  const value = shape.read(node, { path: '', report });
  if (value !== INVALID && problems.length === 0) return ok(value);
  return err(
    problems.sort(
      (a, b) => a.location.line - b.location.line || a.location.column - b.location.column,
    ),
  );
}

function messageOf({ path, expected, actual }: Omit<ShapeProblem, 'location' | 'message'>): string {
  return `${path === '' ? '' : `${path}: `}expected ${expected}, found ${actual}`;
}

/** The reading of a part: a key of a map or an index of a list. */
export function within(reading: Reading, part: string | number): Reading {
  return { ...reading, path: pathOf(reading.path, part) };
}

function pathOf(path: string, part: string | number): string {
  if (typeof part === 'number') return `${path}[${String(part)}]`;
  if (!/^[\w-]+$/.test(part)) return `${path}[${JSON.stringify(part)}]`;
  return path === '' ? part : `${path}.${part}`;
}

/** A shape whose schema says what the value is for. */
export function described<T>(description: string, shape: Shape<T>): Shape<T> {
  return { ...shape, schema: { description, ...shape.schema } };
}

/** Reports that a node is not what was expected. */
export function refuse(
  node: Node,
  reading: Reading,
  problem: { readonly code: ShapeProblemCode; readonly expected: string; readonly hint?: string },
): Invalid {
  reading.report({ ...problem, path: reading.path, actual: actualOf(node) }, node.span);
  return INVALID;
}

/** A shape with a rule that concerns several of its parts. */
export function refined<T>(
  shape: Shape<T>,
  rule: { readonly expected: string; readonly accepts: (value: T) => boolean },
): Shape<T> {
  const read: Shape<T>['read'] = (node, reading) => {
    const value = shape.read(node, reading);
    if (value === INVALID || rule.accepts(value)) return value;
    return refuse(node, reading, { code: 'WRONG_VALUE', expected: rule.expected });
  };
  return { read, schema: shape.schema };
}

/** What stands there, in words; long text is not repeated, as it may be a secret. */
export function actualOf(node: Node): string {
  if (node.kind !== 'scalar') return node.kind === 'map' ? 'a map' : 'a list';
  if (node.value === null) return 'nothing';
  if (node.text.length > 40) return `text of ${String(node.text.length)} characters`;
  return typeof node.value === 'string' ? JSON.stringify(node.text) : node.text;
}
