import { createRedactor, remembered, type Redactor } from '@plumbline/core';

/** The one place where secrets are taken out of what leaves a run. */
export interface Redaction {
  readonly add: (secret: string) => void;
  readonly text: Redactor;
  /** Every text inside a value of JSON; before rendering, so that the form of a document stays intact. */
  readonly value: <T>(value: T) => T;
}

/** Knows no secret at first; what looks like one is taken out all the same. */
export function createRedaction(): Redaction {
  const secrets = new Set<string>();
  let redactor = remembered(createRedactor(secrets));
  const text: Redactor = (given) => redactor(given);
  return {
    add: (secret) => {
      secrets.add(secret);
      redactor = remembered(createRedactor(secrets));
    },
    text,
    value: <T>(value: T) => redactValue(value, text) as T,
  };
}

function redactValue(value: unknown, text: Redactor): unknown {
  if (typeof value === 'string') return text(value);
  if (Array.isArray(value)) return value.map((item) => redactValue(item, text));
  if (typeof value !== 'object' || value === null) return value;
  const clean: Record<string, unknown> = { ...value };
  for (const key of Object.keys(clean)) clean[key] = redactValue(clean[key], text);
  return clean;
}
