import { verify, type KeyObject } from 'node:crypto';
import { dsse, crypto } from '@sigstore/core';
import type { SignedEntity } from '@sigstore/verify';
import { PAYLOAD_TYPE, type SignedImage, type SignedPayload } from '../bundle/content.js';

export type SignatureContent = SignedEntity['signature'];

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

/** What is signed: of a DSSE envelope its pre-authentication encoding (DSSE v1.0.2), of an image the text that names it. */
export function signatureContent(content: SignedPayload | SignedImage): SignatureContent {
  const { kind, payload, signature } = content;
  const signed = kind === 'statement' ? dsse.preAuthEncoding(PAYLOAD_TYPE, payload) : payload;
  return {
    ...digestContent(signature, crypto.digest('sha256', signed), (key) =>
      hasSigned(signed, signature, key),
    ),
    compareDigest: (digest) => crypto.bufferEqual(digest, crypto.digest('sha256', payload)),
  };
}

/** What has this digest: logs hold it (Rekor, hashedrekord). */
export function digestContent(
  signature: Buffer,
  digest: Buffer,
  verifySignature: (key: KeyObject) => boolean,
): SignatureContent {
  const compareDigest = (other: Buffer) => crypto.bufferEqual(other, digest);
  return {
    signature,
    compareSignature: (other) => crypto.bufferEqual(other, signature),
    compareDigest,
    compareSignedDigest: compareDigest,
    verifySignature,
  };
}
