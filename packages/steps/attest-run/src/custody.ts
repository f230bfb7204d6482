import { LEVEL_OF, provenCustody } from '@plumbline/records';
import type { Custody, NewRecord } from '@plumbline/step';
import { peekSigner } from '@plumbline/trust';
import type { ObservedRun } from './observed.js';

/** Who could have signed these records, and what that is worth at most (docs/custody.md). */
export interface StatedCustody {
  readonly custody: Custody | null;
  readonly buildLevel: number;
  readonly words: string;
}

const WHO: Readonly<Record<Custody, string>> = {
  job: 'as any step of this very job could',
  workflow: 'as any step of that workflow could',
  isolated: 'a workflow apart from the one that runs',
  service: 'a service apart from the run',
};

/**
 * Read from what was signed, never from what the run says of itself: a certificate names the workflow that signed, and a
 * key proves nothing of where it was used.
 */
export function statedCustody({ run }: ObservedRun, [record]: readonly NewRecord[]): StatedCustody {
  const signer = record === undefined ? null : peekSigner(record.bytes);
  if (signer?.ok !== true) return { custody: null, buildLevel: 0, words: 'by nobody' };
  const { key, identity, claims } = signer.value;
  const custody = provenCustody(claims) ?? 'job';
  const buildLevel = LEVEL_OF[custody];
  const by = key === null ? (identity ?? '') : `key ${key.slice('sha256:'.length).slice(0, 16)}`;
  const isElsewhere = key !== null && run.platform === 'tekton';
  const who = isElsewhere ? 'as whoever holds it could' : WHO[custody];
  return {
    custody,
    buildLevel,
    words: `by ${by}, ${who}: build level ${String(buildLevel)} at most`,
  };
}
