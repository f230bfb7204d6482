import { expect, test } from '@jest/globals';
import { node } from '../testing/node.js';
import { checkDecidable } from './undecidable.js';

test.each([
  ['a literal', [node()], 'pass'],
  ['an expression', [node({ status: 'undecidable', ref: '${{ inputs.image }}' })], 'error'],
] as const)('%s', (_, nodes, status) => {
  expect(checkDecidable(nodes).status).toBe(status);
});
