import { err, ok, sha256Hex, type Result } from '@plumbline/core';
import type { SignedEntity } from '@sigstore/verify';
import type { CertificateFacts } from '../identities/certificate.js';
import type { Trust } from '../trust.js';
import { verifyByCertificate } from '../verification/by-certificate.js';
import { verifyByKey } from '../verification/by-key.js';
import { signatureContent } from '../verification/content.js';
import type { TrustedTime } from '../verification/run.js';
import { failure, type VerifyFailure } from './failure.js';
import { readBundle, type ReadBundle } from './read.js';
import { signedStatement, type SignedStatement } from './signed-statement.js';

/** Who has signed, and when. */
export interface VerifiedSigner {
  /** Name of the key or identity in the policy. */
  readonly signer: string;
  /** Of the public key; that of a certificate is used once. */
  readonly keyFingerprint: string;
  /** Null: a bare key has signed. */
  readonly certificate: CertificateFacts | null;
  /** Trusted time of signing; null: nothing proves when a bare key has signed. */
  readonly signedAt: Date | null;
  readonly timeSource: TrustedTime['source'] | null;
}

/** A statement whose signature is good, by whom, and when. */
export interface VerifiedStatement extends VerifiedSigner, SignedStatement {}

/** Who may have signed, and when it is asked. Without `identities` no certificate counts, without `roots` no log. */
export interface VerifyOptions extends Partial<Trust> {
  /** The validity of a key without a trusted time of signing is judged at this time; what was signed after it is refused. */
  readonly now: Date;
  readonly predicateType?: string;
}

/** Clocks differ. */
const TOLERANCE_MS = 5 * 60_000;

/** Verifies a sigstore bundle with a statement in it; who calls compares the subjects. */
export function verifyBundle(
  bytes: Uint8Array,
  options: VerifyOptions,
): Result<VerifiedStatement, VerifyFailure> {
  const bundle = readBundle(bytes);
  if (!bundle.ok) return bundle;
  const { content } = bundle.value;
  if (content.kind === 'message') {
    return err(failure('BUNDLE_KIND', 'the bundle holds no signed statement'));
  }
  const signed = verifySigner(bundle.value, signatureContent(content), options);
  if (!signed.ok) return signed;
  const statement = signedStatement(content);
  if (!statement.ok) return err(failure('STATEMENT_MALFORMED', statement.error));
  const { predicateType = statement.value.statement.predicateType } = options;
  return statement.value.statement.predicateType === predicateType
    ? ok({ ...statement.value, ...signed.value })
    : err(failure('PREDICATE_TYPE', `the signed statement is not of type ${predicateType}`));
}

/** Verifies who has signed a content. */
export function verifySigner(
  bundle: ReadBundle,
  signature: SignedEntity['signature'],
  { keys = {}, identities = {}, roots = {}, now }: VerifyOptions,
): Result<VerifiedSigner, VerifyFailure> {
  const { by } = bundle;
  if (by.kind === 'key') {
    const signed = verifyByKey({ bundle, hint: by.hint, signature, keys, roots, now });
    if (!signed.ok) return signed;
    const { name, key, time } = signed.value;
    const keyFingerprint = key.publicKey.fingerprint;
    return timed({ signer: name, keyFingerprint, certificate: null }, time, now);
  }
  const signed = verifyByCertificate({ bundle, der: by.der, signature, identities, roots });
  if (!signed.ok) return signed;
  const { name, certificate, publicKey, time } = signed.value;
  return timed({ signer: name, keyFingerprint: sha256Hex(publicKey), certificate }, time, now);
}

function timed(
  signer: Omit<VerifiedSigner, 'signedAt' | 'timeSource'>,
  time: TrustedTime | null,
  now: Date,
): Result<VerifiedSigner, VerifyFailure> {
  if (time !== null && time.signedAt.getTime() > now.getTime() + TOLERANCE_MS) {
    return err(failure('TIME_IN_FUTURE', `it was signed at ${time.signedAt.toISOString()}`));
  }
  return ok({ ...signer, signedAt: time?.signedAt ?? null, timeSource: time?.source ?? null });
}
