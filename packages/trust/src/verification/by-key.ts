import { err, ok, type Result } from '@plumbline/core';
import type { SignedEntity } from '@sigstore/verify';
import { failure, type VerifyFailure } from '../bundle/failure.js';
import type { ReadBundle } from '../bundle/read.js';
import type { TrustedKey, TrustedKeys } from '../keys/trusted-keys.js';
import type { TrustedRoot } from '../roots/trusted-root.js';
import type { TrustedRoots } from '../roots/load.js';
import { readEvidence, runVerifier, trustedTime, type TrustedTime } from './run.js';

/** A bundle of a bare key, and what it is judged by. */
export interface KeyCase {
  readonly bundle: ReadBundle;
  readonly hint: string | null;
  readonly signature: SignedEntity['signature'];
  readonly keys: TrustedKeys;
  readonly roots: TrustedRoots;
  readonly now: Date;
}

/** Which key has signed, and when if anything proves it. */
export interface KeySigned {
  readonly name: string;
  readonly key: TrustedKey;
  readonly time: TrustedTime | null;
}

const NO_ROOT: TrustedRoot = {
  tlogs: [],
  ctlogs: [],
  certificateAuthorities: [],
  timestampAuthorities: [],
};

/** A hint selects one key, and no other is tried; without a hint every key is. */
export function verifyByKey(of: KeyCase): Result<KeySigned, VerifyFailure> {
  const candidates = Object.entries(of.keys).filter(
    ([, key]) => of.hint === null || key.publicKey.hint === of.hint,
  );
  if (candidates.length === 0) return err(failure('KEY_UNKNOWN', 'the signer is not trusted'));
  const usable = candidates.filter(([, key]) => key.publicKey.algorithm === 'p256');
  if (usable.length === 0) return err(failure('KEY_ALGORITHM', 'the signer is not a P-256 key'));
  const attempts = usable.flatMap(([name, key]) =>
    rootsFor(of).map((root) => verifyWith(of, { name, key }, root)),
  );
  const good = attempts.find((attempt) => attempt.ok) ?? attempts[0];
  if (good?.ok !== true) return good ?? err(failure('KEY_UNKNOWN', 'the signer is not trusted'));
  const invalid = judgeKey(good.value, good.value.time?.signedAt ?? of.now);
  return invalid === null ? good : err(invalid);
}

/** A root is asked only where there is evidence to judge. */
function rootsFor({ bundle, roots }: KeyCase): readonly TrustedRoot[] {
  const isBare = bundle.entries.length + bundle.timestamps.length === 0;
  const known = isBare ? [] : Object.values(roots).map((root) => root());
  return known.length === 0 ? [NO_ROOT] : known;
}

function verifyWith(
  { bundle, signature }: KeyCase,
  signer: { readonly name: string; readonly key: TrustedKey },
  root: TrustedRoot,
): Result<KeySigned, VerifyFailure> {
  const evidence = readEvidence(bundle, root);
  if (!evidence.ok) return evidence;
  const publicKey = { publicKey: signer.key.publicKey.key, validFor: () => true };
  const verified = runVerifier(
    {
      key: { $case: 'public-key', hint: '' },
      signature,
      evidence: evidence.value,
      content: bundle.content,
      signer: publicKey.publicKey.export({ format: 'der', type: 'spki' }),
    },
    { ...root, publicKey: () => publicKey },
  );
  return verified.ok ? ok({ ...signer, time: trustedTime(evidence.value) }) : verified;
}

/** Without a trusted time a key is judged at the time of verification. */
function judgeKey({ name, key }: KeySigned, at: Date): VerifyFailure | null {
  if (key.revoked) return failure('KEY_REVOKED', `the key ${name} is revoked`);
  if (key.notBefore !== null && at < key.notBefore) {
    return failure('KEY_NOT_YET_VALID', `the key ${name} is not valid yet`);
  }
  if (key.notAfter !== null && at > key.notAfter) {
    return failure('KEY_EXPIRED', `the key ${name} is no longer valid`);
  }
  return null;
}
