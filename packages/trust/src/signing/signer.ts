import type { Fault, Result } from '@plumbline/core';
import { signStatement } from '../bundle/sign.js';
import type { PrivateKey } from '../keys/private-key.js';
import type { PublicKey } from '../keys/public-key.js';

/** Signs statements, with a key at hand or with the help of services. */
export interface Signer {
  /** Who signs, in words. */
  readonly who: string;
  /** Null: each signature has a key and a certificate of its own. */
  readonly publicKey: PublicKey | null;
  /** The statement in a sigstore bundle v0.3. */
  readonly sign: (statement: Uint8Array) => Promise<Result<Uint8Array, Fault>>;
}

/** Signs with a key and no service: nothing proves when. */
export function keySigner(key: PrivateKey): Signer {
  return {
    who: `key ${key.publicKey.fingerprint.slice(0, 16)}`,
    publicKey: key.publicKey,
    sign: (statement) => Promise.resolve(signStatement(statement, key)),
  };
}
