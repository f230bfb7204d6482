import { describe, expect, test } from '@jest/globals';
import { sha256Hex } from '@plumbline/core';
import { builtInPolicy, type Policy } from '@plumbline/step';
import { publicGood } from '@plumbline/trust';
import { rootsOf, rootWords } from './roots.js';

const IDENTITY = { issuer: 'https://issuer.example', san: 'me', root: null, claims: {} };
const FILE = { file: 'root.json', sha256: 'ab'.repeat(32) };

const policyOf = (trust: Partial<Policy['trust']>): Policy => ({
  ...builtInPolicy,
  trust: { ...builtInPolicy.trust, ...trust },
});

describe('the trusted roots that a report names', () => {
  test('the embedded one, by its digest and how long its source is valid', () => {
    const [root, second] = rootsOf(policyOf({ identities: { release: IDENTITY } }));
    const sha256 = sha256Hex(publicGood.text);
    expect([root, second]).toEqual([
      { name: 'public-good', file: null, sha256, validUntil: publicGood.expires },
      undefined,
    ]);
    expect(root === undefined ? '' : rootWords(root)).toContain(publicGood.expires.slice(0, 10));
  });

  test('a file, by its digest', () => {
    const [root] = rootsOf(policyOf({ roots: { own: FILE } }));
    expect(root).toEqual({ name: 'own', ...FILE, validUntil: null });
    expect(root === undefined ? '' : rootWords(root)).toContain('root.json');
  });

  test('none where the policy knows keys alone', () => {
    expect(rootsOf(builtInPolicy)).toEqual([]);
  });
});
