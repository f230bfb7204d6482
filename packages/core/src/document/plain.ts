import type { Node, ScalarValue } from './node.js';

export type Plain = ScalarValue | readonly Plain[] | { readonly [key: string]: Plain };

/**
 * Plain values of a tree: objects without a prototype, so that no key reaches one. Aliases are written out,
 * which the reader has bounded.
 */
export function toPlain(node: Node): Plain {
  switch (node.kind) {
    case 'scalar':
      return node.value;
    case 'seq':
      return node.items.map(toPlain);
    case 'map': {
      const object = Object.create(null) as Record<string, Plain>;
      for (const { key, value } of node.entries) object[key.text] = toPlain(value);
      return object;
    }
  }
}

/** Plain values that JSON has: an integer beyond 2^53-1, or no number at all, as text. */
export function toJson(node: Node): Plain {
  return jsonable(toPlain(node));
}

function jsonable(value: Plain): Plain {
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number')
    return Number.isSafeInteger(value) || isFraction(value) ? value : String(value);
  if (Array.isArray(value)) return value.map(jsonable);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]: [string, Plain]) => [name, jsonable(member)]),
  );
}

function isFraction(value: number): boolean {
  return Number.isFinite(value) && !Number.isInteger(value);
}
