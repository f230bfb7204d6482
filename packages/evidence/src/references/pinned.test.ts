import { expect, test } from '@jest/globals';
import { node } from '../testing/node.js';
import { checkPinned } from './pinned.js';

test.each([
  ['a commit', [node()], 'pass'],
  ['an entry of the lock', [node({ status: 'locked' })], 'pass'],
  ['a tag', [node({ status: 'unpinned', ref: 'actions/checkout@v7' })], 'fail'],
  ['a tag among commits', [node(), node({ status: 'unpinned' })], 'fail'],
  ['only what is present', [node({ status: 'present' })], 'not-applicable'],
  ['nothing', [], 'not-applicable'],
] as const)('%s', (_, nodes, status) => {
  expect(checkPinned(nodes).status).toBe(status);
});

test('every place that uses it is named, and the fix is of its kind', () => {
  const image = node({ status: 'unpinned', kind: 'image', resolver: 'oci', ref: 'busybox:1.37' });
  const [finding] = checkPinned([image]).findings;
  expect(finding?.locations).toEqual(image.sites);
  expect(finding?.hint).toContain('busybox:1.37@sha256:');
});
