import { createECDH, createPrivateKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { generateKeyPair } from './generate.js';
import { isEncryptedKey, readPrivateKey } from './private-key.js';
import { readPublicKey } from './public-key.js';

const bytes = (text: string) => Buffer.from(text);
const plain = generateKeyPair('unencrypted');
const sealed = generateKeyPair({ password: 'correct horse' });

function pem(type: 'pkcs8' | 'sec1' | 'pkcs1', key: ReturnType<typeof createPrivateKey>): string {
  return key.export({ format: 'pem', type }).toString();
}

/** The sealed key with its JSON altered. */
function altered(change: (json: string) => string): Buffer {
  const body = sealed.privateKey.split('\n').slice(1, -2).join('');
  const json = change(Buffer.from(body, 'base64').toString());
  const label = 'ENCRYPTED SIGSTORE PRIVATE KEY';
  return bytes(
    `-----BEGIN ${label}-----\n${bytes(json).toString('base64')}\n-----END ${label}-----\n`,
  );
}

/** The private key of RFC 6979 A.2.5, which everybody has. */
function publishedKey(): string {
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(
    Buffer.from('c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721', 'hex'),
  );
  const point = ecdh.getPublicKey();
  const jwk = {
    kty: 'EC',
    crv: 'P-256',
    d: ecdh.getPrivateKey().toString('base64url'),
    x: point.subarray(1, 33).toString('base64url'),
    y: point.subarray(33).toString('base64url'),
  };
  return pem('pkcs8', createPrivateKey({ key: jwk, format: 'jwk' }));
}

const rsa = (modulusLength: number) => generateKeyPairSync('rsa', { modulusLength });
const ec = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve });
const rsa2048 = rsa(2048);
const rsa1024 = rsa(1024);

describe('private keys that are read', () => {
  test.each([
    ['plain PKCS#8', plain.privateKey, null, 'p256'],
    ['encrypted', sealed.privateKey, 'correct horse', 'p256'],
    [
      'encrypted, older label',
      sealed.privateKey.replaceAll('SIGSTORE', 'COSIGN'),
      'correct horse',
      'p256',
    ],
    ['CRLF line ends', plain.privateKey.replaceAll('\n', '\r\n'), null, 'p256'],
    ['SEC 1', pem('sec1', ec('P-256').privateKey), null, 'p256'],
    ['P-384', pem('pkcs8', ec('P-384').privateKey), null, 'p384'],
    ['RSA 2048 PKCS#1', pem('pkcs1', rsa2048.privateKey), null, 'rsa'],
    ['RSA 2048 PKCS#8', pem('pkcs8', rsa2048.privateKey), null, 'rsa'],
    ['Ed25519', pem('pkcs8', generateKeyPairSync('ed25519').privateKey), null, 'ed25519'],
  ])('%s', (...[, text, password, algorithm]) => {
    const read = readPrivateKey(bytes(text), password);
    if (!read.ok) throw new Error(read.error.code);
    expect(read.value.publicKey.algorithm).toBe(algorithm);
    const hash = algorithm === 'ed25519' ? null : 'sha256';
    const signature = sign(hash, bytes('message'), read.value.key);
    expect(verify(hash, bytes('message'), read.value.publicKey.key, signature)).toBe(true);
  });
});

describe('private keys that are refused', () => {
  const twice = `${plain.privateKey}${sealed.privateKey}`;
  test.each([
    ['no password', bytes(sealed.privateKey), null, 'KEY_PASSWORD_MISSING'],
    ['wrong password', bytes(sealed.privateKey), 'wrong', 'KEY_PASSWORD_WRONG'],
    ['empty password', bytes(sealed.privateKey), '', 'KEY_PASSWORD_WRONG'],
    [
      'huge scrypt cost',
      altered((json) => json.replace('65536', '1073741824')),
      'correct horse',
      'KEY_UNSUPPORTED',
    ],
    [
      'trivial scrypt cost',
      altered((json) => json.replace('65536', '2')),
      'correct horse',
      'KEY_UNSUPPORTED',
    ],
    [
      'scrypt cost between',
      altered((json) => json.replace('65536', '65537')),
      'correct horse',
      'KEY_UNSUPPORTED',
    ],
    [
      'other block size',
      altered((json) => json.replace('"r":8', '"r":1024')),
      'correct horse',
      'KEY_UNSUPPORTED',
    ],
    [
      'other cipher',
      altered((json) => json.replace('secretbox', 'none')),
      'correct horse',
      'KEY_UNSUPPORTED',
    ],
    [
      'duplicate key',
      altered((json) => json.replace('{', '{"kdf":{},')),
      'correct horse',
      'KEY_UNSUPPORTED',
    ],
    [
      'short nonce',
      altered((json) => json.replace(/"nonce":"[^"]*"/, '"nonce":"AAAA"')),
      'correct horse',
      'KEY_UNSUPPORTED',
    ],
    ['a public key', bytes(plain.publicKey), null, 'KEY_IS_PUBLIC'],
    ['two keys', bytes(twice), null, 'KEY_MALFORMED'],
    ['text before', bytes(`key:\n${plain.privateKey}`), null, 'KEY_MALFORMED'],
    ['cut off', bytes(plain.privateKey.slice(0, -20)), null, 'KEY_MALFORMED'],
    ['bad base64', bytes(plain.privateKey.replace('\n', '\n*')), null, 'KEY_MALFORMED'],
    ['empty', bytes(''), null, 'KEY_MALFORMED'],
    ['64 KiB and more', Buffer.alloc(70_000, 'A'), null, 'KEY_MALFORMED'],
    [
      'PKCS#8 with a password of its own',
      bytes(
        generateKeyPairSync('ec', { namedCurve: 'P-256' })
          .privateKey.export({
            format: 'pem',
            type: 'pkcs8',
            cipher: 'aes-256-cbc',
            passphrase: 'x',
          })
          .toString(),
      ),
      'x',
      'KEY_UNSUPPORTED',
    ],
    [
      'not a key inside',
      bytes('-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n'),
      null,
      'KEY_UNSUPPORTED',
    ],
    ['RSA 1024', bytes(pem('pkcs8', rsa1024.privateKey)), null, 'KEY_TOO_WEAK'],
    ['secp256k1', bytes(pem('pkcs8', ec('secp256k1').privateKey)), null, 'KEY_UNSUPPORTED'],
    ['a published key', bytes(publishedKey()), null, 'KEY_DENIED'],
  ])('%s', (...[, input, password, code]) => {
    expect(readPrivateKey(input, password)).toMatchObject({
      ok: false,
      error: { kind: 'usage', code },
    });
  });

  test('a fault never repeats the password or the key', () => {
    const wrong = JSON.stringify(readPrivateKey(bytes(sealed.privateKey), 'hunter2'));
    expect(wrong).not.toContain('hunter2');
    expect(wrong).not.toContain(sealed.privateKey.slice(60, 90));
  });
});

test('only an encrypted key asks for a password', () => {
  expect(isEncryptedKey(bytes(sealed.privateKey))).toBe(true);
  expect(isEncryptedKey(bytes(plain.privateKey))).toBe(false);
  expect(isEncryptedKey(bytes('nonsense'))).toBe(false);
});

describe('public keys', () => {
  const spki = (key: { export: (options: { format: 'pem'; type: 'spki' }) => string | Buffer }) =>
    key.export({ format: 'pem', type: 'spki' }).toString();

  test('are named by the SHA-256 of their SPKI DER', () => {
    const read = readPublicKey(plain.publicKey);
    if (!read.ok) throw new Error(read.error.code);
    expect(read.value.fingerprint).toMatch(/^[0-9a-f]{64}$/);
    expect(Buffer.from(read.value.hint, 'base64').toString('hex')).toBe(read.value.fingerprint);
    expect(readPrivateKey(bytes(plain.privateKey), null)).toMatchObject({
      value: { publicKey: { fingerprint: read.value.fingerprint } },
    });
  });

  test.each([
    ['a private key', plain.privateKey, 'KEY_IS_PRIVATE'],
    ['an encrypted private key', sealed.privateKey, 'KEY_IS_PRIVATE'],
    ['two keys', `${plain.publicKey}${sealed.publicKey}`, 'KEY_MALFORMED'],
    ['RSA 1024', spki(rsa1024.publicKey), 'KEY_TOO_WEAK'],
    [
      'PKCS#1',
      rsa2048.publicKey.export({ format: 'pem', type: 'pkcs1' }).toString(),
      'KEY_UNSUPPORTED',
    ],
    [
      'not a key',
      '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n',
      'KEY_UNSUPPORTED',
    ],
  ])('%s is refused', (_name, text, code) => {
    expect(readPublicKey(text)).toMatchObject({ ok: false, error: { kind: 'usage', code } });
  });

  test('an RSA key of 2048 bits is read', () => {
    expect(readPublicKey(spki(rsa2048.publicKey))).toMatchObject({ ok: true });
  });

  test('bytes behind the key are refused', () => {
    const der = Buffer.concat([
      ec('P-256').publicKey.export({ format: 'der', type: 'spki' }),
      Buffer.from([0]),
    ]);
    const text = `-----BEGIN PUBLIC KEY-----\n${der.toString('base64')}\n-----END PUBLIC KEY-----\n`;
    expect(readPublicKey(text)).toMatchObject({ ok: false, error: { code: 'KEY_UNSUPPORTED' } });
  });
});
