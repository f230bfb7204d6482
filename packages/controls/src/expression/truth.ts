import { accessPath, type AccessPath } from './path.js';
import type { Expression } from './syntax.js';

export type Literal = string | number | boolean | null;

/** Stand for the repository that runs the workflow, for a fork of it, and for somebody without access to it. */
export const OWN = '\u0000own';
export const FORK = '\u0000fork';
export const STRANGER = '\u0000stranger';

/** What a name can be; null where anything can. */
export type Possible = (path: AccessPath) => readonly Literal[] | null;

/** More values than this are anything. */
const LIMIT = 64;

/** The values that an expression can have; null where anything can come out. */
export function valuesOf(expression: Expression, possible: Possible): readonly Literal[] | null {
  switch (expression.kind) {
    case 'literal':
      return [expression.value];
    case 'context':
    case 'index':
    case 'star': {
      const path = accessPath(expression);
      return path === null ? null : possible(path);
    }
    case 'not': {
      const of = valuesOf(expression.of, possible);
      return of === null ? null : distinct(of.map((value) => !isTrue(value)));
    }
    case 'call':
      return valuesOfCall(expression, possible);
    case 'binary':
      return valuesOfBinary(expression, possible);
  }
}

/** Whether an expression is certainly true or false; null if that depends on what is not known. */
export function truthOf(expression: Expression, possible: Possible): boolean | null {
  const values = valuesOf(expression, possible);
  if (values === null || values.length === 0) return null;
  const truths = distinct(values.map(isTrue));
  return truths.length === 1 ? (truths[0] ?? null) : null;
}

/** What counts as true: everything but `false`, `0`, `''`, `null` and not a number. */
function isTrue(value: Literal): boolean {
  return value !== null && value !== false && value !== 0 && value !== '' && !Number.isNaN(value);
}

function distinct<T>(values: readonly T[]): readonly T[] {
  return [...new Set(values)];
}

type Binary = Expression & { readonly kind: 'binary' };

function valuesOfBinary(expression: Binary, possible: Possible): readonly Literal[] | null {
  const { operator } = expression;
  if (operator === '&&' || operator === '||') return valuesOfLogic(expression, possible);
  const left = valuesOf(expression.left, possible);
  const right = valuesOf(expression.right, possible);
  if (left === null || right === null || left.length * right.length > LIMIT) return null;
  const results = left.flatMap((a) => right.map((b) => compare(operator, a, b)));
  return results.includes(null) ? null : distinct(results);
}

/** Also where one side is not known: `false && x` is false. */
function valuesOfLogic(expression: Binary, possible: Possible): readonly Literal[] | null {
  const left = valuesOf(expression.left, possible);
  const right = valuesOf(expression.right, possible);
  const ends = expression.operator === '||';
  if (left === null) {
    const decided =
      right !== null && right.length > 0 && right.every((value) => isTrue(value) === ends);
    return decided ? [ends] : null;
  }
  const kept = left.filter((value) => isTrue(value) === ends);
  if (kept.length === left.length) return kept;
  return right === null ? null : distinct([...kept, ...right]);
}

function compare(operator: Binary['operator'], a: Literal, b: Literal): boolean | null {
  if (operator === '==') return equal(a, b);
  if (operator === '!=') {
    const same = equal(a, b);
    return same === null ? null : !same;
  }
  const [left, right] = [numeric(a), numeric(b)];
  if (operator === '<') return left < right;
  if (operator === '<=') return left <= right;
  return operator === '>' ? left > right : left >= right;
}

/** Text is compared without case; different types as numbers. Our own repository may have any name that is written. */
function equal(a: Literal, b: Literal): boolean | null {
  if (a === OWN || b === OWN) {
    const other = a === OWN ? b : a;
    return other === OWN ? true : other === FORK || other === STRANGER ? false : null;
  }
  if (typeof a === 'string' && typeof b === 'string') return a.toLowerCase() === b.toLowerCase();
  if (typeof a === typeof b) return a === b;
  return numeric(a) === numeric(b);
}

function numeric(value: Literal): number {
  if (value === null || value === '') return 0;
  return Number(value);
}

function valuesOfCall(
  { name, args }: Expression & { readonly kind: 'call' },
  possible: Possible,
): readonly Literal[] | null {
  if (name === 'always') return [true];
  const [first, second] = args;
  if (first === undefined || second === undefined) return null;
  const needle = valuesOf(second, possible);
  if (name === 'contains') return valuesOfContains(first, needle, possible);
  const of = valuesOf(first, possible);
  if (of === null || needle === null || !of.every(isPlain) || !needle.every(isPlain)) return null;
  if (name !== 'startswith' && name !== 'endswith') return null;
  const test = name === 'startswith' ? 'startsWith' : 'endsWith';
  return distinct(of.flatMap((text) => needle.map((part) => lower(text)[test](lower(part)))));
}

/** A list that is written out as JSON holds one of the values or not; a text holds it inside. */
function valuesOfContains(
  first: Expression,
  needle: readonly Literal[] | null,
  possible: Possible,
): readonly Literal[] | null {
  if (needle === null)
    return valuesOf(first, possible)?.every((value) => value === null) ? [false] : null;
  const list = writtenList(first);
  if (list !== null)
    return distinct(needle.map((value) => isPlain(value) && list.includes(lower(value))));
  const of = valuesOf(first, possible);
  if (of === null) return null;
  if (of.every((value) => value === null)) return [false];
  if (!of.every(isPlain) || needle.includes(OWN)) return null;
  return distinct(of.flatMap((text) => needle.map((part) => lower(text).includes(lower(part)))));
}

/** The texts of `fromJSON('["a", "b"]')`, in lower case. */
function writtenList(expression: Expression): readonly string[] | null {
  if (expression.kind !== 'call' || expression.name !== 'fromjson') return null;
  const [argument] = expression.args;
  if (argument?.kind !== 'literal' || typeof argument.value !== 'string') return null;
  if (!argument.value.trim().startsWith('[')) return null;
  return [...argument.value.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map((found) => lower(found[1] ?? ''));
}

function isPlain(value: Literal): boolean {
  return value !== OWN;
}

function lower(value: Literal): string {
  return value === null ? '' : String(value).toLowerCase();
}
