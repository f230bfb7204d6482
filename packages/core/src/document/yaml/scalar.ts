import type { ScalarValue } from '../node.js';

const INTEGER = /^[-+]?[0-9]+$/;
const PREFIXED = /^0(?:o[0-7]+|x[0-9a-fA-F]+)$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;

/** The value of a plain scalar by the core schema (YAML 1.2.2 §10.3.2). */
export function coreValue(text: string): ScalarValue {
  const word = WORDS.get(text);
  if (word !== undefined) return word;
  if (!mayBeNumber(text)) return text;
  if (INTEGER.test(text) || PREFIXED.test(text)) return integer(text);
  return FLOAT.test(text) ? Number(text) : text;
}

/** The keywords that all versions share. */
const KEYWORDS: ReadonlyMap<string, ScalarValue> = new Map<string, ScalarValue>([
  ...['null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['true', 'True', 'TRUE'].map((word) => [word, true] as const),
  ...['false', 'False', 'FALSE'].map((word) => [word, false] as const),
]);

const WORDS: ReadonlyMap<string, ScalarValue> = new Map<string, ScalarValue>([
  ...KEYWORDS,
  ...['', '~'].map((word) => [word, null] as const),
  ...['.nan', '.NaN', '.NAN'].map((word) => [word, Number.NaN] as const),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map((word) => [word, Infinity] as const),
  ...['-.inf', '-.Inf', '-.INF'].map((word) => [word, -Infinity] as const),
]);

function mayBeNumber(text: string): boolean {
  const first = text.charCodeAt(0);
  return (first >= 0x30 && first <= 0x39) || first === 0x2b || first === 0x2d || first === 0x2e;
}

function integer(text: string): number | bigint {
  const value = Number(text);
  if (Number.isSafeInteger(value) || !Number.isFinite(value)) return value;
  return text.startsWith('-') ? -BigInt(text.slice(1)) : BigInt(text.replace('+', ''));
}

/** Why readers of YAML 1.1 (Go, .NET, Python) and of the 1.2 core schema may differ on a plain scalar. */
export function ambiguityOf(text: string): string | undefined {
  if (!SUSPECT.test(text) || KEYWORDS.has(text)) return undefined;
  return AMBIGUITIES.find(([form]) => form.test(text))?.[1] ?? inexact(text);
}

/** One cheap test that nearly every scalar fails. */
const SUSPECT = /^[-+.0-9~=<]|^(?:y|n|yes|no|on|off|true|false|null)$/i;

const AMBIGUITIES: readonly (readonly [RegExp, string])[] = [
  [/^(?:y|n|yes|no|on|off)$/i, 'a boolean in YAML 1.1, text in 1.2'],
  [/^(?:true|false|null)$/i, 'text or a keyword, depending on how the reader compares case'],
  [/^~$/, 'null for some readers, text for others'],
  [/^(?:=|<<)$/, 'a special key in YAML 1.1, text in 1.2'],
  [/^[-+]?\.(?:inf|nan)$/i, 'not a number for some readers'],
  [/^[-+]?0[0-9_]+$/, 'octal in YAML 1.1, decimal in 1.2'],
  [/^[-+]?0[box][0-9a-f_]+$/i, 'a number with a base prefix, which readers treat differently'],
  [
    /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/,
    'a base 60 number in YAML 1.1, text in 1.2',
  ],
  [/^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt \t].*)?$/, 'a timestamp in YAML 1.1, text in 1.2'],
  [
    /^[-+]?(?=[0-9.]*_)[0-9._]+(?:e[-+]?[0-9_]+)?$/i,
    'a number with separators in YAML 1.1, text in 1.2',
  ],
  [
    /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)e[-+]?[0-9]+$/i,
    'a number for some readers, text for others',
  ],
  [/^\+[0-9.]+$|^-\.[0-9]+$/, 'a signed number that some readers take for text'],
  [/^-0(?:\.0*)?$/, 'negative zero, which readers treat differently'],
];

function inexact(text: string): string | undefined {
  const exact = !INTEGER.test(text) || Number.isSafeInteger(Number(text));
  return exact ? undefined : 'more than a double holds exactly';
}
