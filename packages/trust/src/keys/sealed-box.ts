import { randomBytes, scryptSync } from 'node:crypto';
import { xsalsa20poly1305 } from '@noble/ciphers/salsa.js';
import type { Cipher } from '@noble/ciphers/utils.js';
import { integer, object, ok, oneOf, refined, text, type Result } from '@plumbline/core';
import { isBase64, readStrictJson } from '../strict-json.js';

/** The work factors N that cosign reads, with r = 8 and p = 1; they bound memory and time. */
const MIN_COST = 2 ** 15;
const MAX_COST = 2 ** 17;
const DEFAULT_COST = 2 ** 16;
const BLOCK_SIZE = 8;
/** XSalsa20-Poly1305 (NaCl `crypto_secretbox`). */
const KEY_BYTES = 32;
const NONCE_BYTES = 24;

const BASE64 = text({ expected: 'standard base64', accepts: isBase64 });
const NONCE = text({
  expected: 'a nonce of 24 bytes in base64',
  accepts: (nonce) => isBase64(nonce) && Buffer.from(nonce, 'base64').length === NONCE_BYTES,
});
const BOX = object({
  kdf: object({
    name: oneOf('scrypt'),
    params: object({
      N: refined(integer(MIN_COST, MAX_COST), {
        expected: 'a power of two',
        accepts: (n) => (n & (n - 1)) === 0,
      }),
      r: integer(BLOCK_SIZE, BLOCK_SIZE),
      p: integer(1, 1),
    }),
    salt: BASE64,
  }),
  cipher: object({ name: oneOf('nacl/secretbox'), nonce: NONCE }),
  ciphertext: BASE64,
});
const FORM = { name: 'encrypted key', maxBytes: 64 * 1024, shape: BOX };

/** Encrypts bytes as cosign does: scrypt and XSalsa20-Poly1305, written as JSON. */
export function seal(plaintext: Uint8Array, password: string): Buffer {
  const salt = randomBytes(32);
  const nonce = randomBytes(NONCE_BYTES);
  const key = deriveKey(password, salt, DEFAULT_COST);
  const ciphertext = xsalsa20poly1305(key, nonce).encrypt(plaintext);
  return Buffer.from(
    JSON.stringify({
      kdf: {
        name: 'scrypt',
        params: { N: DEFAULT_COST, r: BLOCK_SIZE, p: 1 },
        salt: salt.toString('base64'),
      },
      cipher: { name: 'nacl/secretbox', nonce: nonce.toString('base64') },
      ciphertext: Buffer.from(ciphertext).toString('base64'),
    }),
  );
}

/** The plaintext; null if the password is not the right one; an error if it is not such a box. */
export function unseal(json: Uint8Array, password: string): Result<Buffer | null, string> {
  const box = readStrictJson(json, FORM);
  if (!box.ok) return box;
  const { kdf, cipher, ciphertext } = box.value;
  const key = deriveKey(password, Buffer.from(kdf.salt, 'base64'), kdf.params.N);
  const nonce = Buffer.from(cipher.nonce, 'base64');
  return ok(opened(Buffer.from(ciphertext, 'base64'), xsalsa20poly1305(key, nonce)));
}

/** Null if the tag does not fit: the cipher throws then, and for a text that is too short to have one. */
function opened(ciphertext: Uint8Array, cipher: Cipher): Buffer | null {
  try {
    return Buffer.from(cipher.decrypt(ciphertext));
  } catch {
    return null;
  }
}

function deriveKey(password: string, salt: Uint8Array, cost: number): Buffer {
  const maxmem = 2 * 128 * cost * BLOCK_SIZE;
  return scryptSync(password, salt, KEY_BYTES, {
    N: cost,
    r: BLOCK_SIZE,
    p: 1,
    maxmem,
  });
}
