import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { globMatch } from './glob.js';

test.each([
  ['a/b.yml', 'a/b.yml', true],
  ['a/*.yml', 'a/b.yml', true],
  ['a/*.yml', 'a/b/c.yml', false],
  ['a/*', 'a/', true],
  ['*', 'a/b', false],
  ['a/**', 'a/b/c', true],
  ['a/**', 'a', true],
  ['a/**', 'ab', false],
  ['**/c', 'a/b/c', true],
  ['**/c', 'c', true],
  ['a/**/c', 'a/c', true],
  ['a/**/c/**/e', 'a/b/c/d/c/e', true],
  ['a?c', 'abc', true],
  ['a?c', 'a/c', false],
  ['a?c', 'a😀c', true],
  ['a.c', 'abc', false],
  ['[ab]', 'a', false],
  ['{a,b}', 'a', false],
  ['!a', 'b', false],
  ['ghcr.io/acme/*', 'ghcr.io/acme-evil/app', false],
  ['ghcr.io/acme/*', 'evil/ghcr.io/acme/app', false],
  ['A', 'a', false],
])('%j on %j: %j', (pattern, path, expected) => {
  expect(globMatch(pattern, path)).toBe(expected);
});

function oracle(pattern: string): RegExp {
  const source = `/${pattern}`
    .replace(/\/\*\*(?=\/|$)/g, '\0')
    .replace(/\*+/g, '[^/]*')
    .replace(/\?/g, '[^/]')
    .replaceAll('\0', '(?:/[^/]*)*');
  return new RegExp(`^${source}$`);
}

test('agrees with a regular expression', () => {
  const pattern = fc.array(fc.constantFrom('a', 'b', '*', '**', '?', '/', '/**/'), {
    maxLength: 8,
  });
  const path = fc.array(fc.constantFrom('a', 'b', '/'), { maxLength: 8 });
  fc.assert(
    fc.property(pattern, path, (items, chars) => {
      const [glob, text] = [items.join(''), chars.join('')];
      expect([glob, text, globMatch(glob, text)]).toEqual([
        glob,
        text,
        oracle(glob).test(`/${text}`),
      ]);
    }),
    { numRuns: 2000 },
  );
});

test('many stars on a long path end', () => {
  expect(globMatch(`${'*a'.repeat(200)}b`, 'a'.repeat(10_000))).toBe(false);
  expect(globMatch(`${'**/a/'.repeat(200)}b`, 'a/'.repeat(5000))).toBe(false);
});
