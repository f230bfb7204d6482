import type { NewRecord } from '@plumbline/step';
import { peekSigner, type PeekedSigner } from '@plumbline/trust';
import type { ObservedRun } from './observed.js';

/** Who could have signed these records, and what that is worth at most (docs/custody.md). */
export interface Custody {
  readonly place: 'same-job' | 'own-hand' | 'same-workflow' | 'isolated-workflow';
  readonly buildLevel: 0 | 1 | 2 | 3;
  readonly words: string;
}

/**
 * Read from what was signed, never from what the run says of itself: a key proves nothing of where it was used, and a
 * certificate names the workflow that signed apart from the one that was started.
 */
export function custodyOf({ run }: ObservedRun, records: readonly NewRecord[]): Custody {
  const [record] = records;
  const signer = record === undefined ? null : peekSigner(record.bytes);
  if (signer?.ok !== true) return { place: 'own-hand', buildLevel: 0, words: 'by nobody' };
  const { key } = signer.value;
  if (key === null) return certified(signer.value);
  const by = `by key ${key.slice('sha256:'.length, 'sha256:'.length + 16)}`;
  return run.platform === 'github'
    ? { place: 'same-job', buildLevel: 1, words: `${by} in this very job: build level 1` }
    : { place: 'own-hand', buildLevel: 1, words: `${by}, outside of the run: build level 1` };
}

function certified({ identity, claims }: PeekedSigner): Custody {
  const by = `by ${identity ?? ''}`;
  const { buildSignerUri, buildConfigUri } = claims;
  const isIsolated =
    buildSignerUri !== undefined &&
    buildConfigUri !== undefined &&
    buildSignerUri !== buildConfigUri;
  return isIsolated
    ? {
        place: 'isolated-workflow',
        buildLevel: 3,
        words: `${by}, a workflow apart from the one that runs: build level 3 at most`,
      }
    : {
        place: 'same-workflow',
        buildLevel: 2,
        words: `${by}, as any step of that workflow could: build level 2 at most`,
      };
}
