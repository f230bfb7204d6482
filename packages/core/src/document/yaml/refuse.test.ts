import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { ProblemCode } from '../problem.js';
import { readYaml, type ReadOptions } from './read.js';

const RESOLVE: ReadOptions = { aliases: 'resolve' };

function read(bytes: Uint8Array | string, options = RESOLVE): readonly string[] {
  const file = readYaml('x.yaml', typeof bytes === 'string' ? Buffer.from(bytes) : bytes, options);
  if (file.ok) return [];
  return file.error.map(
    ({ code, location }) => `${code} ${String(location.line)}:${String(location.column)}`,
  );
}

/** Folder of packages/core/fixtures, and everything that is wrong with its `bad.yaml`. */
const FIXTURES: readonly (readonly [string, ...`${ProblemCode} ${string}`[]])[] = [
  ['duplicate-key', 'DUPLICATE_KEY 4:1'],
  ['duplicate-key-quoted', 'DUPLICATE_KEY 2:1'],
  ['alias-bomb', 'TOO_MANY_NODES 6:8'],
  ['alias-count', 'TOO_MANY_ALIASES 2:2005'],
  ['alias-recursive', 'ALIAS 2:6'],
  ['alias-unknown', 'ALIAS 1:4'],
  ['alias-other-document', 'ALIAS 3:4'],
  ['alias-depth', 'TOO_DEEP 64:12'],
  ['merge-key', 'MERGE_KEY 4:3'],
  ['directive-yaml-1.1', 'DIRECTIVE 1:1'],
  ['directive-tag', 'DIRECTIVE 1:1'],
  ['tag-binary', 'CUSTOM_TAG 1:4'],
  ['tag-float', 'CUSTOM_TAG 1:4'],
  ['tag-custom', 'CUSTOM_TAG 3:5'],
  ['tag-map', 'CUSTOM_TAG 1:4'],
  ['tag-non-specific', 'CUSTOM_TAG 1:6'],
  ['key-complex', 'NON_STRING_KEY 1:3'],
  ['key-template', 'NON_STRING_KEY 1:9'],
  ['key-empty', 'NON_STRING_KEY 2:1'],
  ['key-alias', 'NON_STRING_KEY 2:1'],
  ['key-proto', 'FORBIDDEN_KEY 2:3'],
  ['tab-indent', 'SYNTAX 2:1'],
  ['unclosed-flow', 'SYNTAX 2:1'],
  ['unclosed-quote', 'SYNTAX 3:1'],
  ['number-overflow', 'NUMBER_RANGE 1:4'],
  ['lone-surrogate', 'ENCODING 1:4'],
  ['depth-flow', 'TOO_DEEP 1:68'],
  ['depth-block', 'TOO_DEEP 65:67'],
];

describe('files that are refused, with a twin that is read', () => {
  const fixture = (name: string): Uint8Array =>
    readFileSync(new URL(`../../../fixtures/${name}.yaml`, import.meta.url));
  test.each(FIXTURES)('%s', (name, ...problems) => {
    expect(read(fixture(`${name}/bad`))).toEqual(problems);
    expect(read(fixture(`${name}/good`))).toEqual([]);
  });
});

const BYTES: readonly (readonly [string, Uint8Array, string, Uint8Array])[] = [
  ['UTF-16', Buffer.from('\ufeffa: 1', 'utf16le'), 'ENCODING 1:1', Buffer.from('\ufeffa: 1')],
  [
    'UTF-16 without mark',
    Buffer.from('a', 'utf16le'),
    'CONTROL_CHARACTER 1:2',
    Buffer.from('a: 1'),
  ],
  ['UTF-32', Buffer.from([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0]), 'ENCODING 1:1', Buffer.from('a')],
  ['overlong', Buffer.from([0x61, 0x0a, 0xc0, 0xaf]), 'ENCODING 2:1', Buffer.from('a\n/')],
  ['encoded surrogate', Buffer.from([0x61, 0xed, 0xa0, 0x80]), 'ENCODING 1:2', Buffer.from('a😀')],
  ['cut character', Buffer.from([0x61, 0xe2, 0x82]), 'ENCODING 1:2', Buffer.from('a€')],
  ['NUL', Buffer.from('a: b\0'), 'CONTROL_CHARACTER 1:5', Buffer.from('a: "b\\0"')],
  ['escape', Buffer.from('a: \x1b[31m'), 'CONTROL_CHARACTER 1:4', Buffer.from('a: "\\e[31m"')],
  ['NEL', Buffer.from('a: b\x85c'), 'CONTROL_CHARACTER 1:5', Buffer.from('a: "b\\Nc"')],
  ['LS', Buffer.from('a: b\u2028c'), 'CONTROL_CHARACTER 1:5', Buffer.from('a: "b\\Lc"')],
  ['lone CR', Buffer.from('a: b\rc'), 'CONTROL_CHARACTER 1:5', Buffer.from('a: b\r\nc: d\r\n')],
  ['inner mark', Buffer.from('a: b\ufeffc'), 'CONTROL_CHARACTER 1:5', Buffer.from('\ufeffa: bc')],
];

test.each(BYTES)('encoding: %s', (_name, bad, problem, good) => {
  expect(read(bad)).toEqual([problem]);
  expect(read(good)).toEqual([]);
});

const MANY: readonly (readonly [string, string, ProblemCode])[] = [
  ['10,000 flow lists', '['.repeat(10_000), 'TOO_DEEP'],
  ['10,000 flow maps', '{a: '.repeat(10_000), 'TOO_DEEP'],
  ['10,000 block lists', '- '.repeat(10_000), 'TOO_DEEP'],
  ['10,000 explicit keys', '? '.repeat(10_000), 'TOO_DEEP'],
  ['10,000 nested keys', 'a: '.repeat(10_000), 'TOO_DEEP'],
  [
    'a map of many keys',
    Array.from({ length: 60_000 }, (_, i) => `k${String(i)}: 1\n`).join(''),
    'TOO_MANY_NODES',
  ],
  ['many empty lines', '\n'.repeat(700_000), 'TOO_MANY_NODES'],
  ['many documents', '---\n'.repeat(2000), 'TOO_MANY_DOCUMENTS'],
  ['many errors', '}'.repeat(400_000), 'SYNTAX'],
  ['many tags', '!a '.repeat(150_000), 'SYNTAX'],
  ['many stray aliases', 'a: b\n*c\n'.repeat(2000), 'SYNTAX'],
];

test.each(MANY)('bounded: %s', (_name, text, code) => {
  const codes = read(text).map((problem) => problem.split(' ')[0]);
  expect(codes).toContain(code);
  expect(codes.length).toBeLessThanOrEqual(1000);
});

test('a file that is too large is refused for its size alone', () => {
  expect(read(Buffer.alloc(100_000_000, 0xff))).toEqual(['TOO_LARGE 1:1']);
  expect(read('a: 1', { ...RESOLVE, maxBytes: 3 })).toEqual(['TOO_LARGE 1:1']);
  expect(read('a: 1', { ...RESOLVE, maxBytes: 4 })).toEqual([]);
});

test('everything that is wrong is told at once, in order', () => {
  const text = 'a: 1\na: 2\n__proto__: !x y\nb: *c\n<<: {}\nd: {{x}}\n';
  expect(read(text)).toEqual([
    'DUPLICATE_KEY 2:1',
    'FORBIDDEN_KEY 3:1',
    'CUSTOM_TAG 3:12',
    'ALIAS 4:4',
    'MERGE_KEY 5:1',
    'NON_STRING_KEY 6:5',
  ]);
});

test('formats of our own have no aliases and fewer nodes', () => {
  const options: ReadOptions = { aliases: 'refuse' };
  expect(read('a: &a 1\nb: *a\nc: *a\n', options)).toEqual(['ALIAS 2:4', 'ALIAS 3:4']);
  const many = `[${'1, '.repeat(20_000)}1]`;
  expect(read(many, options)).toEqual(['TOO_MANY_NODES 1:59999']);
  expect(read(many)).toEqual([]);
});
