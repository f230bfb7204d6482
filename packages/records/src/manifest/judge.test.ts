import { expect, test } from '@jest/globals';
import { judgeTerms, type Circumstances } from './judge.js';
import { TERMS } from './manifest.fixture.js';
import type { RefClass } from './manifest.js';

const MANIFEST = { ...TERMS, files: [], references: [] };
const HERE: Circumstances = {
  now: new Date('2026-12-01T00:00:00Z'),
  digests: ['ef'.repeat(32), 'ab'.repeat(32)],
  minSerial: 3,
  denied: ['00'.repeat(32)],
  ref: 'refs/heads/main',
};

const at = (time: string) => ({ now: new Date(time) });
const tag = { ref: 'refs/tags/v1' };

test.each<[string, Partial<Circumstances>, RefClass, string[]]>([
  ['as it should be', {}, 'any', []],
  ['one second before expiry', at('2027-02-19T11:59:59Z'), 'any', []],
  ['at expiry', at('2027-02-19T12:00:00Z'), 'any', ['EXPIRED']],
  ['issued five minutes ahead: clock skew', at('2026-11-21T11:55:00Z'), 'any', []],
  ['issued further ahead', at('2026-11-21T11:54:59Z'), 'any', ['NOT_YET_ISSUED']],
  ['serial below the lowest', { minSerial: 4 }, 'any', ['ROLLBACK']],
  ['no lowest serial known', { minSerial: null }, 'any', []],
  ['revoked', { denied: ['ef'.repeat(32)] }, 'any', ['DENIED']],
  ['revoked by its bundle', { denied: ['ab'.repeat(32)] }, 'any', ['DENIED']],
  ['branch for a branch', {}, 'branch', []],
  ['branch for a tag', tag, 'branch', []],
  ['tag for a tag', tag, 'tag', []],
  ['tag for a branch', {}, 'tag', ['REF_CLASS']],
  ['branch for a pull request', { ref: 'refs/pull/7/merge' }, 'branch', ['REF_CLASS']],
  ['any for a pull request', { ref: 'refs/pull/7/merge' }, 'any', []],
  ['a branch that looks like a tag', { ref: 'refs/heads/refs/tags/v1' }, 'tag', ['REF_CLASS']],
  ['a tag outside a run', { ref: null }, 'tag', []],
  [
    'all at once',
    { ...at('2030-01-01T00:00:00Z'), minSerial: 9, denied: ['ef'.repeat(32)] },
    'tag',
    ['DENIED', 'EXPIRED', 'ROLLBACK', 'REF_CLASS'],
  ],
])('%s', (...[, change, refClass, codes]) => {
  const problems = judgeTerms({ ...MANIFEST, refClass }, { ...HERE, ...change });
  expect(problems.map(({ code }) => code)).toEqual(codes);
});
