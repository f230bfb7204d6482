import { describe, expect, test } from '@jest/globals';
import { readsPlainFields } from './filters.js';

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
