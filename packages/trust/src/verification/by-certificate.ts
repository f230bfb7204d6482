import type { SignedEntity } from '@sigstore/verify';
import { err, ok, printable, type Result } from '@plumbline/core';
import { failure, type VerifyFailure } from '../bundle/failure.js';
import type { ReadBundle } from '../bundle/read.js';
import { readCertificate, type CertificateFacts } from '../identities/certificate.js';
import { findIdentity, type TrustedIdentities } from '../identities/identity.js';
import type { TrustedRoot } from '../roots/trusted-root.js';
import type { TrustedRoots } from '../roots/load.js';
import { Certificate } from './x509.js';
import { readEvidence, runVerifier, trustedTime, type Evidence, type TrustedTime } from './run.js';

/** A bundle of a certificate, and what it is judged by. */
export interface CertificateCase {
  readonly bundle: ReadBundle;
  readonly der: Buffer;
  readonly signature: SignedEntity['signature'];
  readonly identities: TrustedIdentities;
  readonly roots: TrustedRoots;
}

/** Which identity has signed, and when. */
export interface CertificateSigned {
  readonly name: string;
  readonly certificate: CertificateFacts;
  /** SPKI DER of the certificate. */
  readonly publicKey: Buffer;
  readonly time: TrustedTime;
}

/** A certificate counts where it chains to a root that a trusted identity names, at a trusted time. */
export function verifyByCertificate(of: CertificateCase): Result<CertificateSigned, VerifyFailure> {
  const names = new Set(Object.values(of.identities).map(({ root }) => root));
  if (names.size === 0) return err(failure('IDENTITY_UNKNOWN', 'no identity is trusted'));
  const leaf = parse(of.der);
  if (!leaf.ok) return leaf;
  const attempts = [...names].map((name) => verifyWith(of, leaf.value, name));
  const good = attempts.find((attempt) => attempt.ok) ?? attempts[0];
  return good ?? err(failure('IDENTITY_UNKNOWN', 'no identity is trusted'));
}

function parse(der: Buffer): Result<Certificate, VerifyFailure> {
  try {
    return ok(new Certificate(der));
  } catch {
    return err(failure('CERTIFICATE_MALFORMED', 'the certificate cannot be read'));
  }
}

function verifyWith(
  of: CertificateCase,
  leaf: Certificate,
  name: string,
): Result<CertificateSigned, VerifyFailure> {
  const root = of.roots[name]?.();
  if (root === undefined) return err(failure('CERTIFICATE_UNTRUSTED', `there is no root ${name}`));
  const evidence = readEvidence(of.bundle, root);
  if (!evidence.ok) return evidence;
  const time = judgeEvidence(evidence.value, root);
  if (!time.ok) return time;
  const facts = readFacts(leaf, name);
  if (!facts.ok) return facts;
  const verified = runVerifier(
    {
      key: { $case: 'certificate', certificate: leaf },
      signature: of.signature,
      evidence: evidence.value,
      content: of.bundle.content,
      signer: leaf.der,
    },
    { ...root, publicKey: noKey },
  );
  if (!verified.ok) return err(explain(verified.error, facts.value, time.value));
  const signer = findIdentity(facts.value, of.identities);
  if (signer === undefined) return err(strangerError(facts.value));
  return ok({
    name: signer,
    certificate: facts.value,
    publicKey: leaf.publicKey,
    time: time.value,
  });
}

/** No certificate without a time that somebody else signed; in a log, where the root has one. */
function judgeEvidence(evidence: Evidence, root: TrustedRoot): Result<TrustedTime, VerifyFailure> {
  if (root.tlogs.length > 0 && evidence.entries.length === 0) {
    return err(failure('LOG_MISSING', 'the signature is in no log, and its root has one'));
  }
  const time = trustedTime(evidence);
  return time === null
    ? err(failure('TIME_MISSING', 'nobody says when the certificate was used'))
    : ok(time);
}

function readFacts(leaf: Certificate, root: string): Result<CertificateFacts, VerifyFailure> {
  try {
    const facts = readCertificate(leaf, root);
    return facts.ok ? facts : err(failure('CERTIFICATE_MALFORMED', facts.error));
  } catch {
    return err(failure('CERTIFICATE_MALFORMED', 'the certificate cannot be read'));
  }
}

function explain(
  error: VerifyFailure,
  { notBefore, notAfter }: CertificateFacts,
  { signedAt }: TrustedTime,
): VerifyFailure {
  const isInTime = notBefore <= signedAt && signedAt <= notAfter;
  return error.code === 'CERTIFICATE_UNTRUSTED' && !isInTime
    ? failure('CERTIFICATE_EXPIRED', 'the certificate was not valid when it was used')
    : error;
}

function strangerError(certificate: CertificateFacts): VerifyFailure {
  const { san, issuer } = certificate;
  const message = `${printable(san)} of ${printable(issuer)} is no trusted identity`;
  return { ...failure('IDENTITY_UNKNOWN', message), certificate };
}

function noKey(): never {
  throw new Error('a certificate is no bare key');
}
