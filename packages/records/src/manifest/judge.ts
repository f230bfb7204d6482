import { formatTime } from '../statement/time.js';
import type { Manifest, RefClass } from './manifest.js';

export type TermCode = 'DENIED' | 'EXPIRED' | 'NOT_YET_ISSUED' | 'ROLLBACK' | 'REF_CLASS';

/** Why a manifest with a good signature does not count here and now. */
export interface TermProblem {
  readonly code: TermCode;
  readonly expected: string;
  readonly actual: string;
}

/** What a manifest is held against. */
export interface Circumstances {
  readonly now: Date;
  /** SHA-256 of the signed statement, and of the bundle around it, which can be rewritten without the key. */
  readonly digests: readonly string[];
  /** From the policy; null: no state is known, and a rollback would not be seen. */
  readonly minSerial: number | null;
  /** SHA-256 of statements that the policy revokes. */
  readonly denied: readonly string[];
  /** Full ref of the run (`refs/heads/main`); null outside a run, where no class is asked for. */
  readonly ref: string | null;
}

/** Clocks of runners differ; more than this is no clock skew. */
const CLOCK_SKEW_MS = 5 * 60 * 1000;

/** Judges serial, times, deny list and ref class; an empty list if the manifest counts. */
export function judgeTerms(manifest: Manifest, on: Circumstances): readonly TermProblem[] {
  const { serial, issuedAt, expiresAt } = manifest;
  const time = formatTime(on.now);
  const problems: TermProblem[] = [];
  const denied = on.digests.find((digest) => on.denied.includes(digest));
  if (denied !== undefined) {
    problems.push({ code: 'DENIED', expected: 'not revoked', actual: denied });
  }
  if (on.now >= expiresAt) {
    problems.push({ code: 'EXPIRED', expected: `before ${formatTime(expiresAt)}`, actual: time });
  }
  if (issuedAt.getTime() - on.now.getTime() > CLOCK_SKEW_MS) {
    problems.push({
      code: 'NOT_YET_ISSUED',
      expected: `from ${formatTime(issuedAt)}`,
      actual: time,
    });
  }
  if (on.minSerial !== null && serial < on.minSerial) {
    const expected = `serial ${String(on.minSerial)} or later`;
    problems.push({ code: 'ROLLBACK', expected, actual: String(serial) });
  }
  if (on.ref !== null && !acceptsRef(manifest.refClass, on.ref)) {
    problems.push({ code: 'REF_CLASS', expected: `a ${manifest.refClass}`, actual: on.ref });
  }
  return problems;
}

function acceptsRef(refClass: RefClass, ref: string): boolean {
  switch (refClass) {
    case 'any':
      return true;
    case 'branch':
      return ref.startsWith('refs/heads/') || ref.startsWith('refs/tags/');
    case 'tag':
      return ref.startsWith('refs/tags/');
  }
}
