import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { ambiguityOf, coreValue } from './scalar.js';

/** Readers of YAML 1.1 and 1.2 agree on these. */
const CLEAR = [
  '',
  'null',
  'Null',
  'NULL',
  'true',
  'True',
  'FALSE',
  '0',
  '1',
  '-1',
  '42',
  '9007199254740991',
  '1.5',
  '.5',
  '3.10',
  '1.',
  'text',
  'yess',
  'nope',
  'offer',
  'o17',
  '1.2.3',
  'v1',
  '1a',
  '12px',
  '--',
  '-x',
  '+x',
  '.',
  '...x',
  ':1',
  '12:30x',
  '2020-13',
  'a_1',
  '_1',
  '0.5',
  '-1.5',
  '12-30',
  '0xz',
  '0b2x',
  'nullify',
  'inf',
  'nan',
  'e3',
  '<',
  '==',
  '10.0.0.1',
  '2026.1',
  'ubuntu-24.04',
  '~/x',
];

const AMBIGUOUS = [
  'y',
  'Y',
  'n',
  'N',
  'yes',
  'Yes',
  'YES',
  'no',
  'No',
  'NO',
  'on',
  'On',
  'ON',
  'off',
  'Off',
  'OFF',
  'yEs',
  'tRUE',
  'nULL',
  '~',
  '=',
  '<<',
  '010',
  '0644',
  '08',
  '-010',
  '00',
  '0o17',
  '0O17',
  '0b1',
  '0B1',
  '0x1F',
  '0X1F',
  '-0x1',
  '1_000',
  '1_0.5',
  '0x_1',
  '1_',
  '12:30',
  '1:30:00',
  '-1:30',
  '190:20:30.15',
  '2020-01-01',
  '2020-1-1',
  '2020-01-01T00:00:00Z',
  '2020-01-01 00:00:00 +1',
  '1e3',
  '1E3',
  '1.5e3',
  '1.5e+3',
  '.5e1',
  '12e03',
  '+1',
  '+1.5',
  '-.5',
  '+.5',
  '-0',
  '-0.0',
  '.inf',
  '-.inf',
  '+.INF',
  '.nan',
  '.NaN',
  '9007199254740993',
  '-9007199254740993',
  '12345678901234567890',
];

describe('ambiguity of plain scalars', () => {
  test.each(CLEAR)('%j is clear', (text) => {
    expect(ambiguityOf(text)).toBeUndefined();
  });
  test.each(AMBIGUOUS)('%j is ambiguous', (text) => {
    expect(ambiguityOf(text)).toEqual(expect.any(String));
  });
});

/** The library's YAML 1.1 takes these for numbers; Go, .NET and Python do not. */
const LOOSE = ['.', 'e3'];

test('what another reader sees differently is never called clear', () => {
  const differing = [...CLEAR, ...AMBIGUOUS].filter((text) => {
    const older: unknown = parse(text, { version: '1.1' });
    const newer: unknown = parse(text, { version: '1.2', intAsBigInt: false });
    return !Object.is(older, newer) && !LOOSE.includes(text) && ambiguityOf(text) === undefined;
  });
  expect(differing).toEqual([]);
});

test('values are those of the core schema', () => {
  for (const text of [...CLEAR, ...AMBIGUOUS]) {
    const expected: unknown = parse(text, { intAsBigInt: false });
    const value = coreValue(text);
    expect([text, typeof value === 'bigint' ? Number(value) : value]).toEqual([text, expected]);
  }
});

test('integers beyond the doubles keep their digits', () => {
  expect(coreValue('12345678901234567890')).toBe(12345678901234567890n);
  expect(coreValue('-9007199254740993')).toBe(-9007199254740993n);
  expect(coreValue('0xffffffffffffffff')).toBe(0xffffffffffffffffn);
});

test('long scalars take linear time', () => {
  for (const unit of ['_', '1_', ':1', '.', '1', '-1', '1e', '0x', '9', '2020-01-01 ']) {
    for (const end of ['', 'x', '!']) {
      const text = `1${unit.repeat(200_000)}${end}`;
      expect(() => ambiguityOf(text)).not.toThrow();
    }
  }
});
