import { sha256Hex, type Finding } from '@plumbline/core';
import type { Platform } from './control.js';
import { ignoredAt } from './engine/ignore.js';
import { severityAt } from './exposure.js';
import { nameAlike } from './names.js';
import { locationOf, type Violation } from './violation.js';

/** The leg whose findings are made. */
export interface Rule {
  readonly id: string;
  readonly slug: string;
  readonly platform: Platform;
}

/**
 * The findings of one leg. The fingerprint holds the leg, the file, the address and what it is about, and no line:
 * it survives edits elsewhere and other spellings. Several alike at one address are counted.
 */
export function findingsOf(rule: Rule, violations: readonly Violation[]): readonly Finding[] {
  return pairsOf(rule, violations).map(({ finding }) => finding);
}

/** A violation, and the finding that is made of it. */
export interface Found {
  readonly violation: Violation;
  readonly finding: Finding;
}

/** The violations of one leg in their order, each with its finding. */
export function pairsOf(rule: Rule, violations: readonly Violation[]): readonly Found[] {
  const sorted = [...violations].sort(
    (a, b) => compare(a.at.source.path, b.at.source.path) || a.at.span.start - b.at.span.start,
  );
  const keys = nameAlike(
    sorted.map(({ at, address, subject }) =>
      [`${rule.slug}/${rule.platform}`, at.source.path, address, subject].join('\0'),
    ),
  );
  return sorted.map((violation, index) => {
    const waiver = ignoredAt(violation.at, rule);
    const finding = findingOf(violation, sha256Hex(keys[index] ?? ''));
    return { violation, finding: waiver === null ? finding : { ...finding, waiver } };
  });
}

function findingOf(violation: Violation, fingerprint: string): Finding {
  const { message, hint, subject, expected, actual, flow } = violation;
  const { calledFrom } = violation.at;
  return {
    message,
    hint,
    subject,
    severity: severityAt(violation.severity, violation.exposure),
    confidence: violation.confidence ?? 'high',
    locations: [locationOf(violation.at)],
    ...(calledFrom === undefined ? {} : { calledFrom: calledFrom.map(locationOf) }),
    fingerprint,
    ...(expected === undefined ? {} : { expected }),
    ...(actual === undefined ? {} : { actual }),
    ...fixOf(violation),
    ...(flow === undefined
      ? {}
      : { flow: flow.map((stop) => ({ message: stop.message, location: locationOf(stop) })) }),
  };
}

function fixOf({ fix }: Violation): Pick<Finding, 'fix'> {
  if (fix === undefined) return {};
  const found = fix();
  const safe = 'edits' in found;
  return { fix: { safe, what: safe ? found.does : found.left } };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
