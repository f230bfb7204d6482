import { createPublicKey, type KeyObject } from 'node:crypto';
import { err, ok, sha256Hex, usageFault, type Fault, type Result } from '@plumbline/core';
import { readPem } from './pem.js';

/** The key types that are read. Manifests and records are signed with P-256 alone. */
export type KeyAlgorithm = 'p256' | 'p384' | 'p521' | 'rsa' | 'ed25519';

/** A public key and how it is named. */
export interface PublicKey {
  readonly key: KeyObject;
  readonly algorithm: KeyAlgorithm;
  /** Lower-case hex of the SHA-256 of its SPKI DER. */
  readonly fingerprint: string;
  /** The same in base64: the `hint` of a sigstore bundle, as cosign writes it. */
  readonly hint: string;
}

const CURVES: Readonly<Record<string, KeyAlgorithm>> = {
  prime256v1: 'p256',
  secp384r1: 'p384',
  secp521r1: 'p521',
};
const MIN_RSA_BITS = 2048;

/** Reads a public key: one `PUBLIC KEY` PEM block (SPKI, RFC 5280 §4.1). */
export function readPublicKey(pem: Uint8Array | string): Result<PublicKey, Fault> {
  const block = readPem(pem);
  if (!block.ok) return block;
  const { label, content } = block.value;
  if (label.endsWith('PRIVATE KEY')) {
    return err(usageFault('KEY_IS_PRIVATE', 'this is a private key; expected a public key'));
  }
  if (label !== 'PUBLIC KEY') return err(unsupported(`a PEM block of another kind`));
  try {
    const key = createPublicKey({ key: content, format: 'der', type: 'spki' });
    if (!content.equals(key.export({ format: 'der', type: 'spki' }))) {
      return err(unsupported('a key that is not in its canonical encoding'));
    }
    return describePublicKey(key);
  } catch {
    return err(unsupported('not a public key'));
  }
}

/** Names a key object; a fault for types and sizes that are not accepted. */
export function describePublicKey(key: KeyObject): Result<PublicKey, Fault> {
  const algorithm = algorithmOf(key);
  if (!algorithm.ok) return algorithm;
  const spki = key.export({ format: 'der', type: 'spki' });
  const fingerprint = sha256Hex(spki);
  const hint = Buffer.from(fingerprint, 'hex').toString('base64');
  return ok({ key, algorithm: algorithm.value, fingerprint, hint });
}

function algorithmOf(key: KeyObject): Result<KeyAlgorithm, Fault> {
  const details = key.asymmetricKeyDetails;
  switch (key.asymmetricKeyType) {
    case 'ed25519':
      return ok('ed25519');
    case 'ec': {
      const algorithm = CURVES[details?.namedCurve ?? ''];
      return algorithm === undefined
        ? err(unsupported('an EC key of another curve'))
        : ok(algorithm);
    }
    case 'rsa':
      return (details?.modulusLength ?? 0) >= MIN_RSA_BITS
        ? ok('rsa')
        : err(usageFault('KEY_TOO_WEAK', 'this RSA key is shorter than 2048 bits'));
    default:
      return err(unsupported('a key of another type'));
  }
}

function unsupported(what: string): Fault {
  return usageFault(
    'KEY_UNSUPPORTED',
    `${what}; expected a P-256, P-384, P-521, RSA or Ed25519 key`,
  );
}
