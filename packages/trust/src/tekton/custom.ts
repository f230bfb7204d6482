import { formatGoDuration, parseGoDuration } from './duration.js';
import { compactJson, goString } from './go-json.js';
import { encodeParamValue } from './param-value.js';
import { canonicalQuantity } from './quantity.js';
import type { CustomName } from './tables.js';
import { canonicalTime } from './time.js';
import { rawJson, type Value } from './value.js';

/** JSON of a value of a type with JSON code of its own, or why it is none. */
export type Custom = { readonly json: string } | { readonly reason: string };

/** What each type writes when nothing was read; a param without a value cannot be written at all. */
const ZERO: Readonly<Record<CustomName, Custom>> = {
  Quantity: { json: '"0"' },
  Time: { json: 'null' },
  Duration: { json: '"0s"' },
  IntOrString: { json: '0' },
  ParamValue: { reason: 'a param has no value' },
  RawExtension: { json: 'null' },
  FieldsV1: { json: 'null' },
};

/** Encodes a value of a custom type; absent means the zero value of Go. */
export function encodeCustom(name: CustomName, value: Value | undefined): Custom {
  return value === undefined ? ZERO[name] : ENCODERS[name](value);
}

const ENCODERS: Readonly<Record<CustomName, (value: Value) => Custom>> = {
  Quantity: encodeQuantity,
  Time: encodeTime,
  Duration: encodeDuration,
  IntOrString: encodeIntOrString,
  ParamValue: (value) => ({ json: encodeParamValue(value) }),
  RawExtension: encodeRaw,
  FieldsV1: encodeRaw,
};

function encodeRaw(value: Value): Custom {
  return { json: compactJson(rawJson(value)) };
}

function encodeQuantity(value: Value): Custom {
  if (value.type === 'null') return ZERO.Quantity;
  if (value.type !== 'string' && value.type !== 'number') return wrong('a quantity', value);
  const text = value.text.replace(/^ +| +$/g, '');
  const canonical = text === '' ? undefined : canonicalQuantity(text);
  return canonical === undefined ? unreadable('quantity', text) : { json: goString(canonical) };
}

function encodeDuration(value: Value): Custom {
  if (value.type !== 'string') return wrong('a duration in quotes', value);
  const nanoseconds = parseGoDuration(value.text);
  if (nanoseconds === undefined) return unreadable('duration', value.text);
  return { json: goString(formatGoDuration(nanoseconds)) };
}

function encodeTime(value: Value): Custom {
  if (value.type === 'null') return ZERO.Time;
  if (value.type !== 'string') return wrong('a time', value);
  const time = canonicalTime(value.text);
  return time === undefined ? unreadable('time', value.text) : { json: goString(time) };
}

function encodeIntOrString(value: Value): Custom {
  if (value.type === 'null') return ZERO.IntOrString;
  if (value.type === 'string') return { json: goString(value.text) };
  const number = value.type === 'number' ? integerText(value.text, 32) : undefined;
  return number === undefined ? wrong('a port number or name', value) : { json: number };
}

/** The integer as Go prints it, if it is one and fits. */
export function integerText(text: string, bits: number): string | undefined {
  if (!/^-?(?:0|[1-9][0-9]*)$/.test(text)) return undefined;
  const value = BigInt(text);
  return BigInt.asIntN(bits, value) === value ? String(value) : undefined;
}

const KINDS = {
  string: 'text',
  number: 'a number',
  boolean: 'a boolean',
  null: 'null',
  list: 'a list',
  map: 'a map',
} as const;

/** Says that a value is not of the type that its field has. */
export function wrong(expected: string, value: Value): { readonly reason: string } {
  return { reason: `expected ${expected}, found ${KINDS[value.type]}` };
}

function unreadable(what: string, text: string): Custom {
  const shown = JSON.stringify(text.length > 40 ? `${text.slice(0, 39)}…` : text);
  return { reason: `${shown} is no ${what} that can be read with certainty` };
}
