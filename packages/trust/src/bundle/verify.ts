import { err, ok, type Result } from '@plumbline/core';
import type { TrustedKey, TrustedKeys } from '../keys/trusted-keys.js';
import { anyPredicate, parseStatement, type Statement } from '../statement/statement.js';
import { failure, type VerifyFailure } from './failure.js';
import { readKeyedBundle, type KeyedBundle } from './keyed-bundle.js';
import { hasSigned } from './signature.js';

/** A statement whose signature is good, by whom, and when. */
export interface VerifiedStatement {
  /** The bytes that were signed: all that may be believed. */
  readonly bytes: Uint8Array;
  readonly statement: Statement;
  /** Name of the key in the policy. */
  readonly signer: string;
  readonly keyFingerprint: string;
  /** Trusted time of signing; null: nothing proves when a bare key has signed. */
  readonly signedAt: Date | null;
}

export interface VerifyOptions {
  /** The keys that may have signed; never taken from what is verified. */
  readonly keys: TrustedKeys;
  /** Validity of keys is judged at this time, since a bare key has no trusted time of signing. */
  readonly now: Date;
  readonly predicateType?: string;
}

/** Verifies a sigstore bundle with a statement in it against keys; who calls compares the subjects. */
export function verifyBundle(
  bytes: Uint8Array,
  options: VerifyOptions,
): Result<VerifiedStatement, VerifyFailure> {
  const bundle = readKeyedBundle(bytes);
  if (!bundle.ok) return bundle;
  const signer = findSigner(bundle.value, options.keys);
  if (!signer.ok) return signer;
  const [name, key] = signer.value;
  const validity = judgeKey(name, key, options.now);
  if (!validity.ok) return validity;
  const statement = readPayload(bundle.value.payload, options.predicateType);
  if (!statement.ok) return statement;
  return ok({
    bytes: bundle.value.payload,
    statement: statement.value,
    signer: name,
    keyFingerprint: key.publicKey.fingerprint,
    signedAt: null,
  });
}

/** A hint selects one key, and no other is tried; without a hint every key is. */
function findSigner(
  bundle: KeyedBundle,
  keys: TrustedKeys,
): Result<[string, TrustedKey], VerifyFailure> {
  const candidates = Object.entries(keys).filter(
    ([, key]) => bundle.hint === null || key.publicKey.hint === bundle.hint,
  );
  if (candidates.length === 0) return err(failure('KEY_UNKNOWN', 'the signer is not trusted'));
  const usable = candidates.filter(([, key]) => key.publicKey.algorithm === 'p256');
  if (usable.length === 0) return err(failure('KEY_ALGORITHM', 'the signer is not a P-256 key'));
  const signer = usable.find(([, key]) => hasSigned(bundle, key.publicKey));
  return signer === undefined
    ? err(failure('SIGNATURE_INVALID', 'the signature does not belong to the content'))
    : ok(signer);
}

function judgeKey(name: string, key: TrustedKey, now: Date): Result<null, VerifyFailure> {
  if (key.revoked) return err(failure('KEY_REVOKED', `the key ${name} is revoked`));
  if (key.notBefore !== null && now < key.notBefore) {
    return err(failure('KEY_NOT_YET_VALID', `the key ${name} is not valid yet`));
  }
  if (key.notAfter !== null && now > key.notAfter) {
    return err(failure('KEY_EXPIRED', `the key ${name} is no longer valid`));
  }
  return ok(null);
}

function readPayload(
  payload: Uint8Array,
  predicateType: string | undefined,
): Result<Statement, VerifyFailure> {
  const statement = parseStatement(payload, anyPredicate);
  if (!statement.ok) return err(failure('STATEMENT_MALFORMED', statement.error));
  return predicateType === undefined || statement.value.predicateType === predicateType
    ? statement
    : err(failure('PREDICATE_TYPE', `the signed statement is not of type ${predicateType}`));
}
