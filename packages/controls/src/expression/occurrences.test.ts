import { describe, expect, test } from '@jest/globals';
import { readYaml, type Node } from '@plumbline/core';
import { occurrencesIn, parseCondition } from './occurrences.js';
import { spanWithin } from './offsets.js';
import { truthOf } from './truth.js';

test.each([
  ['a ${{ x }} b ${{y}}', ['x', 'y']],
  ["${{ format('}}{0}', x) }}", ["format('}}{0}', x)"]],
  ['${{ open', []],
  ['$ {{ x }} {{ y }}', []],
  ['${{ a\n && b }}', ['a\n && b']],
])('%j', (text, expected) => {
  expect(occurrencesIn(text).map((one) => one.text)).toEqual(expected);
});

test.each([
  ["github.actor == 'x'", false],
  ['${{ true }}', false],
  ['${{ true }}\n', true],
  ['${{ a }} && ${{ b }}', true],
  [' ${{ a }}', true],
])('%j is surrounded: %s', (text, expected) => {
  expect(parseCondition(text).surrounded).toBe(expected);
});

test.each<[string, boolean | null]>([
  ['a || true', true],
  ["a == 'x' || 'y'", true],
  ['a && false', false],
  ['a && true', null],
  ["'A' == 'a'", true],
  ['1 < 2', true],
  ["contains(fromJSON('[\"a\"]'), 'A')", true],
  ["contains('abc', 'b')", true],
  ["startsWith('abc', x)", null],
  ['always()', true],
  ['!success()', null],
])('%s is %s', (text, expected) => {
  const { expression } = parseCondition(text);
  expect(expression === null ? undefined : truthOf(expression, () => null)).toBe(expected);
});

describe('a part of a scalar is found in the file', () => {
  test.each([
    ['plain', 'a: x ${{ here }} y\n'],
    ['plain over lines', 'a: x\n  y ${{ here }} z\n'],
    ['single quotes', "a: 'it''s ${{ here }}'\n"],
    ['double quotes', 'a: "\\"\\u0041\\t${{ here }}\\n"\n'],
    ['double quotes over lines', 'a: "x \\\n   y\n\n  ${{ here }}"\n'],
    ['literal', 'a: |\n  x\n\n    y ${{ here }}\n  z\n'],
    ['literal with CRLF', 'a: |\r\n  x\r\n  y ${{ here }}\r\n'],
    ['literal with an indicator', 'a: |2-\n    x\n  ${{ here }}\n'],
    ['folded', 'a: >-\n  x\n  y\n\n  z ${{ here }}\n'],
    ['folded with more indentation', 'a: >\n  x\n    y\n  ${{ here }}\n'],
  ])('%s', (_name, text) => {
    const file = readYaml('a.yml', new TextEncoder().encode(text), { aliases: 'resolve' });
    if (!file.ok) throw new Error('unreadable');
    const root: Node | null = file.value.documents[0]?.root ?? null;
    const node = root?.kind === 'map' ? root.entries[0]?.value : undefined;
    if (node?.kind !== 'scalar') throw new Error('no scalar');
    const [found] = occurrencesIn(node.text);
    if (found === undefined) throw new Error('no occurrence');
    const span = spanWithin(file.value.source, node, found);
    expect(file.value.source.text.slice(span.start, span.end)).toBe('${{ here }}');
  });
});
