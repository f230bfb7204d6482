import type { Node } from '@plumbline/core';

/** A part of a definition as text, `key: value` a line: with what was put in its place, and without comments. */
export function rendered(node: Node): string {
  if (node.kind === 'scalar') return node.text;
  if (node.kind === 'seq') return node.items.map((item) => `- ${rendered(item)}`).join('\n');
  return node.entries.map(({ key, value }) => `${key.text}: ${rendered(value)}`).join('\n');
}
