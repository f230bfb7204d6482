import {
  verdictOf,
  type Check,
  type CheckStatus,
  type Finding,
  type GraphFigure,
  type Location,
  type PolicySource,
  type Verdict,
} from '@plumbline/core';
import { byUrgency, findingsInOrder, speaksAgainst } from './order.js';

/** What some forms show beside the checks; the JSON form does not, as the step's own part has it. */
export interface ReportDisplay {
  /** Takes the place of the numbers by status; the first column holds words, the others numbers. */
  readonly table?: {
    readonly head: readonly string[];
    readonly rows: readonly (readonly string[])[];
  };
  /** Said below the table. */
  readonly lines: readonly string[];
  /** What rules mean, by slug: constant texts in Markdown, and standards that ask for the same. Few forms ask for it. */
  readonly rules: () => Readonly<
    Record<
      string,
      { readonly help: string; readonly uri: string; readonly tags: readonly string[] }
    >
  >;
}

/** A check with the union of its findings' places. */
export interface ReportCheck extends Check {
  readonly locations: readonly Location[];
}

/** The result in numbers, and the lines that a step says about its run. */
export interface ReportSummary {
  readonly checks: number;
  /** How many checks the verdict takes into account. */
  readonly counted: number;
  /** Counted checks that failed. */
  readonly failed: number;
  /** Counted checks that could not be decided. */
  readonly undecided: number;
  readonly findings: number;
  readonly byStatus: Readonly<Record<CheckStatus, number>>;
  readonly headline: string;
  readonly notes: readonly string[];
  readonly next: string | null;
}

/** A record that the run has written. */
export interface ReportRecord {
  readonly kind: string;
  readonly sha256: string;
  readonly path: string;
}

export type Mode = 'enforce' | 'audit';

/** What `--format json` prints: the contract keys, and at most one key of the step's own (schemas/report-v1.json). */
export interface Report {
  readonly schemaVersion: 1;
  readonly step: string;
  readonly version: string;
  readonly target: string;
  readonly policy: PolicySource;
  readonly mode: Mode;
  readonly verdict: Verdict;
  readonly checks: readonly ReportCheck[];
  readonly summary: ReportSummary;
  readonly records: readonly ReportRecord[];
  /** Not part of the JSON form. */
  readonly display?: ReportDisplay;
  /** The drawing of the forms that can show one; not part of the JSON form. */
  readonly figure?: GraphFigure;
  readonly [ownKey: string]: unknown;
}

/** What a step found, and what its face adds; a `StepResult` with three more fields fits. */
export interface ReportInput {
  readonly step: string;
  readonly version: string;
  readonly mode: Mode;
  readonly target: string;
  readonly policy: PolicySource;
  readonly checks: readonly Check[];
  readonly headline: string;
  readonly notes: readonly string[];
  readonly next?: string;
  readonly records: readonly ReportRecord[];
  readonly display?: ReportDisplay;
  readonly figure?: GraphFigure;
  readonly own: { readonly key: string; readonly value: unknown } | null;
}

/** The report of a finished step: checks in order of urgency, verdict and numbers over all of them. */
export function buildReport(input: ReportInput): Report {
  const { step, version, target, policy, mode } = input;
  const contract: Report = {
    schemaVersion: 1,
    step,
    version,
    target,
    policy,
    mode,
    verdict: verdictOf(input.checks),
    checks: input.checks.map(reportCheck).sort(byUrgency),
    summary: summarise(input),
    records: input.records,
    ...(input.display === undefined ? {} : { display: input.display }),
    ...(input.figure === undefined ? {} : { figure: input.figure }),
  };
  return input.own === null ? contract : withOwn(contract, input.own);
}

/** Whether the verdict takes the check as failed. */
export function isFailed(check: Check): boolean {
  return check.counted && check.status === 'fail';
}

/** Whether the verdict takes the check as one that cannot be decided. */
export function isUndecided(check: Check): boolean {
  return check.counted && (check.status === 'error' || check.status === 'unknown');
}

/** Whether the verdict is open although no single check is: nothing was checked. */
export function nothingDecided({ verdict, summary }: Report): boolean {
  return verdict === 'undecidable' && summary.undecided === 0;
}

/** The findings that speak against the target: not waived, not known from the base, and not of low confidence. */
export function openFindings(check: Check): readonly Finding[] {
  return check.findings.filter(speaksAgainst);
}

function reportCheck(check: Check): ReportCheck {
  const findings = findingsInOrder(check.findings);
  return { ...check, findings, locations: union(findings.flatMap((finding) => finding.locations)) };
}

function union(locations: readonly Location[]): readonly Location[] {
  const key = (at: Location): string =>
    JSON.stringify([at.path, at.line, at.column, at.endLine, at.endColumn]);
  return [...new Map(locations.map((location) => [key(location), location])).values()];
}

function summarise(input: ReportInput): ReportSummary {
  const { checks } = input;
  return {
    checks: checks.length,
    counted: checks.filter((check) => check.counted).length,
    failed: checks.filter(isFailed).length,
    undecided: checks.filter(isUndecided).length,
    findings: checks.reduce((sum, check) => sum + check.findings.length, 0),
    byStatus: countByStatus(checks),
    headline: input.headline,
    notes: input.notes,
    next: input.next ?? null,
  };
}

function countByStatus(checks: readonly Check[]): Record<CheckStatus, number> {
  const counts = {
    pass: 0,
    fail: 0,
    manual: 0,
    'not-applicable': 0,
    waived: 0,
    unknown: 0,
    error: 0,
  };
  for (const { status } of checks) counts[status] += 1;
  return counts;
}

/** A key that collides is a bug of the step, so it throws. */
function withOwn(contract: Report, own: { key: string; value: unknown }): Report {
  if (!/^[a-z][A-Za-z]*$/.test(own.key) || own.key in contract) {
    throw new Error(
      `"${own.key}" cannot be a step's own key: expected one camelCase word that the contract does not use`,
    );
  }
  return { ...contract, [own.key]: own.value };
}
