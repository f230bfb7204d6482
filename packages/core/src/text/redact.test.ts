import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createRedactor, redact } from './redact.js';

const TOKEN = `ghp_${'a1B2'.repeat(9)}`;
const JWT = `eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhY21lIn0.${'x'.repeat(20)}`;
const PEM = '-----BEGIN EC PRIVATE KEY-----\nMHcCAQEE\n-----END EC PRIVATE KEY-----';

describe('what looks like a secret', () => {
  test.each([
    ['https://user:pass@host/x', 'https://***@host/x'],
    ['git+https://token@host/x', 'git+https://***@host/x'],
    ['https://a:p@ss@host/x', 'https://***@host/x'],
    ['ssh://git@github.com/acme/app', 'ssh://git@github.com/acme/app'],
    ['https://host/@scope/name?x=a@b', 'https://host/@scope/name?x=a@b'],
    [`token ${TOKEN}.`, 'token ***'],
    [`github_pat_${'x'.repeat(30)} end`, '*** end'],
    ['ghp_short', 'ghp_short'],
    [`oidc ${JWT}`, 'oidc ***'],
    ['Authorization: Bearer abc.def', 'Authorization: Bearer ***'],
    [`x ${PEM} y`, 'x *** y'],
    [PEM.slice(0, 40), '***'],
    ['-----BEGIN PUBLIC KEY-----\nMFkw', '-----BEGIN PUBLIC KEY-----\nMFkw'],
  ])('%j', (text, expected) => {
    expect(redact(text, [])).toBe(expected);
  });
});

test('a text without secrets is unchanged', () => {
  const text = 'uses: actions/checkout@0123456789012345678901234567890123456789 # v4';
  expect(redact(text, ['hunter22', ''])).toBe(text);
});

test('lines of a key file are masked, its short ones are not', () => {
  const clean = createRedactor(['{\n"key": "0123456789"\n}']);
  expect(clean('{ "key": "0123456789" }')).toBe('{ *** }');
});

const secret = fc.string({ minLength: 4, maxLength: 30 }).filter((text) => !text.includes('*'));
const forms = fc.constantFrom<(text: string) => string>(
  (text) => text,
  (text) => encodeURIComponent(text),
  (text) => JSON.stringify(text),
  (text) => Buffer.from(text).toString('base64'),
  (text) => Buffer.from(text).toString('base64url'),
);

test('no given secret is left, however it was written', () => {
  fc.assert(
    fc.property(secret, forms, fc.string(), fc.string(), (text, form, before, behind) => {
      const clean = redact(`${before}${form(text)}${behind}`, [text]);
      expect(clean).not.toContain(text);
      const core = form(text).replace(/^"|"$/g, '').replace(/=+$/, '').slice(0, -1);
      if (form(text) !== text && !`${before}${behind}***`.includes(core)) {
        expect(clean).not.toContain(form(text));
      }
    }),
    { numRuns: 500 },
  );
});

test('base64 of a text that holds the secret does not hold it whole', () => {
  fc.assert(
    fc.property(
      fc.string({ maxLength: 5 }),
      fc.stringMatching(/^[a-z0-9]{12,20}$/),
      (before, text) => {
        const encoded = Buffer.from(`${before}:${text}:x`).toString('base64');
        const left = Buffer.from(redact(encoded, [text]).split('***').at(-1) ?? '', 'base64');
        expect(redact(encoded, [text])).toContain('***');
        expect(left.toString()).not.toContain(text);
      },
    ),
  );
});
