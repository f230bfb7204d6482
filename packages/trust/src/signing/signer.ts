import { err, ok, usageFault, type Fault, type Post, type Result } from '@plumbline/core';
import type { PrivateKey } from '../keys/private-key.js';
import type { PublicKey } from '../keys/public-key.js';
import type { SigningServices } from './config.js';
import { sealStatement, writeBundle, type Envelope, type Verifier } from './envelope.js';
import { gatherProofs } from './proofs.js';

/** Signs statements, with a key at hand or with the help of services. */
export interface Signer {
  /** Who signs, in words. */
  readonly who: string;
  /** Null: signatures have keys and certificates of their own. */
  readonly publicKey: PublicKey | null;
  /** The statement in a sigstore bundle v0.3. */
  readonly sign: (statement: Uint8Array) => Promise<Result<Uint8Array, Fault>>;
}

/** Services that witness signatures, and how they are reached. */
export interface Witnesses {
  readonly services: SigningServices;
  readonly post: Post;
}

/** Signs with a key. Without witnesses nothing proves when. */
export function keySigner(key: PrivateKey, witnesses: Witnesses | null = null): Signer {
  return {
    who: `key ${key.publicKey.fingerprint.slice(0, 16)}`,
    publicKey: key.publicKey,
    sign: (statement) =>
      witnesses === null
        ? Promise.resolve(signStatement(statement, key))
        : signWitnessed(statement, key, witnesses),
  };
}

/** Signs a statement with a key and no service. */
export function signStatement(statement: Uint8Array, key: PrivateKey): Result<Uint8Array, Fault> {
  const envelope = seal(statement, key);
  return envelope.ok
    ? ok(writeBundle(envelope.value, materialOf(key), { entries: [], timestamps: [] }))
    : envelope;
}

async function signWitnessed(
  statement: Uint8Array,
  key: PrivateKey,
  { services, post }: Witnesses,
): Promise<Result<Uint8Array, Fault>> {
  const envelope = seal(statement, key);
  if (!envelope.ok) return envelope;
  const proofs = await gatherProofs(envelope.value, services, post);
  return proofs.ok ? ok(writeBundle(envelope.value, materialOf(key), proofs.value)) : proofs;
}

function seal(statement: Uint8Array, { key, publicKey }: PrivateKey): Result<Envelope, Fault> {
  return publicKey.algorithm === 'p256'
    ? sealStatement(statement, { key, verifier: verifierOf(publicKey) })
    : err(usageFault('KEY_ALGORITHM', 'records are signed with a P-256 key', 'plumbline keygen'));
}

function materialOf({ publicKey: { hint } }: PrivateKey) {
  return { publicKey: { hint } };
}

function verifierOf({ key }: PublicKey): Verifier {
  return {
    kind: 'key',
    der: key.export({ format: 'der', type: 'spki' }),
    pem: key.export({ format: 'pem', type: 'spki' }).toString(),
  };
}
