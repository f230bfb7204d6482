import type { Severity } from '@plumbline/core';

/** What an audit asks of every artifact, in the order in which people are told. */
export const QUESTIONS = {
  artifact: { title: 'The artifact is what the build record speaks of', severity: 'critical' },
  build: { title: 'A trusted builder has recorded how it was built', severity: 'critical' },
  level: { title: 'The records are as hard to forge as the policy demands', severity: 'high' },
  pipeline: { title: 'The pipeline was verified before it ran', severity: 'critical' },
  configuration: { title: 'The configuration of the pipeline was judged', severity: 'high' },
  trigger: { title: 'What started the build was allowed', severity: 'high' },
  functions: { title: 'Every function of the run has its record', severity: 'high' },
  definition: { title: 'What ran is what the definition names', severity: 'critical' },
  run: { title: 'All records are of one run', severity: 'critical' },
  order: { title: 'The gates came before the first function', severity: 'high' },
  roles: { title: 'Who guards the run is not who records it', severity: 'high' },
  time: { title: 'It is known when the records were signed', severity: 'medium' },
  revocation: { title: 'Nothing of the chain is revoked', severity: 'critical' },
  policy: { title: 'The gates judged by an allowed policy', severity: 'high' },
  dependencies: { title: 'What it was built from stands as well', severity: 'medium' },
  contents: { title: 'It is listed what the artifact contains', severity: 'medium' },
  stores: { title: 'Every store could be asked', severity: 'medium' },
  junk: { title: 'Nothing in the stores is refused', severity: 'low' },
} as const satisfies Readonly<Record<string, { title: string; severity: Severity }>>;

export type AuditId = keyof typeof QUESTIONS;

/** One thing that speaks against an artifact. */
export interface Reason {
  readonly message: string;
  readonly expected?: string;
  readonly actual?: string;
  readonly hint?: string;
}

/** The answer to one question about one artifact. */
export interface Answer {
  readonly id: AuditId;
  /** `skipped`: the policy does not ask, or nothing there raises the question. */
  readonly status: 'pass' | 'fail' | 'unknown' | 'skipped';
  /** What was found, in one line. */
  readonly said: string;
  readonly reasons: readonly Reason[];
  /** What would have to be offered for a question that was skipped. */
  readonly needs?: string;
}

/** Ten thousand artifacts that pass for the same reasons share them. */
const given = new Map<string, Answer>();
const MOST_GIVEN = 1_000;

function shared(answer: Answer): Answer {
  const key = [answer.id, answer.status, answer.said, answer.needs].join('\0');
  const known = given.get(key) ?? answer;
  if (given.size >= MOST_GIVEN) given.clear();
  given.set(key, known);
  return known;
}

const NO_REASONS: readonly Reason[] = [];

export function good(id: AuditId, said: string): Answer {
  return shared({ id, status: 'pass', said, reasons: NO_REASONS });
}

export function skipped(id: AuditId, said: string, needs?: string): Answer {
  const answer = { id, status: 'skipped', said, reasons: NO_REASONS } as const;
  return shared(needs === undefined ? answer : { ...answer, needs });
}

/** Reasons to fail come before reasons to doubt; without any it is good. */
export function judged(
  id: AuditId,
  said: string,
  { wrong = [], doubts = [] }: { wrong?: readonly Reason[]; doubts?: readonly Reason[] },
): Answer {
  if (wrong.length > 0) return { id, status: 'fail', said: firstOf(wrong), reasons: wrong };
  if (doubts.length > 0) return { id, status: 'unknown', said: firstOf(doubts), reasons: doubts };
  return good(id, said);
}

/** Fail > unknown > pass, as for checks; what was skipped does not count. */
export function worst(answers: readonly Answer[]): 'pass' | 'fail' | 'unknown' {
  if (answers.some(({ status }) => status === 'fail')) return 'fail';
  if (answers.some(({ status }) => status === 'unknown')) return 'unknown';
  return answers.some(({ status }) => status === 'pass') ? 'pass' : 'unknown';
}

function firstOf(reasons: readonly Reason[]): string {
  const [first, ...others] = reasons;
  return `${first?.message ?? ''}${others.length > 0 ? ` (and ${String(others.length)} more)` : ''}`;
}
