import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { err, ok, usageFault, type Fault, type Result } from '@plumbline/core';
import { isDeniedKey } from './denied-keys.js';
import { readPem, type PemBlock } from './pem.js';
import { describePublicKey, type PublicKey } from './public-key.js';
import { unseal } from './sealed-box.js';

/** A private key that may sign; `key` goes to `crypto.sign`. */
export interface PrivateKey {
  readonly key: KeyObject;
  readonly publicKey: PublicKey;
}

const ENCRYPTED_LABELS = ['ENCRYPTED SIGSTORE PRIVATE KEY', 'ENCRYPTED COSIGN PRIVATE KEY'];
const DER_TYPES: Readonly<Record<string, 'pkcs8' | 'sec1' | 'pkcs1'>> = {
  'PRIVATE KEY': 'pkcs8',
  'EC PRIVATE KEY': 'sec1',
  'RSA PRIVATE KEY': 'pkcs1',
};

/** Whether reading this key takes a password, so that nobody is asked for one in vain. */
export function isEncryptedKey(pem: Uint8Array): boolean {
  const block = readPem(pem);
  return block.ok && ENCRYPTED_LABELS.includes(block.value.label);
}

/**
 * Reads a private key in PEM: PKCS#8, SEC 1 (EC), PKCS#1 (RSA), or encrypted as cosign does.
 * A key on the deny list is refused. The password is null where none is known.
 */
export function readPrivateKey(
  pem: Uint8Array,
  password: string | null,
): Result<PrivateKey, Fault> {
  const block = readPem(pem);
  if (!block.ok) return block;
  const plain = ENCRYPTED_LABELS.includes(block.value.label)
    ? decrypt(block.value.content, password)
    : block;
  return plain.ok ? parse(plain.value) : plain;
}

function decrypt(content: Buffer, password: string | null): Result<PemBlock, Fault> {
  if (password === null) {
    return err(
      usageFault(
        'KEY_PASSWORD_MISSING',
        'the private key is encrypted and there is no password',
        'set COSIGN_PASSWORD',
      ),
    );
  }
  const opened = unseal(content, password);
  if (!opened.ok) return err(unreadable(opened.error));
  if (opened.value === null) {
    return err(
      usageFault(
        'KEY_PASSWORD_WRONG',
        'the password does not open the private key, or the key was altered',
        'set COSIGN_PASSWORD',
      ),
    );
  }
  return ok({ label: 'PRIVATE KEY', content: opened.value });
}

function parse({ label, content }: PemBlock): Result<PrivateKey, Fault> {
  if (label === 'PUBLIC KEY') {
    return err(usageFault('KEY_IS_PUBLIC', 'this is a public key; expected a private key'));
  }
  const type = DER_TYPES[label];
  if (type === undefined) return err(unreadable('a PEM block of another kind'));
  try {
    return describe(createPrivateKey({ key: content, format: 'der', type }));
  } catch {
    return err(unreadable('its content is not a key'));
  }
}

function describe(key: KeyObject): Result<PrivateKey, Fault> {
  const publicKey = describePublicKey(createPublicKey(key));
  if (!publicKey.ok) return publicKey;
  if (isDeniedKey(publicKey.value.fingerprint)) {
    return err(
      usageFault(
        'KEY_DENIED',
        'this private key is published; whatever it signs proves nothing',
        'plumbline keygen',
      ),
    );
  }
  return ok({ key, publicKey: publicKey.value });
}

function unreadable(why: string): Fault {
  return usageFault(
    'KEY_UNSUPPORTED',
    `the private key cannot be read: ${why}; expected PKCS#8, EC, RSA or an encrypted sigstore key`,
    'plumbline keygen',
  );
}
