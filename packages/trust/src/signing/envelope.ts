import { sign, type KeyObject } from 'node:crypto';
import { dsse } from '@sigstore/core';
import { err, ok, usageFault, type Fault, type Result } from '@plumbline/core';
import { PAYLOAD_TYPE } from '../bundle/content.js';
import { BUNDLE_MEDIA_TYPE } from '../bundle/read.js';
import { anyPredicate, parseStatement } from '../statement/statement.js';
import type { LogEntryJson } from './rekor.js';

/** By what a signature is verified. */
export interface Verifier {
  readonly kind: 'key' | 'certificate';
  readonly der: Buffer;
  readonly pem: string;
}

/** A signed statement (DSSE v1). */
export interface Envelope {
  readonly payload: Buffer;
  readonly signature: Buffer;
  readonly verifier: Verifier;
}

/** What a bundle proves beside its signature. */
export interface Proofs {
  readonly entries: readonly LogEntryJson[];
  readonly timestamps: readonly Buffer[];
}

/** Signs a statement: DSSE with ECDSA P-256 and SHA-256. What could not be read back, by its form or size, is refused. */
export function sealStatement(
  statement: Uint8Array,
  by: { readonly key: KeyObject; readonly verifier: Verifier },
): Result<Envelope, Fault> {
  const readable = parseStatement(statement, anyPredicate);
  if (!readable.ok) return err(usageFault('STATEMENT_REFUSED', `not signed: ${readable.error}`));
  const payload = Buffer.from(statement);
  const signature = sign('sha256', dsse.preAuthEncoding(PAYLOAD_TYPE, payload), by.key);
  return ok({ payload, signature, verifier: by.verifier });
}

/**
 * The envelope in a sigstore bundle v0.3, `material` being the key or certificate.
 * `keyid` is left out: it is not signed, and cosign rejects an envelope in which it is not empty.
 */
export function writeBundle(
  { payload, signature }: Envelope,
  material: Readonly<Record<string, unknown>>,
  { entries, timestamps }: Proofs,
): Uint8Array {
  const rfc3161Timestamps = timestamps.map((timestamp) => ({
    signedTimestamp: timestamp.toString('base64'),
  }));
  const bundle = {
    mediaType: BUNDLE_MEDIA_TYPE,
    verificationMaterial: {
      ...material,
      ...(entries.length === 0 ? {} : { tlogEntries: entries }),
      ...(timestamps.length === 0 ? {} : { timestampVerificationData: { rfc3161Timestamps } }),
    },
    dsseEnvelope: {
      payload: payload.toString('base64'),
      payloadType: PAYLOAD_TYPE,
      signatures: [{ sig: signature.toString('base64') }],
    },
  };
  return Buffer.from(`${JSON.stringify(bundle)}\n`);
}
