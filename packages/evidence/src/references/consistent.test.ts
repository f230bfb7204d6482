import { expect, test } from '@jest/globals';
import { fileLocation } from '@plumbline/core';
import { node } from '../testing/node.js';
import { checkConsistent } from './consistent.js';

const lock = node({ kind: 'lock', status: 'present', ref: '.github/workflows/actions.lock' });
const problems = [{ message: 'an entry that nobody uses', location: fileLocation('actions.lock') }];

test.each([
  ['a lock that agrees', [lock], 'pass'],
  ['a lock that does not', [{ ...lock, problems }], 'fail'],
  ['two files for one action', [node({ problems })], 'fail'],
  ['no lock', [node()], 'not-applicable'],
] as const)('%s', (_, nodes, status) => {
  expect(checkConsistent(nodes).status).toBe(status);
});
