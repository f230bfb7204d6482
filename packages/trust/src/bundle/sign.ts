import { sign } from 'node:crypto';
import { dsse } from '@sigstore/core';
import { err, ok, usageFault, type Fault, type Result } from '@plumbline/core';
import type { PrivateKey } from '../keys/private-key.js';
import { anyPredicate, parseStatement } from '../statement/statement.js';
import { BUNDLE_MEDIA_TYPE, PAYLOAD_TYPE } from './read.js';

/**
 * Signs a statement: DSSE with ECDSA P-256 and SHA-256, in a sigstore bundle v0.3.
 * What could not be read back, by its form or its size, is refused.
 * `keyid` is left out: it is not signed, and cosign rejects an envelope in which it is not empty.
 */
export function signStatement(
  statement: Uint8Array,
  signer: PrivateKey,
): Result<Uint8Array, Fault> {
  if (signer.publicKey.algorithm !== 'p256') {
    return err(
      usageFault('KEY_ALGORITHM', 'records are signed with a P-256 key', 'plumbline keygen'),
    );
  }
  const readable = parseStatement(statement, anyPredicate);
  if (!readable.ok) return err(usageFault('STATEMENT_REFUSED', `not signed: ${readable.error}`));
  const payload = Buffer.from(statement);
  const sig = sign('sha256', dsse.preAuthEncoding(PAYLOAD_TYPE, payload), signer.key);
  return ok(writeBundle(payload, sig, signer.publicKey.hint));
}

function writeBundle(payload: Buffer, sig: Buffer, hint: string): Uint8Array {
  const bundle = {
    mediaType: BUNDLE_MEDIA_TYPE,
    verificationMaterial: { publicKey: { hint } },
    dsseEnvelope: {
      payload: payload.toString('base64'),
      payloadType: PAYLOAD_TYPE,
      signatures: [{ sig: sig.toString('base64') }],
    },
  };
  return Buffer.from(`${JSON.stringify(bundle)}\n`);
}
