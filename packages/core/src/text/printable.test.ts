import { expect, test } from '@jest/globals';
import { printable } from './printable.js';

test.each([
  ['plain text — ünïcode 😀 שלום', 'plain text — ünïcode 😀 שלום'],
  ['a\nb\r\tc', 'a\\nb\\r\\tc'],
  ['\u001b[31mred\u0007', '\\u{1b}[31mred\\u{7}'],
  ['\u009b31m', '\\u{9b}31m'],
  ['a\u202eb\u2066c\u200bd\ufeffe\u2028', 'a\\u{202e}b\\u{2066}c\\u{200b}d\\u{feff}e\\u{2028}'],
  ['\u{e0041}\ufe0f\ud800', '\\u{e0041}\\u{fe0f}\\u{d800}'],
])('printable %j', (text, expected) => {
  expect(printable(text)).toBe(expected);
});
