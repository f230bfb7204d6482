import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { builtInPolicy } from './built-in.js';
import { parsePolicy } from './parse.js';
import { policySchema } from './shape.js';

const { publicKey, privateKey } = generateKeyPairSync('ec', {
  namedCurve: 'P-256',
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

function pem(text: string): string {
  return `|\n${text.replace(/^(?=.)/gm, '        ')}`;
}

function key(name: string, more = ''): string {
  return `trust:\n  keys:\n    ${name}:\n      pem: ${pem(publicKey)}${more}`;
}

function waiver(fields: object): string {
  const all = { what: '7.1.1/G', where: 'a.yml', why: 'x', who: '@dana', until: '2027-03-31' };
  return `waivers: ${JSON.stringify([{ ...all, ...fields }])}`;
}

function problems(text: string): readonly string[] {
  const policy = parsePolicy('.plumbline.yaml', Buffer.from(text));
  if (policy.ok) return [];
  return policy.error.map(
    ({ code, location }) => `${code} ${String(location.line)}:${String(location.column)}`,
  );
}

test('a full policy', () => {
  const text = `${key('prod-2026', '      notBefore: 2026-01-01T00:00:00Z\n      notAfter: "2027-06-30T00:00:00Z"\n')}
verify:
  signers: [prod-2026]
  minSerial: 3
  deny: [${'0123456789abcdef'.repeat(4)}]
  sources: [actions/*, "ghcr.io/acme/**"]
  inCluster: signed
benchmark: { platform: ghes }
waivers:
  - { what: 7.1.1/G, where: .github/workflows/release.yml, why: "internal image", who: "@dana", until: 2027-03-31 }
`;
  const policy = parsePolicy('.plumbline.yaml', Buffer.from(text));
  expect(policy.ok && policy.value).toEqual({
    trust: {
      roots: {},
      identities: {},
      signing: { config: null, publicLog: 'refuse' },
      keys: {
        'prod-2026': {
          pem: publicKey,
          notBefore: '2026-01-01T00:00:00Z',
          notAfter: '2027-06-30T00:00:00Z',
          revoked: false,
        },
      },
    },
    verify: {
      signers: ['prod-2026'],
      minSerial: 3,
      deny: ['0123456789abcdef'.repeat(4)],
      sources: ['actions/*', 'ghcr.io/acme/**'],
      inCluster: 'signed',
    },
    benchmark: { platform: 'ghes' },
    audit: builtInPolicy.audit,
    waivers: [
      {
        what: '7.1.1/G',
        where: '.github/workflows/release.yml',
        why: 'internal image',
        who: '@dana',
        until: '2027-03-31',
      },
    ],
  });
});

test.each(['', '# nothing yet\n', '---\n', '{}', 'verify: {}\nwaivers: []\n'])(
  'built-in policy for %j',
  (text) => {
    expect(parsePolicy('.plumbline.yaml', Buffer.from(text))).toEqual({
      ok: true,
      value: builtInPolicy,
    });
  },
);

/** What is wrong, the text with it, and its twin without. */
test.each([
  ['unknown section', 'verfy: {}', ['UNKNOWN_KEY 1:1'], 'verify: {}'],
  ['unknown key', 'verify: { minserial: 1 }', ['UNKNOWN_KEY 1:11'], 'verify: { minSerial: 1 }'],
  ['duplicate key', 'verify: {}\nverify: {}', ['DUPLICATE_KEY 2:1'], 'verify: {}'],
  ['merge key', 'verify:\n  <<: {}', ['MERGE_KEY 2:3'], 'verify: {}'],
  ['alias', 'a: &a []\nwaivers: *a', ['ALIAS 2:10'], 'waivers: []'],
  [
    'second document',
    'verify: {}\n---\nverify: {}',
    ['TOO_MANY_DOCUMENTS 3:1'],
    'verify: {}\n---\n',
  ],
  ['list as root', '[]', ['WRONG_TYPE 1:1'], '{}'],
  ['empty section', 'trust:\n', ['WRONG_TYPE 1:7'], 'trust: {}\n'],
  ['ambiguous name', key('on'), ['AMBIGUOUS_SCALAR 3:5'], key('one')],
  [
    'ambiguous number',
    'verify: { minSerial: 010 }',
    ['AMBIGUOUS_SCALAR 1:22'],
    'verify: { minSerial: 10 }',
  ],
  [
    'ambiguous truth',
    key('a', '      revoked: yes'),
    ['AMBIGUOUS_SCALAR 9:16'],
    key('a', '      revoked: true'),
  ],
  ['private key', key('a').replaceAll('PUBLIC', 'PRIVATE'), ['WRONG_VALUE 4:12'], key('a')],
  [
    'signer without key',
    'verify: { signers: [prd] }',
    ['WRONG_VALUE 1:21'],
    `${key('prd')}verify: { signers: [prd] }`,
  ],
  [
    'identity with the name of a key',
    `${key('one')}  identities: { one: { issuer: i, san: s } }`,
    ['WRONG_VALUE 9:17'],
    `${key('one')}  identities: { two: { issuer: i, san: s } }`,
  ],
  [
    'signer without identity',
    'trust: { identities: { a: { issuer: i, san: s } } }\nverify: { signers: [b] }',
    ['WRONG_VALUE 2:21'],
    'trust: { identities: { a: { issuer: i, san: s } } }\nverify: { signers: [a] }',
  ],
  [
    'root without digest',
    'trust: { roots: { a: { file: root.json } } }',
    ['MISSING_KEY 1:22'],
    `trust: { roots: { a: { file: root.json, sha256: "${'0'.repeat(64)}" } } }`,
  ],
  [
    'root by another word',
    'trust: { roots: { a: public } }',
    ['WRONG_VALUE 1:22'],
    'trust: { roots: { a: public-good } }',
  ],
  [
    'root outside of the target',
    `trust: { roots: { a: { file: ../root.json, sha256: "${'0'.repeat(64)}" } } }`,
    ['WRONG_VALUE 1:30'],
    `trust: { roots: { a: { file: x/root.json, sha256: "${'0'.repeat(64)}" } } }`,
  ],
  [
    'public log',
    'trust: { signing: { publicLog: yes } }',
    ['AMBIGUOUS_SCALAR 1:32'],
    'trust: { signing: { publicLog: accept } }',
  ],
  [
    'empty period',
    key('a', '      notBefore: 2026-01-02T00:00:00Z\n      notAfter: 2026-01-01T00:00:00Z'),
    ['WRONG_VALUE 4:7'],
    key('a', '      notBefore: 2026-01-01T00:00:00Z\n      notAfter: 2026-01-02T00:00:00Z'),
  ],
  ['digest', 'verify: { deny: [ABC] }', ['WRONG_VALUE 1:18'], 'verify: { deny: [] }'],
  [
    'any source',
    'verify: { sources: ["**"] }',
    ['WRONG_VALUE 1:21'],
    'verify: { sources: ["a/**"] }',
  ],
  ['word', 'verify: { inCluster: denny }', ['WRONG_VALUE 1:22'], 'verify: { inCluster: deny }'],
  [
    'waiver without end',
    'waivers: [{ what: a, where: b, why: c, who: d }]',
    ['MISSING_KEY 1:11'],
    waiver({}),
  ],
  [
    'waiver of a past form',
    waiver({ until: '31.3.2027' }),
    ['WRONG_VALUE 1:77'],
    waiver({ until: '2027-03-31' }),
  ],
  ['waiver without reason', waiver({ why: '' }), ['WRONG_VALUE 1:51'], waiver({ why: 'y' })],
  [
    'waiver of everything',
    waiver({ where: '**' }),
    ['WRONG_VALUE 1:37'],
    waiver({ where: 'a/**' }),
  ],
  [
    'waiver of every file',
    waiver({ where: '**/*' }),
    ['WRONG_VALUE 1:37'],
    waiver({ where: '**/*.yml' }),
  ],
  ['waiver outside', waiver({ where: '../a' }), ['WRONG_VALUE 1:37'], waiver({ where: '..a/a..' })],
  [
    'waiver of an absolute path',
    waiver({ where: '/a' }),
    ['WRONG_VALUE 1:37'],
    waiver({ where: 'a' }),
  ],
  [
    'waiver with backslash',
    waiver({ where: 'a\\b' }),
    ['WRONG_VALUE 1:37'],
    waiver({ where: 'a/b' }),
  ],
  ['hidden order', 'verify: {} # \u202e', ['BIDI_CONTROL 1:14'], 'verify: {} # x'],
])('%s', (_name, bad, expected, good) => {
  expect(problems(bad)).toEqual(expected);
  expect(problems(good)).toEqual([]);
});

test('a private key in the policy is refused and not repeated', () => {
  const text = `trust:\n  keys:\n    a:\n      pem: ${pem(privateKey)}`;
  const policy = parsePolicy('.plumbline.yaml', Buffer.from(text));
  expect(problems(text)).toEqual(['WRONG_VALUE 4:12']);
  expect(JSON.stringify(policy)).not.toContain(privateKey.split('\n')[1]);
});

test('the schema accepts and refuses the same', () => {
  const accepts = new Ajv2020({ validateFormats: false }).compile(policySchema());
  const trust = { keys: { a: { pem: publicKey } } };
  expect(accepts({ trust, verify: { signers: ['a'], sources: ['actions/*'] }, waivers: [] })).toBe(
    true,
  );
  for (const bad of [
    { trusts: {} },
    { trust: { keys: { a: {} } } },
    { verify: { minSerial: -1 } },
    { waivers: [{}] },
  ]) {
    expect(accepts(bad)).toBe(false);
    expect(problems(JSON.stringify(bad))).not.toEqual([]);
  }
});
