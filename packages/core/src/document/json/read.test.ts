import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { toPlain } from '../plain.js';
import { readJson } from './read.js';

function read(bytes: Uint8Array | string, maxBytes?: number): readonly string[] {
  const data = typeof bytes === 'string' ? Buffer.from(bytes) : bytes;
  const file = readJson('x.json', data, maxBytes === undefined ? {} : { maxBytes });
  if (file.ok) return [];
  return file.error.map(
    ({ code, location }) => `${code} ${String(location.line)}:${String(location.column)}`,
  );
}

describe('refused, with a twin that is read', () => {
  test.each([
    ['duplicate key', '{"a":1,\n"a":2}', 'DUPLICATE_KEY 2:1', '{"a":1,\n"A":2}'],
    ['duplicate by escape', '{"a":1,"\\u0061":2}', 'DUPLICATE_KEY 1:8', '{"a":1,"\\u0062":2}'],
    ['prototype', '{"__proto__":{}}', 'FORBIDDEN_KEY 1:2', '{"constructor":{}}'],
    ['prototype by escape', '{"\\u005f_proto__":{}}', 'FORBIDDEN_KEY 1:2', '{"_proto_":{}}'],
    ['beyond 2^53-1', '[9007199254740992]', 'NUMBER_RANGE 1:2', '[9007199254740991]'],
    ['below', '[-9007199254740992]', 'NUMBER_RANGE 1:2', '[-9007199254740991]'],
    ['overflow', '1e400', 'NUMBER_RANGE 1:1', '1e4'],
    ['lone surrogate', '["\\ud800"]', 'ENCODING 1:2', '["\\ud83d\\ude00"]'],
    ['leading zero', '[01]', 'SYNTAX 1:3', '[0.1]'],
    ['plus', '+1', 'SYNTAX 1:1', '-1'],
    ['bare point', '.5', 'SYNTAX 1:1', '0.5'],
    ['trailing comma', '[1,]', 'SYNTAX 1:4', '[1]'],
    ['trailing comma in object', '{"a":1,}', 'SYNTAX 1:8', '{"a":1}'],
    ['comment', '// x\n1', 'SYNTAX 1:1', ' \n1'],
    ['single quotes', "['a']", 'SYNTAX 1:2', '["a"]'],
    ['word', '[NaN]', 'SYNTAX 1:2', '[null]'],
    ['second value', '{} {}', 'SYNTAX 1:4', '{} \r\n\t'],
    ['nothing', '', 'SYNTAX 1:1', '""'],
    ['line break in a string', '"a\nb"', 'SYNTAX 1:3', '"a\\nb"'],
    ['NUL in a string', '"a\0b"', 'SYNTAX 1:3', '"a\\u0000b"'],
    ['other escape', '"\\x41"', 'SYNTAX 1:2', '"\\u0041"'],
    ['other white space', '[1,\u00a02]', 'SYNTAX 1:4', '[1, 2]'],
    ['open list', '[1', 'SYNTAX 1:3', '[1]'],
    ['depth', '['.repeat(65) + ']'.repeat(65), 'TOO_DEEP 1:65', '['.repeat(64) + ']'.repeat(64)],
    ['great depth', '[{"a":'.repeat(10_000), 'TOO_DEEP 1:193', '[{"a":1}]'],
  ])('%s', (_name, bad, problem, good) => {
    expect(read(bad)).toEqual([problem]);
    expect(read(good)).toEqual([]);
  });

  test('bytes', () => {
    expect(read(Buffer.from([0x22, 0xc0, 0xaf, 0x22]))).toEqual(['ENCODING 1:2']);
    expect(read(Buffer.from('{}', 'utf16le'))).toEqual(['SYNTAX 1:2']);
    expect(read('\ufeff{}')).toEqual([]);
    expect(read('[10]', 3)).toEqual(['TOO_LARGE 1:1']);
    expect(read('[10]', 4)).toEqual([]);
  });
});

test('all problems of one text at once', () => {
  expect(read('{"a":1e999,"a":"\\udc00"}')).toEqual([
    'NUMBER_RANGE 1:6',
    'DUPLICATE_KEY 1:12',
    'ENCODING 1:16',
  ]);
});

const value = fc.jsonValue({ maxDepth: 5 });

test('agrees with JSON.parse on what that prints', () => {
  fc.assert(
    fc.property(value, fc.constantFrom(undefined, 2, '\t'), (json, indent) => {
      const text = JSON.stringify(json, null, indent);
      const file = readJson('x.json', Buffer.from(text));
      if (!file.ok) return /[0-9]{16}|e\+|__proto__/.test(text) || /\\ud/i.test(text);
      expect(JSON.parse(JSON.stringify(toPlain(file.value.root)))).toEqual(JSON.parse(text));
      return true;
    }),
  );
});

test('accepts nothing that JSON.parse refuses', () => {
  const piece = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"a"',
    '"b"',
    '0',
    '-',
    '1.',
    'e1',
    'true',
    ' ',
    '\\',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const text = pieces.join('');
      if (!readJson('x.json', Buffer.from(text)).ok) return;
      expect(() => JSON.parse(text) as unknown).not.toThrow();
    }),
    { numRuns: 2000 },
  );
});
