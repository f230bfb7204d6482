import { expect, test } from '@jest/globals';
import { guardedLookup, mayLead, reachOf } from './reach.js';

test.each([
  ['127.0.0.1', 'machine'],
  ['127.9.9.9', 'machine'],
  ['0.0.0.0', 'machine'],
  ['169.254.169.254', 'machine'],
  ['::1', 'machine'],
  ['::', 'machine'],
  ['::ffff:127.0.0.1', 'machine'],
  ['::ffff:169.254.169.254', 'machine'],
  ['64:ff9b::a9fe:a9fe', 'machine'],
  ['fe80::1', 'machine'],
  ['not an address', 'machine'],
  ['10.1.2.3', 'private'],
  ['172.31.0.1', 'private'],
  ['192.168.1.1', 'private'],
  ['100.100.1.1', 'private'],
  ['fd00::1', 'private'],
  ['::ffff:10.1.2.3', 'private'],
  ['172.32.0.1', 'public'],
  ['140.82.112.3', 'public'],
  ['2606:50c0::1', 'public'],
])('%s is %s', (address, reach) => {
  expect(reachOf(address)).toBe(reach);
});

test('nothing leads closer than it is itself', () => {
  const led = (['machine', 'private', 'public'] as const).flatMap((from) =>
    (['machine', 'private', 'public'] as const).map((to) => mayLead(from, to)),
  );
  expect(led).toEqual([true, true, true, false, true, true, false, false, true]);
});

test.each([
  ['machine', null],
  ['private', 'ForbiddenAddress'],
  ['public', 'ForbiddenAddress'],
] as const)('a name of this machine, told by a %s host', async (from, refusal) => {
  const error = await new Promise<Error | null>((done) => {
    guardedLookup(from)('localhost', { all: true }, (problem) => done(problem));
  });
  expect(error?.constructor.name ?? null).toBe(refusal);
});
