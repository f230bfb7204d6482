import type { Check, Finding, Location } from '@plumbline/core';
import fc from 'fast-check';
import type { ReportInput } from '../report.js';
import { HOSTILE, input } from './samples.js';

/** Any character: the unit `binary` of fast-check first makes a table of all of them, which takes a second. */
const character = fc
  .integer({ min: 0, max: 0x10ffff })
  .map((point) => String.fromCodePoint(point), pointOf);

/** Any text at all, often one that hurts. */
export const text: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.string({ unit: character }),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 8 })
    .map((units) => String.fromCharCode(...units)),
);

function pointOf(written: unknown): number {
  const [point, ...more] = [...String(written)].map((one) => one.codePointAt(0) ?? -1);
  if (point === undefined || more.length > 0) throw new Error('not one character');
  return point;
}

const position = fc.integer({ min: 1, max: 9 });
const location: fc.Arbitrary<Location> = fc.record({
  path: text,
  line: position,
  column: position,
  endLine: position,
  endColumn: position,
});

const finding: fc.Arbitrary<Finding> = fc.record(
  {
    message: text,
    severity: fc.constantFrom(
      'critical' as const,
      'high' as const,
      'medium' as const,
      'low' as const,
      'info' as const,
    ),
    confidence: fc.constantFrom('high' as const, 'medium' as const, 'low' as const),
    subject: text,
    locations: fc.array(location, { maxLength: 3 }),
    expected: text,
    actual: text,
    hint: text,
    fix: fc.record({ safe: fc.boolean(), what: text }),
    fingerprint: text,
    calledFrom: fc.array(location, { minLength: 1, maxLength: 3 }),
    flow: fc.array(fc.record({ message: text, location }), { minLength: 1, maxLength: 3 }),
    waiver: fc.record({ why: text, who: text, until: fc.option(text) }),
    known: fc.boolean(),
  },
  { requiredKeys: ['message', 'severity', 'confidence', 'locations', 'fingerprint'] },
);

const check: fc.Arbitrary<Check> = fc.record({
  id: text.map((id) => `id ${id}`),
  slug: text.map((slug) => `slug ${slug}`),
  title: text,
  level: fc.integer({ min: 1, max: 3 }),
  status: fc.constantFrom(
    'pass' as const,
    'fail' as const,
    'manual' as const,
    'not-applicable' as const,
    'waived' as const,
    'unknown' as const,
    'error' as const,
  ),
  counted: fc.boolean(),
  needs: fc.array(text, { maxLength: 2 }),
  findings: fc.array(finding, { maxLength: 4 }),
});

/** Any result of a step. */
export const anyInput: fc.Arbitrary<ReportInput> = fc
  .record({
    checks: fc.array(check, { maxLength: 14 }),
    headline: text,
    notes: fc.array(text, { maxLength: 8 }),
    next: text,
    mode: fc.constantFrom('enforce' as const, 'audit' as const),
    display: fc.record({
      table: fc.record({ head: fc.array(text), rows: fc.array(fc.array(text)) }),
      lines: fc.array(text),
      rules: fc
        .dictionary(
          text.map((slug) => `slug ${slug}`),
          fc.record({ help: text, uri: fc.webUrl(), tags: fc.uniqueArray(text) }),
        )
        .map((rules) => () => rules),
    }),
  })
  .map(({ checks, ...over }) => input(checks, over));
