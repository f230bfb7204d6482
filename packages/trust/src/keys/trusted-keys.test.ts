import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { generateKeyPair } from './generate.js';
import { loadTrustedKeys } from './trusted-keys.js';

const one = generateKeyPair('unencrypted');
const other = generateKeyPair('unencrypted');
const open = { notBefore: null, notAfter: null, revoked: false };

test('keys of a policy are read with their times', () => {
  const texts = {
    gate: { ...open, pem: one.publicKey, notBefore: '2026-01-01' },
    build: { ...open, pem: other.publicKey, notAfter: '2027-06-30T12:00:00Z' },
  };
  expect(loadTrustedKeys(texts)).toMatchObject({
    ok: true,
    value: {
      gate: { notBefore: new Date('2026-01-01T00:00:00Z'), notAfter: null },
      build: { notBefore: null, notAfter: new Date('2027-06-30T12:00:00Z') },
    },
  });
});

describe('a policy is refused', () => {
  test.each([
    ['a private key', { a: { ...open, pem: one.privateKey } }, 'KEY_IS_PRIVATE'],
    [
      'one key in two roles',
      {
        a: { ...open, pem: one.publicKey },
        b: { ...open, pem: one.publicKey.replaceAll('\n', '\r\n') },
      },
      'KEY_NAMED_TWICE',
    ],
    ['a time in words', { a: { ...open, pem: one.publicKey, notAfter: 'next year' } }, 'KEY_TIME'],
    [
      'a day that does not exist',
      { a: { ...open, pem: one.publicKey, notAfter: '2026-02-30' } },
      'KEY_TIME',
    ],
  ])('%s', (_name, texts, code) => {
    expect(loadTrustedKeys(texts)).toMatchObject({ ok: false, error: { kind: 'usage', code } });
  });
});

const golden = join(
  process.env['PLUMBLINE_SHARED'] ?? join(process.cwd(), '../shared'),
  'data/tkn-golden/task/cosign.pub',
);

test('the example key of tkn is denied', () => {
  const pem = readOrNull(golden);
  if (pem === null) {
    console.warn(`skipped: ${golden} is absent`);
    return;
  }
  expect(loadTrustedKeys({ a: { ...open, pem } })).toMatchObject({ error: { code: 'KEY_DENIED' } });
});

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
