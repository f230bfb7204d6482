import { expect, test } from '@jest/globals';
import { eraOf, parseTektonVersion } from './versions.js';

test.each([
  ['0.59', 'ct-null'],
  ['1.0', 'ct-null'],
  ['v1.9.2', 'ct-null'],
  ['1.10', 'ct-omit'],
  ['1.15.0', 'ct-omit'],
  ['2.0', 'ct-omit'],
])('%s', (text, era) => {
  const version = parseTektonVersion(text);
  expect(version.ok && eraOf(version.value)).toBe(era);
});

test.each(['', '1', '0.58', '1.x', '1.9.1.2', ' 1.9', '01.9', 'latest'])(
  '%j is no version',
  (text) => {
    expect(parseTektonVersion(text).ok).toBe(false);
  },
);
