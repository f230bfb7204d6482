import type { ChainRecord, LinkedRecord, RecordKind, SignerIdentity } from '@plumbline/records';
import type { Reason } from './answer.js';

/** What people call the records. */
export const WORDS: Readonly<Record<RecordKind, string>> = {
  'trigger-authorized': 'trigger record',
  'pipeline-manifest': 'signed manifest',
  'pipeline-verified': 'pipeline record',
  'configuration-result': 'configuration record',
  'function-executed': 'function record',
  'artifact-built': 'build record',
  'artifact-contents': 'list of contents',
  'artifact-verified': 'audit record',
  'image-signed': 'image signature',
};

export function shortCommit(commit: string): string {
  return commit.slice(0, 7);
}

/** `2026-11-03`, for people. */
export function dayOf(time: Date): string {
  return time.toISOString().slice(0, 10);
}

/** Who has signed, how that is known, and when. */
export function signedBy({ signer, signedAt }: ChainRecord): string {
  const by = signer.certificate === null ? 'a key' : 'an exact identity';
  const when = signedAt === null ? '' : ` on ${dayOf(signedAt)}`;
  return `signed by "${signer.name}" (${by})${when}`;
}

/** Why the signer of a record does not count for what it is used as. */
export function signerProblems(
  { signer, kind }: ChainRecord,
  signers: readonly string[],
  role: string,
): readonly Reason[] {
  if (signers.length === 0 || signers.includes(signer.name)) return [];
  const what = kind === null ? 'record' : WORDS[kind];
  return [
    {
      message: `the ${what} is signed by "${signer.name}", who may not sign records of this kind`,
      expected: signers.join(' or '),
      actual: signer.name,
      hint: `audit.${role}.signers in the policy`,
    },
  ];
}

/** Whether two names stand for one signer. */
export function isSameSigner(one: SignerIdentity, other: SignerIdentity): boolean {
  return one.key === other.key && one.issuer === other.issuer && one.identity === other.identity;
}

/** What is wrong with what was found under a name; `doubts` where a store may hold it unseen. */
export function linkProblems({ link, record, refused, troubles }: LinkedRecord): {
  readonly wrong: readonly Reason[];
  readonly doubts: readonly Reason[];
} {
  const what = WORDS[link.kind as RecordKind];
  if (record !== null) {
    if (isSameSigner(record.signer.identity, link.signer)) return { wrong: [], doubts: [] };
    const message = `the ${what} is signed by somebody else than the build record says`;
    return { wrong: [{ message }], doubts: [] };
  }
  const [trouble] = troubles;
  const undecided = refused.find(({ standing }) => standing === 'undecided');
  const doubt = trouble?.message ?? undecided?.reason;
  if (doubt !== undefined) {
    return {
      wrong: [],
      doubts: [{ message: `cannot decide whether there is a ${what}: ${doubt}` }],
    };
  }
  const [bad] = refused;
  const message =
    bad === undefined
      ? `the ${what} that the build record names is in no store`
      : `the ${what} that the build record names does not count: ${bad.reason}`;
  const hint = 'name the store that has it: --store dir:PATH';
  return { wrong: [{ message, expected: `statement sha256:${link.sha256}`, hint }], doubts: [] };
}
