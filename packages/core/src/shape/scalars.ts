import type { Node, ScalarNode, ScalarValue } from '../document/node.js';
import { isDate, parseInstant } from '../text/instant.js';
import { nearestName } from '../text/nearest-name.js';
import { INVALID, refuse, type Invalid, type Reading, type Shape } from './shape.js';

/** What a text has to be, for the message and the schema. */
export interface TextForm {
  /** In words: `a name of letters, digits and dashes`. */
  readonly expected: string;
  /** Matches the whole text; linear time is the caller's duty. */
  readonly pattern?: RegExp;
  /** A rule that a pattern cannot say; the schema does not carry it. */
  readonly accepts?: (text: string) => boolean;
}

/** Text that is not empty, of a form if one is given. */
export function text(form: TextForm = { expected: 'text' }): Shape<string> {
  const { expected, pattern, accepts } = form;
  const read: Shape<string>['read'] = (node, reading) => {
    const value = scalarValue(node, expected, reading);
    if (value === INVALID) return INVALID;
    if (typeof value !== 'string') return refuse(node, reading, { code: 'WRONG_TYPE', expected });
    const fits = value !== '' && (pattern?.test(value) ?? true) && (accepts?.(value) ?? true);
    return fits ? value : refuse(node, reading, { code: 'WRONG_VALUE', expected });
  };
  return {
    read,
    schema: { type: 'string', minLength: 1, ...(pattern ? { pattern: pattern.source } : {}) },
  };
}

/** One of a few words. */
export function oneOf<const T extends string>(...words: readonly T[]): Shape<T> {
  const expected = words.map((word) => `\`${word}\``).join(' or ');
  const read: Shape<T>['read'] = (node, reading) => {
    const value = scalarValue(node, expected, reading);
    if (value === INVALID) return INVALID;
    const word = words.find((each) => each === value);
    if (word !== undefined) return word;
    const nearest = nearestName(String(value), words);
    const hint = nearest === undefined ? {} : { hint: `did you mean \`${nearest}\`?` };
    return refuse(node, reading, { code: 'WRONG_VALUE', expected, ...hint });
  };
  return { read, schema: { enum: words } };
}

/** An integer within inclusive bounds, by default from 0 to 2^53-1. */
export function integer(minimum = 0, maximum = Number.MAX_SAFE_INTEGER): Shape<number> {
  const expected = `an integer from ${String(minimum)} to ${String(maximum)}`;
  const read: Shape<number>['read'] = (node, reading) => {
    const value = scalarValue(node, expected, reading);
    if (value === INVALID) return INVALID;
    if (typeof value !== 'number' || !Number.isSafeInteger(value)) {
      return refuse(node, reading, { code: 'WRONG_TYPE', expected });
    }
    return value >= minimum && value <= maximum
      ? value
      : refuse(node, reading, { code: 'WRONG_VALUE', expected });
  };
  return { read, schema: { type: 'integer', minimum, maximum } };
}

/** `true` or `false`. */
export function boolean(): Shape<boolean> {
  const expected = '`true` or `false`';
  const read: Shape<boolean>['read'] = (node, reading) => {
    const value = scalarValue(node, expected, reading);
    if (value === INVALID || typeof value === 'boolean') return value;
    return refuse(node, reading, { code: 'WRONG_TYPE', expected });
  };
  return { read, schema: { type: 'boolean' } };
}

/** A calendar date. It needs no quotes: whatever type a reader gives to it, it is the same day. */
export function date(): Shape<string> {
  return temporal('a date such as 2026-12-31', 'date', isDate);
}

/** A time of RFC 3339. It needs no quotes, as a date does not. */
export function instant(): Shape<string> {
  const isTime = (value: string): boolean => !isDate(value) && parseInstant(value) !== null;
  return temporal('a time such as 2026-12-31T23:59:59Z', 'date-time', isTime);
}

function temporal(
  expected: string,
  format: string,
  fits: (value: string) => boolean,
): Shape<string> {
  const read: Shape<string>['read'] = (node, reading) => {
    if (node.kind !== 'scalar' || node.value === null)
      return refuse(node, reading, { code: 'WRONG_TYPE', expected });
    return fits(node.text) ? node.text : refuse(node, reading, { code: 'WRONG_VALUE', expected });
  };
  return { read, schema: { type: 'string', format } };
}

/** The value of a scalar that every reader reads alike. */
function scalarValue(node: Node, expected: string, reading: Reading): ScalarValue | Invalid {
  if (node.kind !== 'scalar') return refuse(node, reading, { code: 'WRONG_TYPE', expected });
  if (node.ambiguity !== undefined) return ambiguous(node, expected, reading);
  return node.value;
}

function ambiguous(node: ScalarNode, expected: string, reading: Reading): Invalid {
  const actual = `${node.text}, ${node.ambiguity ?? ''}`;
  const hint = `write '${node.text}' if it is text`;
  reading.report(
    { code: 'AMBIGUOUS_SCALAR', path: reading.path, expected, actual, hint },
    node.span,
  );
  return INVALID;
}
