import type { Custody } from '@plumbline/step';
import type { Claims } from '@plumbline/trust';
import type { RecordSigner } from './record.js';

/** The build level (SLSA, Build track) that a custody can be worth at most. */
export const LEVEL_OF: Readonly<Record<Custody, number>> = {
  job: 1,
  workflow: 2,
  isolated: 3,
  service: 3,
};

const RANK: readonly Custody[] = ['job', 'workflow', 'isolated', 'service'];

/**
 * Who could have made a signature: derived from the certificate where there is one, else what the policy says of the key.
 * The policy can lower what a certificate proves, and not raise it. A key that it says nothing of lies in the job itself.
 */
export function custodyOf(
  { name, certificate }: RecordSigner,
  said: Readonly<Record<string, Custody>>,
): Custody {
  const written = Object.hasOwn(said, name) ? said[name] : undefined;
  const proven = certificate === null ? null : provenCustody(certificate.claims);
  if (proven === null) return written ?? 'job';
  return written === undefined ? proven : weaker(proven, written);
}

/** What the claims of a certificate prove. Null: it is not that of a workflow, and says nothing of who could sign with it. */
export function provenCustody({
  buildSignerUri,
  buildConfigUri,
  runnerEnvironment,
}: Claims): Custody | null {
  if (buildSignerUri === undefined || buildConfigUri === undefined) return null;
  // Whoever holds a runner of one's own holds what runs there.
  if (runnerEnvironment !== 'github-hosted') return 'job';
  return buildSignerUri === buildConfigUri ? 'workflow' : 'isolated';
}

function weaker(one: Custody, other: Custody): Custody {
  return RANK.indexOf(one) < RANK.indexOf(other) ? one : other;
}
