/** What Go's YAML reader makes of a plain scalar; numbers are given as Go writes them in JSON. */
export type GoScalar =
  | { readonly type: 'string'; readonly text: string }
  | { readonly type: 'number'; readonly text: string }
  | { readonly type: 'boolean'; readonly value: boolean }
  | { readonly type: 'null' };

/** Resolves a plain scalar as go.yaml.in/yaml/v2 does (YAML 1.1 without base 60); undefined: it has no sure JSON form. */
export function resolveGoScalar(text: string): GoScalar | undefined {
  const word = WORDS.get(text);
  if (word !== undefined) return word;
  if (NOT_IN_JSON.test(text) || (text.length > MAX_DIGITS && DIGITS.test(text))) return undefined;
  if (!MAY_BE_NUMBER.test(text)) return { type: 'string', text };
  if (text.startsWith('.')) {
    return text.includes('_') ? undefined : (floatOf(text) ?? { type: 'string', text });
  }
  const plain = text.replaceAll('_', '');
  return integerOf(plain) ?? floatOf(plain) ?? { type: 'string', text };
}

const TRUE = { type: 'boolean', value: true } as const;
const FALSE = { type: 'boolean', value: false } as const;
const NULL = { type: 'null' } as const;

const WORDS: ReadonlyMap<string, GoScalar> = new Map<string, GoScalar>([
  ...spellings('y Y yes Yes YES true True TRUE on On ON', TRUE),
  ...spellings('n N no No NO false False FALSE off Off OFF', FALSE),
  ...spellings('~ null Null NULL', NULL),
  ['', NULL],
]);

function spellings(words: string, value: GoScalar): readonly (readonly [string, GoScalar])[] {
  return words.split(' ').map((word) => [word, value] as const);
}

const NOT_IN_JSON = /^[-+]?\.(?:inf|Inf|INF)$|^\.(?:nan|NaN|NAN)$/;
/** Longer numbers fit no type. */
const MAX_DIGITS = 400;
const DIGITS = /^[-+._0-9a-fA-FxXoO]*$/;
const MAY_BE_NUMBER = /^[-+.0-9]/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;

const INTEGERS: readonly (readonly [RegExp, string])[] = [
  [/^([-+]?)0[xX]([0-9a-fA-F]+)$/, '0x'],
  [/^([-+]?)0[bB]([01]+)$/, '0b'],
  [/^([-+]?)0[oO]?([0-7]+)$/, '0o'],
  [/^([-+]?)(0|[1-9][0-9]*)$/, ''],
];

const MAX_UINT64 = (1n << 64n) - 1n;
const MIN_INT64 = -(1n << 63n);
const MAX_INT64 = (1n << 63n) - 1n;

/** strconv.ParseInt and ParseUint with base 0; nothing where the number does not fit. */
function integerOf(text: string): GoScalar | undefined {
  for (const [pattern, prefix] of INTEGERS) {
    const match = pattern.exec(text);
    if (match === null) continue;
    const magnitude = BigInt(`${prefix}${match[2] ?? ''}`);
    const value = match[1] === '-' ? -magnitude : magnitude;
    const fits = value >= MIN_INT64 && value <= (match[1] === '' ? MAX_UINT64 : MAX_INT64);
    return fits ? { type: 'number', text: String(value) } : undefined;
  }
  return undefined;
}

function floatOf(text: string): GoScalar | undefined {
  if (!FLOAT.test(text)) return undefined;
  const value = Number(text);
  if (!Number.isFinite(value)) return undefined;
  return { type: 'number', text: Object.is(value, -0) ? '-0' : String(value) };
}
