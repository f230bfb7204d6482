import { expect, test } from '@jest/globals';
import { node } from '../testing/node.js';
import { checkPresent } from './present.js';

test.each([
  ['a local action that is there', [node({ status: 'present' })], 'pass'],
  ['one that is not', [node({ status: 'missing', ref: './gone' })], 'fail'],
] as const)('%s', (_, nodes, status) => {
  expect(checkPresent(nodes).status).toBe(status);
});
