import { expect, test } from '@jest/globals';
import { nearestName } from './nearest-name.js';

test.each([
  ['signer', 'signers'],
  ['verfiy', 'verify'],
  ['Verify', 'verify'],
  ['min-serial', 'minSerial'],
  ['x', undefined],
  ['completely', undefined],
  ['x'.repeat(5000), undefined],
])('nearest name of %j', (word, expected) => {
  expect(nearestName(word, ['verify', 'signers', 'minSerial', 'waivers'])).toBe(expected);
});
