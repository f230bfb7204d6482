import type { PublicKey } from './public-key.js';
import type { TrustedKeys } from './trusted-keys.js';

/** The keys that count at this time: neither revoked nor outside of their validity. */
export function keysInForce(keys: TrustedKeys, now: Date): readonly PublicKey[] {
  return Object.values(keys)
    .filter(
      ({ revoked, notBefore, notAfter }) =>
        !revoked &&
        (notBefore === null || now >= notBefore) &&
        (notAfter === null || now <= notAfter),
    )
    .map(({ publicKey }) => publicKey);
}
