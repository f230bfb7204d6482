import type { PublicKey } from '../keys/public-key.js';
import { signatureContent } from '../verification/content.js';
import { readBundle } from './read.js';

/**
 * Whether this very key has signed the statement of a bundle: enough to know one's own signatures by. Neither when that was nor
 * what else witnesses it is asked, so it is nothing to trust others by.
 */
export function isSignedWith(bundle: Uint8Array, { key }: PublicKey): boolean {
  const read = readBundle(bundle);
  if (!read.ok || read.value.content.kind !== 'statement') return false;
  return signatureContent(read.value.content).verifySignature(key);
}
