import { expect, test } from '@jest/globals';
import { parseDuration } from './duration.js';

test.each([
  ['90d', 7_776_000_000],
  ['0s', 0],
  ['250ms', 250],
  ['2w', 1_209_600_000],
  ['15m', 900_000],
  ['1h', 3_600_000],
  ...[
    '',
    '90',
    'd',
    '1.5d',
    '-1d',
    '+1d',
    '01d',
    ' 1d',
    '1d ',
    '1 d',
    '1D',
    '1y',
    '1d1h',
    '1e3s',
    '999999999999999w',
  ].map((text) => [text, null] as const),
])('duration %j', (text, expected) => {
  expect(parseDuration(text)).toBe(expected);
});
