import { createHash } from 'node:crypto';

export type HashAlgorithm = 'sha1' | 'sha256';

/** Lower-case hex of the hash of the bytes; a string is hashed as UTF-8. */
export function hashHex(algorithm: HashAlgorithm, data: Uint8Array | string): string {
  return createHash(algorithm).update(data).digest('hex');
}

export function sha256Hex(data: Uint8Array | string): string {
  return hashHex('sha256', data);
}
