import { canonicalJson, redact, toJson, type Node } from '@plumbline/core';

const LONGEST = 1024;

/** The value of an input for a record: null where it is empty, long, or looks like a secret. */
export function recordableValue(value: string): string | null {
  return value === '' || value.length > LONGEST || redact(value, []) !== value ? null : value;
}

/** A value of any type as text. */
export function textOf(value: Node): string {
  const plain = toJson(value);
  return typeof plain === 'string' ? plain : canonicalJson(plain);
}
