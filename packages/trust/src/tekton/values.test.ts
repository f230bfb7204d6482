import { describe, expect, test } from '@jest/globals';
import { formatGoDuration, parseGoDuration } from './duration.js';
import { resolveGoScalar } from './go-scalar.js';
import { byUtf8, compactJson, goString } from './go-json.js';
import { canonicalQuantity } from './quantity.js';
import { canonicalTime } from './time.js';

// All expectations were computed by Go (apimachinery 0.36, go.yaml.in/yaml v2.4.4, Go 1.26).

describe('quantities', () => {
  test.each([
    ['0.5', '500m'],
    ['0.1', '100m'],
    ['1000m', '1'],
    ['1024Mi', '1Gi'],
    ['1.5Gi', '1536Mi'],
    ['0.5Gi', '512Mi'],
    ['1.5Ki', '1536'],
    ['1048576Ki', '1Gi'],
    ['1000000000', '1G'],
    ['1024', '1024'],
    ['1E', '1E'],
    ['1e3', '1e3'],
    ['12e6', '12e6'],
    ['0.001', '1m'],
    ['1500m', '1500m'],
    ['100u', '100u'],
    ['1n', '1n'],
    ['-1', '-1'],
    ['0', '0'],
    ['1.500', '1.500'],
    ['+5', '+5'],
    ['0.0000000001', '1n'],
    ['9Ei', '9223372036854775807'],
    ['1.1Ki', '1126400m'],
    ['-0', '0'],
  ])('%s is %s', (text, expected) => {
    expect(canonicalQuantity(text)).toBe(expected);
  });

  test.each(['fast', '1K', '1 Gi', '1e', '1e99', '1000E', '1234567890123456', '0x10', '1,5'])(
    '%s is refused',
    (text) => {
      expect(canonicalQuantity(text)).toBeUndefined();
    },
  );
});

describe('durations', () => {
  test.each([
    ['90s', '1m30s'],
    ['1h30m', '1h30m0s'],
    ['36h', '36h0m0s'],
    ['1.5h', '1h30m0s'],
    ['100ms', '100ms'],
    ['0', '0s'],
    ['1us', '1µs'],
    ['-5m', '-5m0s'],
    ['1.000000001s', '1.000000001s'],
    ['.5s', '500ms'],
    ['1h1m1.001s', '1h1m1.001s'],
  ])('%s is %s', (text, expected) => {
    expect(formatGoDuration(parseGoDuration(text) ?? -1n)).toBe(expected);
  });

  test.each(['', '-', '5', '1d', 's', '.s', '1h 1m', '1e3s', '2562048h'])(
    '%j is refused',
    (text) => {
      expect(parseGoDuration(text)).toBeUndefined();
    },
  );
});

describe('plain scalars', () => {
  test.each([
    ['yes', 'true'],
    ['N', 'false'],
    ['Off', 'false'],
    ['0644', '420'],
    ['0o17', '15'],
    ['1_000', '1000'],
    ['0x1F', '31'],
    ['08', '8'],
    ['1e3', '1000'],
    ['.5', '0.5'],
    ['-0.0', '-0'],
    ['1e21', '1e+21'],
    ['18446744073709551615', '18446744073709551615'],
    ['18446744073709551616', '18446744073709552000'],
  ])('%s is %s', (text, expected) => {
    const scalar = resolveGoScalar(text);
    expect(
      scalar?.type === 'number' ? scalar.text : scalar?.type === 'boolean' && String(scalar.value),
    ).toBe(expected);
  });

  test.each(['12:30', '2020-01-01', 'yEs', '1.2.3', '+.nan', '--1', 'e3', '_1', '0b12'])(
    '%s is text',
    (text) => {
      expect(resolveGoScalar(text)).toEqual({ type: 'string', text });
    },
  );

  test.each(['.inf', '-.INF', '.nan', '.5_0'])('%s has no sure value', (text) => {
    expect(resolveGoScalar(text)).toBeUndefined();
  });
});

test('times are written in UTC, in whole seconds', () => {
  expect(canonicalTime('2024-02-29T23:59:59.9+05:30')).toBe('2024-02-29T18:29:59Z');
  expect(canonicalTime('2023-02-29T00:00:00Z')).toBeUndefined();
  expect(canonicalTime('2024-02-29 00:00:00Z')).toBeUndefined();
  expect(canonicalTime('2024-02-29T24:00:00Z')).toBeUndefined();
});

test('strings are escaped as Go escapes them', () => {
  expect(goString('<&>\u2028\u2029\b\f\n\u0001\u007f"\u{1f600}')).toBe(
    '"\\u003c\\u0026\\u003e\\u2028\\u2029\\b\\f\\n\\u0001\u007f\\"\u{1f600}"',
  );
  expect(compactJson('{ "a <" : [ 1 ,\n"b \\" " ] }')).toBe('{"a \\u003c":[1,"b \\" "]}');
});

test('keys are sorted by code points', () => {
  expect(['\u{1f600}', '\uffee', 'b', 'B'].sort(byUtf8)).toEqual(['B', 'b', '\uffee', '\u{1f600}']);
});
