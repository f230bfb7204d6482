import { describe, expect, test } from '@jest/globals';
import { readsPlainFields, shortens } from './filters.js';

describe('what jq prints', () => {
  test.each([
    ['.number'],
    ['"number=\\(.number)"'],
    ['.[0].number'],
    ['[.number, .headRefOid]'],
    ['select(.title == "x") | .number', false],
    ['.title', false],
    ['.', false],
    ['"context=\\(tojson)"', false],
    ['.number, .title', false],
    ['.labels[]', false],
    ['to_entries | .id', false],
  ])('%s', (filter, expected = true) => {
    expect(readsPlainFields('jq', ['-r', filter, 'file.json'])).toBe(expected);
  });

  test('other programs are not jq', () => {
    expect(readsPlainFields('yq', ['.number'])).toBe(false);
  });
});

test('jq writes line ends of values as text unless it is asked for raw output', () => {
  expect(shortens('jq', ['-n', '--arg', 'a', '', '{a: $a}'])).toBe(true);
  expect(shortens('jq', ['-r', '.body'])).toBe(false);
  expect(shortens('jq', ['--raw-output', '.body'])).toBe(false);
});
