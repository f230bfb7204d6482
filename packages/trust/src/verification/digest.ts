import type { KeyObject } from 'node:crypto';
import { p256 } from '@noble/curves/nist.js';

/** Length of the SPKI of a P-256 key and where its uncompressed point begins (RFC 5480 §2). */
const SPKI_LENGTH = 91;
const POINT_START = 26;

/** Whether a P-256 key has signed what has this SHA-256; Node cannot verify a digest without its content. */
export function hasSignedDigest(
  digest: Uint8Array,
  signature: Uint8Array,
  key: KeyObject,
): boolean {
  const spki = key.export({ format: 'der', type: 'spki' });
  if (spki.length !== SPKI_LENGTH) return false;
  try {
    return p256.verify(signature, digest, spki.subarray(POINT_START), {
      prehash: false,
      lowS: false,
      format: 'der',
    });
  } catch {
    return false;
  }
}
