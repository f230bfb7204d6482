import { remembered, type Check, type Finding, type Severity } from '@plumbline/core';

const SEVERITIES: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'info'];

/** The highest severity among the findings that speak against the target, else among all; null without findings. */
export function severityOf(check: Check): Severity | null {
  const open = check.findings.filter(speaksAgainst);
  const ranks = (open.length > 0 ? open : check.findings).map((finding) => rank(finding.severity));
  return ranks.length === 0 ? null : (SEVERITIES[Math.min(...new Set(ranks))] ?? null);
}

/** Sorts what decides the verdict first: failures by severity, then what cannot be decided, then the rest; by id within. */
export function byUrgency(a: Check, b: Check): number {
  return urgency(a) - urgency(b) || rank(severityOf(a)) - rank(severityOf(b)) || byId(a.id, b.id);
}

/** Findings by severity, then place, then fingerprint: independent of the order in which they were found. */
export function findingsInOrder(findings: readonly Finding[]): readonly Finding[] {
  return findings.toSorted(
    (a, b) =>
      Number(speaksAgainst(b)) - Number(speaksAgainst(a)) ||
      rank(a.severity) - rank(b.severity) ||
      byPlace(a, b) ||
      byCodeUnit(a.fingerprint, b.fingerprint),
  );
}

/** Not waived, not known from the base, and not of low confidence. */
export function speaksAgainst({ waiver, known, confidence }: Finding): boolean {
  return waiver === undefined && known !== true && confidence !== 'low';
}

function byPlace(a: Finding, b: Finding): number {
  const [x, y] = [a.locations[0], b.locations[0]];
  if (x === undefined || y === undefined) return Number(x === undefined) - Number(y === undefined);
  return byCodeUnit(x.path, y.path) || x.line - y.line || x.column - y.column;
}

/** A failure without findings sorts behind the known severities and before nothing at all. */
function rank(severity: Severity | null): number {
  return severity === null ? SEVERITIES.length : SEVERITIES.indexOf(severity);
}

function urgency(check: Check): number {
  const states = ['fail', 'error', 'unknown', 'manual', 'waived', 'pass', 'not-applicable'];
  return states.indexOf(check.status) + (check.counted ? 0 : states.length);
}

function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** Numbers as numbers: `2.9.1` before `2.10.1`. A collator does the same, and takes longer to make than one file to judge. */
function byId(a: string, b: string): number {
  const [x, y] = [partsOf(a), partsOf(b)];
  const at = x.findIndex((part, index) => part !== y[index]);
  const [one, other] = [x[at] ?? '', y[at] ?? ''];
  return (isNumber(one) && isNumber(other) && Number(one) - Number(other)) || byCodeUnit(a, b);
}

const partsOf = remembered((id): readonly string[] => id.match(/\d+|\D+/g) ?? []);

function isNumber(part: string): boolean {
  return /^\d/.test(part);
}
