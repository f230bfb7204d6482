import { sign, verify } from 'node:crypto';
import type { PrivateKey } from '../keys/private-key.js';
import type { PublicKey } from '../keys/public-key.js';

/** Signs the 32 bytes of a payload's SHA-256, as Tekton does: what is hashed once more is the digest, not the payload. */
export function signDigest(digest: Uint8Array, { key, publicKey }: PrivateKey): string {
  return sign(outerHash(publicKey), digest, key).toString('base64');
}

/** Whether the annotation's value is a signature of the digest by this key. */
export function verifyDigest(digest: Uint8Array, signature: Buffer, key: PublicKey): boolean {
  return verify(outerHash(key), digest, key.key, signature);
}

/** The bytes of standard padded base64 without line breaks; nothing for what is written otherwise. */
export function decodeSignature(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.length > 0 && bytes.toString('base64') === text ? bytes : undefined;
}

/** ECDSA and RSA (PKCS #1 v1.5) hash with SHA-256, whatever the curve; Ed25519 takes the message itself. */
function outerHash({ algorithm }: PublicKey): 'sha256' | null {
  return algorithm === 'ed25519' ? null : 'sha256';
}
