import type { Fault, Verdict } from '@plumbline/core';
import type { Mode } from '@plumbline/report';

const BY_VERDICT: Readonly<Record<Verdict, number>> = { pass: 0, fail: 1, undecidable: 2 };

/** Exit status of what was found; `audit` turns 1 and 2 into 0 and nothing else. */
export function exitCodeOfVerdict(verdict: Verdict, mode: Mode): number {
  return mode === 'audit' ? 0 : BY_VERDICT[verdict];
}

/** Exit status where there is no result: 3 for the user's own mistake, else as for what cannot be decided. */
export function exitCodeOfFault(fault: Fault, mode: Mode): number {
  return fault.kind === 'usage' ? 3 : exitCodeOfVerdict('undecidable', mode);
}

/** Exit status of a bug of ours. */
export const BUG = 70;
