import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readChallenge } from './challenge.js';

const GHCR = 'Bearer realm="https://ghcr.io/token",service="ghcr.io",scope="repository:a/b:pull"';

test.each([
  [GHCR, { scheme: 'bearer', realm: 'https://ghcr.io/token', service: 'ghcr.io' }],
  ['bearer realm="https://a/t"', { scheme: 'bearer', realm: 'https://a/t', service: null }],
  [
    'Basic realm="x y", Bearer realm=https://a/t',
    { scheme: 'bearer', realm: 'https://a/t', service: null },
  ],
  ['Basic realm="x"', { scheme: 'basic' }],
  ['Basic', { scheme: 'basic' }],
  ['Bearer', null],
  ['Negotiate', null],
  ['', null],
  ['realm="x"', null],
  ['Bearer realm="https://a", realm="https://b"', null],
  ['Basic realm="x", Basic realm="y"', null],
  ['Bearer realm="https://a', null],
  ['Bearer realm="a\\"b"', null],
  [`Basic realm="${'x'.repeat(5000)}"`, null],
])('%s', (header, expected) => {
  expect(readChallenge(header)).toEqual(expected);
});

test('never throws, whatever is sent', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[A-Za-z =",\\]{0,60}$/), (header) => {
      const challenge = readChallenge(header);
      return challenge === null || challenge.scheme === 'basic' || challenge.realm !== '\n';
    }),
  );
});
