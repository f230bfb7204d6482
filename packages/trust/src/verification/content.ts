import { verify, type KeyObject } from 'node:crypto';
import { dsse, crypto } from '@sigstore/core';
import type { SignedEntity } from '@sigstore/verify';
import { PAYLOAD_TYPE, type SignedPayload } from '../bundle/read.js';

type SignatureContent = SignedEntity['signature'];

/** The hash that sigstore's registry of algorithms pairs with a key; cosign and the JavaScript client also sign with SHA-256. */
const HASHES: Readonly<Record<string, readonly string[]>> = {
  prime256v1: ['sha256'],
  secp384r1: ['sha384', 'sha256'],
  secp521r1: ['sha512', 'sha256'],
};

/** Whether the key has signed the bytes. */
export function hasSigned(message: Buffer, signature: Buffer, key: KeyObject): boolean {
  const attempts: readonly (string | null)[] =
    key.asymmetricKeyType === 'ed25519'
      ? [null]
      : (HASHES[key.asymmetricKeyDetails?.namedCurve ?? ''] ?? ['sha256']);
  return attempts.some((hash) => {
    try {
      return verify(hash, message, key, signature);
    } catch {
      return false;
    }
  });
}

/** A DSSE envelope: what is signed is its pre-authentication encoding (DSSE v1.0.2). */
export function statementContent({ payload, signature }: SignedPayload): SignatureContent {
  const signed = dsse.preAuthEncoding(PAYLOAD_TYPE, payload);
  return {
    signature,
    compareSignature: (other) => crypto.bufferEqual(other, signature),
    compareDigest: (digest) => crypto.bufferEqual(digest, crypto.digest('sha256', payload)),
    compareSignedDigest: (digest) => crypto.bufferEqual(digest, crypto.digest('sha256', signed)),
    verifySignature: (key) => hasSigned(signed, signature, key),
  };
}
