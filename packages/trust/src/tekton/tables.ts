import { ROOTS, TYPES } from './tables.generated.js';

/**
 * Which form of the payload. Tekton 1.10 came with a Kubernetes library that leaves out an empty `creationTimestamp`
 * (`ct-omit`), which everything before wrote as null (`ct-null`).
 */
export type Era = 'ct-omit' | 'ct-null';

export type TypeRef =
  | { readonly kind: 'string' | 'boolean' }
  | { readonly kind: 'integer'; readonly bits: number }
  | { readonly kind: 'pointer' | 'list' | 'map'; readonly of: TypeRef }
  | { readonly kind: 'custom'; readonly name: CustomName }
  | { readonly kind: 'struct'; readonly name: string };

export interface Field {
  readonly name: string;
  readonly type: TypeRef;
  readonly omitEmpty: boolean;
  readonly omitZero: boolean;
}

const CUSTOM_NAMES = [
  'Quantity',
  'Time',
  'Duration',
  'IntOrString',
  'ParamValue',
  'RawExtension',
  'FieldsV1',
] as const;

/** Types whose Go code reads and writes JSON itself. */
export type CustomName = (typeof CUSTOM_NAMES)[number];

/** The name of the struct of a resource; nothing for what Tekton does not sign. */
export function rootType(apiVersion: string, kind: string): string | undefined {
  const key = `${apiVersion}/${kind}`;
  return Object.hasOwn(ROOTS, key) ? ROOTS[key] : undefined;
}

const cache: Readonly<Record<Era, Map<string, readonly Field[]>>> = {
  'ct-omit': new Map(),
  'ct-null': new Map(),
};

/** The fields of a struct, in the order in which Go writes them. */
export function fieldsOf(name: string, era: Era): readonly Field[] {
  const known = cache[era].get(name);
  if (known !== undefined) return known;
  const row = Object.hasOwn(TYPES, name) ? TYPES[name] : undefined;
  if (row === undefined) throw new Error(`no such type in the tables: ${name}`);
  const absent = era === 'ct-omit' ? '<' : '>';
  const entries = row === '' ? [] : row.split(' ');
  const fields = entries.map(parseField).filter(({ flags }) => !flags.includes(absent));
  cache[era].set(name, fields);
  return fields;
}

function parseField(entry: string): Field & { readonly flags: string } {
  const [name = '', flags = '', type = ''] = entry.split(':');
  const omitEmpty = flags.includes('e');
  return { name, flags, type: parseType(type), omitEmpty, omitZero: flags.includes('z') };
}

const CONTAINERS = { '*': 'pointer', '[': 'list', '{': 'map' } as const;

function parseType(text: string): TypeRef {
  const first = text[0] ?? '';
  if (first === '*' || first === '[' || first === '{') {
    return { kind: CONTAINERS[first], of: parseType(text.slice(1)) };
  }
  if (text === 's') return { kind: 'string' };
  if (text === 'b') return { kind: 'boolean' };
  const bits = /^i([0-9]+)$/.exec(text)?.[1];
  if (bits !== undefined) return { kind: 'integer', bits: Number(bits) };
  const custom = CUSTOM_NAMES.find((name) => name === text);
  return custom === undefined ? { kind: 'struct', name: text } : { kind: 'custom', name: custom };
}
