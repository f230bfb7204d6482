import { canonicalJson, redact, type Plain } from '@plumbline/core';

const LONGEST = 1024;

/** The value of an input for a record: null where it is empty, long, or looks like a secret. */
export function recordableValue(value: string): string | null {
  return value === '' || value.length > LONGEST || redact(value, []) !== value ? null : value;
}

/** A value of any type as text. */
export function textOf(value: Plain): string {
  return typeof value === 'string' ? value : canonicalJson(withoutBigIntegers(value));
}

/** Canonical JSON knows no integer beyond 2^53-1; no field that we digest has one but as a mistake. */
export function withoutBigIntegers(value: Plain): Plain {
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return value.map(withoutBigIntegers);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]: [string, Plain]) => [
      name,
      withoutBigIntegers(member),
    ]),
  );
}
