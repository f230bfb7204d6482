import { createPrivateKey, createPublicKey } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { isDeniedKey } from './denied-keys.js';
import { describePublicKey } from './public-key.js';

const ROOT = join(import.meta.dirname, '../../../..');
const SKIPPED = new Set(['node_modules', 'lib', 'dist', '.git', '.cache']);
const PEM =
  /-----BEGIN ((?:EC |RSA )?(?:PUBLIC|PRIVATE) KEY)-----[A-Za-z0-9+/=\s]+-----END \1-----/g;

/** Public halves alone, of keys that were thrown away after what they signed was recorded. */
const RECORDED: ReadonlySet<string> = new Set([
  // Tekton Chains: packages/steps/attest-run/src/testing/fixtures/chains/chains.pub.
  'f081e97ef688edcc9541056c65d097205bf157b1b18bddd9f8531ba25f5b66af',
]);

function committedKeys(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (SKIPPED.has(entry.name)) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return committedKeys(path);
    return entry.isFile() ? (readFileSync(path, 'utf8').match(PEM) ?? []) : [];
  });
}

function fingerprint(pem: string): string | null {
  try {
    const key = createPublicKey(pem.includes('PRIVATE') ? createPrivateKey(pem) : pem);
    const described = describePublicKey(key);
    return described.ok ? described.value.fingerprint : null;
  } catch {
    return null;
  }
}

test('every key in this repository is denied', () => {
  const keys = committedKeys(ROOT)
    .map(fingerprint)
    .filter((key) => key !== null);
  expect(keys.filter((key) => !isDeniedKey(key) && !RECORDED.has(key))).toEqual([]);
});

test('a key of nobody is not', () => {
  expect(isDeniedKey('00'.repeat(32))).toBe(false);
});
