import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson } from './canonical-json.js';

test('the example of RFC 8785 §3.2.2 and the key order of §3.2.3', () => {
  const numbers = [1 / 3, 4.5, 2e-3, 0.000000000000000000000000001];
  expect(canonicalJson(numbers)).toBe('[0.3333333333333333,4.5,0.002,1e-27]');
  expect(canonicalJson('\u20ac$\u000f\u000aA\'\u0042\u0022\u005c\\"/')).toBe(
    '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"',
  );
  const keys = {
    '\u20ac': 1,
    '\r': 2,
    '\ufb33': 3,
    '1': 4,
    '\ud83d\ude00': 5,
    '\u0080': 6,
    '\u00f6': 7,
  };
  expect(canonicalJson(keys)).toBe('{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}');
});

test.each([
  [-0, '0'],
  [1e21 / 1e10, '100000000000'],
  [0.1, '0.1'],
  [null, 'null'],
  [{ a: undefined }, '{}'],
])('%p', (value, expected) => {
  expect(canonicalJson(value)).toBe(expected);
});

describe('refuses what I-JSON cannot carry', () => {
  test.each([
    NaN,
    Infinity,
    2 ** 53,
    1n,
    undefined,
    [undefined],
    new Array(1),
    '\ud800',
    { '\udc00': 1 },
    new Date(0),
    new Map(),
    () => 1,
    Symbol('x'),
  ])('%p', (value) => {
    expect(() => canonicalJson(value)).toThrow(TypeError);
  });
});

const value = fc.jsonValue({ maxDepth: 4 });

function shuffled(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(shuffled);
  if (typeof json !== 'object' || json === null) return json;
  const entries = Object.entries(json).map(([key, member]) => [key, shuffled(member)] as const);
  return Object.fromEntries(entries.reverse());
}

test('reads back to the same value, and does not depend on the order of keys', () => {
  fc.assert(
    fc.property(value, (json) => {
      const text = JSON.stringify(json);
      fc.pre(!/\\ud/i.test(text) && !/[0-9]{16}|e\+|__proto__/.test(text));
      expect(JSON.parse(canonicalJson(json))).toEqual(JSON.parse(text));
      expect(canonicalJson(shuffled(json))).toBe(canonicalJson(json));
    }),
  );
});
