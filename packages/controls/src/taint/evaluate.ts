import { accessPath, type AccessPath } from '../expression/path.js';
import type { Expression } from '../expression/syntax.js';
import { isPlainField, withoutAnswers } from './answers.js';
import { CLEAN, union, type Taint } from './taint.js';

/** What is known of a name where an expression stands. */
export type Resolve = (path: AccessPath) => readonly Taint[];

/** Functions whose value is a boolean, a number or hexadecimal digits, whatever they are given. */
const SAFE = new Set([
  'contains',
  'startswith',
  'endswith',
  'hashfiles',
  'success',
  'failure',
  'always',
  'cancelled',
]);

/**
 * Who chooses the value of an expression. Comparisons are booleans; of `a && b` only `b` can be a text that is not empty;
 * `case` takes its odd arguments and the last.
 */
export function taintsOf(expression: Expression, resolve: Resolve): readonly Taint[] {
  switch (expression.kind) {
    case 'literal':
    case 'not':
      return CLEAN;
    case 'context':
    case 'index':
    case 'star':
      return taintsOfAccess(expression, resolve);
    case 'call':
      return taintsOfCall(expression, resolve);
    case 'binary':
      return taintsOfBinary(expression, resolve);
  }
}

function taintsOfAccess(expression: Expression, resolve: Resolve): readonly Taint[] {
  const path = accessPath(expression);
  if (path !== null) return resolve(path);
  const of = expression.kind === 'index' || expression.kind === 'star' ? expression.of : null;
  if (of === null) return CLEAN;
  const field = fieldOfAnswer(expression);
  if (field.includes('base')) return withoutAnswers(taintsOf(of, resolve), 'own');
  if (isPlainField(field[0] ?? '')) return withoutAnswers(taintsOf(of, resolve));
  if (of.kind !== 'binary') return taintsOf(of, resolve);
  return union(...[of.left, of.right].map((side) => taintsOf(onto(expression, side), resolve)));
}

/** The names in `fromJSON(x).head.sha`, the last one first; none if it is something else. */
function fieldOfAnswer(expression: Expression): readonly string[] {
  const names: string[] = [];
  let at = expression;
  while (at.kind === 'index' && at.key.kind === 'literal') {
    names.push(String(at.key.value).toLowerCase());
    at = at.of;
  }
  return at.kind === 'call' && at.name === 'fromjson' ? names : [];
}

/** The same access of one side: `(a || b).c` is `a.c` or `b.c`. */
function onto(access: Expression, side: Expression): Expression {
  if (access.kind === 'star') return { ...access, of: side };
  return access.kind === 'index' ? { ...access, of: side } : side;
}

function taintsOfCall(
  { name, args }: Expression & { readonly kind: 'call' },
  resolve: Resolve,
): readonly Taint[] {
  if (SAFE.has(name)) return CLEAN;
  const values =
    name === 'case'
      ? args.filter((_, index) => index % 2 === 1 || index === args.length - 1)
      : args;
  return union(...values.map((value) => taintsOf(value, resolve)));
}

function taintsOfBinary(
  { operator, left, right }: Expression & { readonly kind: 'binary' },
  resolve: Resolve,
): readonly Taint[] {
  if (operator === '&&') return taintsOf(right, resolve);
  if (operator === '||') return union(taintsOf(left, resolve), taintsOf(right, resolve));
  return CLEAN;
}
