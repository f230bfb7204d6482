import { describe, expect, test } from '@jest/globals';
import { mapGet, scalarOf, seqItems } from '../access.js';
import type { Node } from '../node.js';
import { readYaml, yamlReader, type YamlFile } from './read.js';

function read(text: string): YamlFile {
  const file = readYaml('x.yaml', Buffer.from(text), { aliases: 'resolve' });
  if (!file.ok) throw new Error(JSON.stringify(file.error));
  return file.value;
}

function root(text: string): Node | null | undefined {
  return read(text).documents[0]?.root;
}

describe('documents', () => {
  const indexes = (text: string): unknown =>
    read(text).documents.map(({ index, root: node }) => [index, node !== null]);

  test.each([
    ['', []],
    ['# only a comment\n', []],
    ['a: 1\n', [[0, true]]],
    ['---\na: 1\n', [[0, true]]],
    [
      'a: 1\n---\nb: 2\n',
      [
        [0, true],
        [1, true],
      ],
    ],
    [
      '---\n---\nb: 2\n',
      [
        [0, false],
        [1, true],
      ],
    ],
    [
      'a: 1\n---\n# nothing\n---\nb: 2\n...\n',
      [
        [0, true],
        [1, false],
        [2, true],
      ],
    ],
    [
      '--- ""\n--- ~\n',
      [
        [0, true],
        [1, true],
      ],
    ],
    ['run: |\n  a\n  ---\n  b: c\nx: 1\n', [[0, true]]],
    ['%YAML 1.2\n---\na: 1\n', [[0, true]]],
  ])('%j', (text, expected) => {
    expect(indexes(text)).toEqual(expected);
  });
});

test.each([
  ['a: plain text', 'plain', 'plain text', undefined],
  ["a: 'it''s' # why", 'single', "it's", 'why'],
  ['a: "x\\ty"   #no space', 'double', 'x\ty', 'no space'],
  ['a: "x # y"', 'double', 'x # y', undefined],
  ['a: x#y', 'plain', 'x#y', undefined],
  ['a: | # head\n  one\n  two\nb: 1 # other', 'literal', 'one\ntwo\n', 'head'],
  ['a: >-\n  one\n  two\n', 'folded', 'one two', undefined],
  ['a: one\n  two # end', 'plain', 'one two', 'end'],
  ['a: x\n# next line', 'plain', 'x', undefined],
  ['a: x\n  # indented next line', 'plain', 'x', undefined],
  ['{ a: x, # in flow\n  b: y }', 'plain', 'x', 'in flow'],
  ['a: # empty\nb: 1', 'plain', '', 'empty'],
  ['a: owner/name@0000 # v1\r\n', 'plain', 'owner/name@0000', 'v1'],
  ['a: "owner/name@0000 # v1"', 'double', 'owner/name@0000 # v1', undefined],
  ['a: x # one # two', 'plain', 'x', 'one # two'],
])('style, text and comment of %j', (text, style, value, comment) => {
  const node = scalarOf(mapGet(root(text), 'a'));
  expect(node).toMatchObject({ style, text: value });
  expect(node?.comment).toBe(comment);
});

test('keys are text, whatever they look like', () => {
  const node = root('on: 1\ny: 2\nnull: 3\n1: 4\ntrue: 5\n0x10: 6\n"a b": 7\n');
  const keys = node?.kind === 'map' ? node.entries.map(({ key }) => key) : [];
  expect(keys.map((key) => key.value)).toEqual(['on', 'y', 'null', '1', 'true', '0x10', 'a b']);
  expect(keys.map((key) => key.ambiguity !== undefined)).toEqual([
    true,
    true,
    false,
    false,
    false,
    true,
    false,
  ]);
});

test('an alias is the node of the anchor above it', () => {
  const node = root('a: &x [1]\nb: *x\nc: &x [2]\nd: *x\n');
  expect(mapGet(node, 'b')).toBe(mapGet(node, 'a'));
  expect(mapGet(node, 'd')).toBe(mapGet(node, 'c'));
});

test('ambiguous scalars are listed with their places, keys too', () => {
  const { ambiguous } = read('on: push\na: [no, "no", 0644]\n');
  expect(ambiguous.map(({ code, location }) => [code, location.line, location.column])).toEqual([
    ['AMBIGUOUS_SCALAR', 1, 1],
    ['AMBIGUOUS_SCALAR', 2, 5],
    ['AMBIGUOUS_SCALAR', 2, 15],
  ]);
});

test('directional formatting is listed, not refused', () => {
  const { ambiguous } = read('a: "x" # \u202e evil\nb: "\\u202e"\nc: שלום\n');
  expect(ambiguous.map(({ code, location }) => [code, location.line, location.column])).toEqual([
    ['BIDI_CONTROL', 1, 10],
  ]);
});

test('a byte order mark does not move the offsets', () => {
  const { source, documents } = read('\ufeffa: b\n');
  const span = mapGet(documents[0]?.root, 'a')?.span;
  expect(source.text.slice(span?.start, span?.end)).toBe('b');
});

test('lists and maps have the span of their text', () => {
  const text = 'a: [1, {b: 2}] # c\nd:\n  - e\n';
  const node = root(text);
  const a = mapGet(node, 'a');
  expect(text.slice(a?.span.start, a?.span.end)).toBe('[1, {b: 2}]');
  expect(seqItems(a).map(({ span }) => text.slice(span.start, span.end))).toEqual(['1', '{b: 2}']);
});

test('equal texts are read once, and each is of its own file', () => {
  const reader = yamlReader({ aliases: 'resolve' });
  const of = (path: string, text: string): YamlFile => {
    const file = reader(path, Buffer.from(text));
    if (!file.ok) throw new Error(JSON.stringify(file.error));
    return file.value;
  };
  const [one, two, other] = [of('1.yml', 'a: on\n'), of('2.yml', 'a: on\n'), of('3.yml', 'a: 1\n')];
  expect(two.documents[0]?.root).toBe(one.documents[0]?.root);
  expect(other.documents[0]?.root).not.toEqual(one.documents[0]?.root);
  const alone = readYaml('2.yml', Buffer.from('a: on\n'), { aliases: 'resolve' });
  expect(alone).toEqual({ ok: true, value: two });
  expect([one, two].map(({ ambiguous: [first] }) => first?.location.path)).toEqual([
    '1.yml',
    '2.yml',
  ]);
  expect(reader('4.yml', Buffer.from('a: [')).ok).toBe(false);
});
