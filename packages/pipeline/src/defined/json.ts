import { toPlain, type Node } from '@plumbline/core';

/** A value of a definition as one text, to be compared or searched. */
export function jsonOf(node: Node): string {
  return JSON.stringify(toPlain(node), (_key, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  );
}
