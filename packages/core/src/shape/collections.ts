import type { ScalarNode } from '../document/node.js';
import {
  actualOf,
  INVALID,
  refuse,
  within,
  type Invalid,
  type Reading,
  type Shape,
} from './shape.js';
import type { TextForm } from './scalars.js';

const REPEATED = { code: 'WRONG_VALUE', expected: 'each value once', hint: 'remove it' } as const;

/** A list of values of one shape, without equal ones if they are text. */
export function list<T>(item: Shape<T>): Shape<readonly T[]> {
  const read: Shape<readonly T[]>['read'] = (node, reading) => {
    if (node.kind !== 'seq')
      return refuse(node, reading, { code: 'WRONG_TYPE', expected: 'a list' });
    const seen = new Set<unknown>();
    const values = node.items.map((each, index) => {
      const at = within(reading, index);
      const value = item.read(each, at);
      if (typeof value === 'string' && seen.has(value)) refuse(each, at, REPEATED);
      seen.add(value);
      return value;
    });
    return allValid(values) ? values : INVALID;
  };
  return { read, schema: { type: 'array', items: item.schema } };
}

/** A map whose keys the user chooses, in one form. The result has no prototype. */
export function record<T>(key: TextForm, value: Shape<T>): Shape<Readonly<Record<string, T>>> {
  const read: Shape<Readonly<Record<string, T>>>['read'] = (node, reading) => {
    if (node.kind !== 'map')
      return refuse(node, reading, { code: 'WRONG_TYPE', expected: 'a map' });
    const values = Object.create(null) as Record<string, T>;
    let valid = true;
    for (const entry of node.entries) {
      const member = value.read(entry.value, within(reading, entry.key.text));
      if (!checkKey(entry.key, key, reading) || member === INVALID) valid = false;
      else values[entry.key.text] = member;
    }
    return valid ? values : INVALID;
  };
  const propertyNames = key.pattern ? { propertyNames: { pattern: key.pattern.source } } : {};
  return { read, schema: { type: 'object', ...propertyNames, additionalProperties: value.schema } };
}

function checkKey(key: ScalarNode, form: TextForm, reading: Reading): boolean {
  const { expected } = form;
  const actual = actualOf(key);
  if (key.ambiguity !== undefined) {
    const hint = `write '${key.text}' in quotes`;
    reading.report(
      { code: 'AMBIGUOUS_SCALAR', path: reading.path, expected, actual, hint },
      key.span,
    );
    return false;
  }
  if ((form.pattern?.test(key.text) ?? true) && (form.accepts?.(key.text) ?? true)) return true;
  reading.report({ code: 'WRONG_VALUE', path: reading.path, expected, actual }, key.span);
  return false;
}

function allValid<T>(values: readonly (T | Invalid)[]): values is readonly T[] {
  return !values.includes(INVALID);
}
