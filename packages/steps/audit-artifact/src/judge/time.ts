import { parseInstant } from '@plumbline/core';
import type { Chain, ChainRecord } from '@plumbline/records';
import type { Denial } from '@plumbline/step';
import type { DigestSet } from '@plumbline/trust';
import { good, judged, skipped, type Answer, type Reason } from './answer.js';
import { functionRecords } from './functions.js';
import type { Case } from './subject.js';
import { dayOf, WORDS } from './words.js';

const DAY = 86_400_000;
/** An older list says nothing of what has been stolen since. */
const STALE_DAYS = 30;

/** The records of a chain that were found. */
export function recordsOf(chain: Chain): readonly ChainRecord[] {
  const { built, triggers, pipelines, configurations, functions } = chain;
  const linked = [...triggers, ...pipelines, ...configurations, ...functions];
  return [built, ...linked.flatMap(({ record }) => record ?? [])];
}

/** Whether something trusted says when each record was signed. */
export function judgeTime({ chain, policy }: Case): Answer {
  const records = recordsOf(chain);
  const timeless = records.filter(({ signedAt }) => signedAt === null);
  const number = `${String(records.length - timeless.length)} of ${String(records.length)} records have a trusted time`;
  if (timeless.length === 0) return good('time', number);
  if (policy.time === 'optional') return skipped('time', number);
  const hint = 'sign with a timestamp, or audit.time: optional in the policy';
  return judged('time', '', { doubts: [{ message: number, hint }] });
}

/** Whether a signer, a digest or a record of the chain is revoked. What was signed before that, provably, still counts. */
export function judgeRevocation(of: Case): Answer {
  const { policy, now } = of;
  const wrong = policy.deny.flatMap((denial) => denied(denial, of));
  const asOf = policy.denyAsOf === null ? null : parseInstant(policy.denyAsOf);
  if (asOf === null && policy.deny.length === 0) {
    return skipped(
      'revocation',
      'the policy does not say what is revoked',
      'audit.deny and audit.denyAsOf in the policy',
    );
  }
  const age =
    asOf === null ? null : Math.max(0, Math.floor((now.getTime() - asOf.getTime()) / DAY));
  const list = asOf === null ? 'without a date' : `of ${dayOf(asOf)}, ${String(age)} days old`;
  const said = `no key, identity or digest of this chain was revoked before ${dayOf(now)}; list ${list}`;
  const stale = {
    message: `the list of what is revoked is ${list}`,
    hint: 'audit.denyAsOf in the policy',
  };
  return judged('revocation', said, {
    wrong,
    doubts: age !== null && age <= STALE_DAYS ? [] : [stale],
  });
}

function denied({ what, since, why }: Denial, { artifact, chain }: Case): readonly Reason[] {
  const start = since === null ? null : parseInstant(since);
  const isBefore = ({ signedAt }: ChainRecord): boolean =>
    start !== null && signedAt !== null && signedAt < start;
  const signer = /^signer:(.*)$/.exec(what)?.[1];
  const hit =
    signer === undefined
      ? digestsOf(artifact.digest, chain).has(what) && !isBefore(chain.built)
        ? [chain.built]
        : []
      : recordsOf(chain).filter((record) => record.signer.name === signer && !isBefore(record));
  return hit.map((record) => ({
    message:
      signer === undefined
        ? `${what} is revoked: ${why}`
        : `the ${record.kind === null ? 'record' : WORDS[record.kind]} is signed by "${signer}", who is revoked: ${why}`,
    ...(since === null ? {} : { expected: `signed before ${since}, by a trusted time` }),
    actual: record.signedAt?.toISOString() ?? 'no trusted time',
  }));
}

/** Of the artifact, of everything that its build used, of the functions, and of the records themselves. */
function digestsOf(artifact: DigestSet, chain: Chain): ReadonlySet<string> {
  const sets = [
    artifact,
    ...chain.facts.materials.map(({ digest }) => digest),
    ...functionRecords(chain.functions).flatMap(({ executed }) => [
      ...(executed.function.digest === null ? [] : [executed.function.digest]),
      ...executed.materials.map(({ digest }) => digest ?? {}),
    ]),
    ...recordsOf(chain).map(({ sha256 }) => ({ sha256 })),
  ];
  return new Set(
    sets.flatMap((digests) =>
      Object.entries(digests).map(([algorithm, hex]) => `${algorithm}:${hex}`),
    ),
  );
}
