import { err, ok, type Result } from '@plumbline/core';
import { readCertificate, type Claims } from '../identities/certificate.js';
import { Certificate } from '../verification/x509.js';
import { readBundle } from './read.js';
import { signedStatement, type SignedStatement } from './signed-statement.js';

/** The statement in a bundle, without any judgement of who has signed it: to sort records by kind. */
export function peekStatement(bundle: Uint8Array): Result<SignedStatement, string> {
  const read = readBundle(bundle);
  if (!read.ok) return err(read.error.message);
  const { content } = read.value;
  return content.kind === 'message' ? err(NO_STATEMENT) : signedStatement(content);
}

const NO_STATEMENT = 'the bundle holds no signed statement';

/** The bytes that a bundle says were signed, without any judgement: their SHA-256 is how records name each other. */
export function peekPayload(bundle: Uint8Array): Result<Uint8Array, string> {
  const read = readBundle(bundle);
  if (!read.ok) return err(read.error.message);
  const { content } = read.value;
  return content.kind === 'message' ? err(NO_STATEMENT) : ok(content.payload);
}

/** Who a bundle names: a key by the SHA-256 of its SPKI, or the issuer and the subject of a certificate. */
export interface PeekedSigner {
  readonly key: string | null;
  readonly issuer: string | null;
  readonly identity: string | null;
  /** Of the certificate. */
  readonly claims: Claims;
}

/** Who a bundle says has signed it, without any judgement. */
export function peekSigner(bundle: Uint8Array): Result<PeekedSigner, string> {
  const read = readBundle(bundle);
  if (!read.ok) return err(read.error.message);
  const { by } = read.value;
  if (by.kind === 'certificate') return certified(by.der);
  if (by.hint === null) return err('the bundle does not say which key has signed');
  const key = `sha256:${Buffer.from(by.hint, 'base64').toString('hex')}`;
  return ok({ key, issuer: null, identity: null, claims: {} });
}

/** What a bundle brings beside its signature. */
export interface PeekedProofs {
  readonly log: boolean;
  readonly timestamp: boolean;
  /** It is of a form of ours, for what cosign has attached to an image and no bundle holds. */
  readonly isAttachment: boolean;
}

/** Whether a bundle brings entries of a log, and timestamps, without any judgement of them. */
export function peekProofs(bundle: Uint8Array): Result<PeekedProofs, string> {
  const read = readBundle(bundle);
  if (!read.ok) return err(read.error.message);
  const { entries, timestamps, content } = read.value;
  const isAttachment =
    content.kind === 'image' || (content.kind === 'statement' && content.envelope !== null);
  return ok({ log: entries.length > 0, timestamp: timestamps.length > 0, isAttachment });
}

function certified(der: Buffer): Result<PeekedSigner, string> {
  try {
    const read = readCertificate(new Certificate(der), '');
    if (!read.ok) return read;
    const { issuer, san, claims } = read.value;
    return ok({ key: null, issuer, identity: san, claims });
  } catch {
    return err('the certificate cannot be read');
  }
}
