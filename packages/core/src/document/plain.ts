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
