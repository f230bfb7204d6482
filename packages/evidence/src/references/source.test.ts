import { expect, test } from '@jest/globals';
import { node } from '../testing/node.js';
import { checkSource, sourceOf } from './source.js';

const image = (ref: string) => node({ kind: 'image', resolver: 'oci', ref });

test.each([
  [node(), 'actions/checkout'],
  [node({ ref: 'Actions/Checkout@v7' }), 'actions/checkout'],
  [node({ ref: 'acme/ci/actions/x@v1' }), 'acme/ci/actions/x'],
  [image('docker://ghcr.io/acme/app:1@sha256:00'), 'ghcr.io/acme/app'],
  [image('localhost:5000/app:1'), 'localhost:5000/app'],
  [image('localhost:5000/app'), 'localhost:5000/app'],
])('%j', (reference, source) => {
  expect(sourceOf(reference)).toBe(source);
});

test.each([
  ['not judged without a list', node(), null, 'unknown'],
  ['listed', node(), ['actions/*'], 'pass'],
  ['listed with its depth', node({ ref: 'acme/ci/actions/x@v1' }), ['acme/**'], 'pass'],
  [
    'an owner that begins like a listed one',
    node({ ref: 'actions-evil/x@v1' }),
    ['actions/*'],
    'fail',
  ],
  ['deeper than listed', node({ ref: 'actions/x/y@v1' }), ['actions/*'], 'fail'],
  ['not listed', node(), [], 'fail'],
  ['no remote reference', node({ status: 'present' }), ['actions/*'], 'not-applicable'],
] as const)('%s', (_, reference, sources, status) => {
  expect(checkSource([reference], sources).status).toBe(status);
});
