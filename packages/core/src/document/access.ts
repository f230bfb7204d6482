import type { MapEntry, Node, ScalarNode } from './node.js';

/** The entry of a key; nothing where the node is no map. */
export function mapEntry(node: Node | null | undefined, key: string): MapEntry | undefined {
  if (node?.kind !== 'map') return undefined;
  return node.entries.find((entry) => entry.key.text === key);
}

/** The value of a key; nothing where the node is no map. */
export function mapGet(node: Node | null | undefined, key: string): Node | undefined {
  return mapEntry(node, key)?.value;
}

/** The items of a list; none where the node is no list. */
export function seqItems(node: Node | null | undefined): readonly Node[] {
  return node?.kind === 'seq' ? node.items : [];
}

/** The node if it is a scalar. */
export function scalarOf(node: Node | null | undefined): ScalarNode | undefined {
  return node?.kind === 'scalar' ? node : undefined;
}

/** The text of a scalar whose value is a string. */
export function stringOf(node: Node | null | undefined): string | undefined {
  const value = scalarOf(node)?.value;
  return typeof value === 'string' ? value : undefined;
}
