import { describe, expect, test } from '@jest/globals';
import { err, ok, readJson, toPlain, undecidableFault, type Post } from '@plumbline/core';
import { STATEMENT } from '../bundle/bundle.fixture.js';
import { readBundle } from '../bundle/read.js';
import { generateKeyPair } from '../keys/generate.js';
import { readPrivateKey } from '../keys/private-key.js';
import { RECORDED } from '../testing/recorded.js';
import { readSigningConfig, type SigningServices } from './config.js';
import { keylessSigner } from './keyless.js';
import { keySigner } from './signer.js';
import { readIdentityToken } from './token.js';

const NOW = new Date('2026-11-28T03:00:00Z');
const statement = Buffer.from(JSON.stringify(STATEMENT));

const jwt = (claims: unknown): string =>
  `${Buffer.from('{}').toString('base64url')}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`;

describe('signing configs', () => {
  const service = (url: string, majorApiVersion = 1, start = '2020-01-01T00:00:00Z') => ({
    url,
    majorApiVersion,
    validFor: { start },
  });
  const config = (change: Record<string, unknown> = {}) =>
    readSigningConfig(
      Buffer.from(
        JSON.stringify({
          mediaType: 'application/vnd.dev.sigstore.signingconfig.v0.2+json',
          caUrls: [service('https://fulcio.example')],
          rekorTlogUrls: [service('https://one.example'), service('https://two.example', 2)],
          rekorTlogConfig: { selector: 'ANY' },
          tsaUrls: [service('https://tsa.example')],
          ...change,
        }),
      ),
      NOW,
    );

  test.each<[string, Record<string, unknown>, unknown]>([
    ['the newest log of several', {}, { logs: [{ url: 'https://two.example', version: 2 }] }],
    [
      'all logs',
      { rekorTlogConfig: { selector: 'ALL' } },
      { logs: [{ version: 2 }, { version: 1 }] },
    ],
    [
      'a log of a later version',
      { rekorTlogUrls: [service('https://x.example', 3)] },
      { logs: [] },
    ],
    [
      'an authority that is not in force',
      { caUrls: [service('https://x.example', 1, '2027-01-01T00:00:00Z')] },
      { authority: null },
    ],
    ['no timestamps', { tsaUrls: [] }, { timestamps: [] }],
  ])('%s', (_name, change, value) => {
    expect(config(change)).toMatchObject({ ok: true, value });
  });

  test.each<[string, Record<string, unknown>]>([
    ['more logs than there are', { rekorTlogConfig: { selector: 'EXACT', count: 3 } }],
    ['an unknown field', { more: 1 }],
    ['an address with a name', { tsaUrls: [service('https://user@tsa.example')] }],
    ['another version', { mediaType: 'application/vnd.dev.sigstore.signingconfig.v0.1+json' }],
  ])('refused: %s', (_name, change) => {
    expect(config(change)).toMatchObject({ ok: false, error: { code: 'SIGNING_CONFIG' } });
  });
});

test.each<[string, string, unknown]>([
  [
    'of a run',
    jwt({ sub: 'repo:a', repository_visibility: 'private' }),
    { subject: 'repo:a', visibility: 'private' },
  ],
  [
    'of a person',
    jwt({ sub: '1', email: 'a@b.example' }),
    { subject: 'a@b.example', visibility: null },
  ],
])('identity token %s', (_name, text, value) => {
  expect(readIdentityToken(text)).toMatchObject({ ok: true, value });
});

test.each(['', 'secret', 'a.b', 'a.b.c', jwt({}), 'a.!.c'])(
  'no identity token, and it is not repeated: %j',
  (text) => {
    const read = readIdentityToken(text);
    expect(read).toMatchObject({ ok: false, error: { code: 'IDENTITY_TOKEN' } });
    expect(JSON.stringify(read)).not.toContain('secret');
  },
);

const SERVICES: SigningServices = {
  authority: 'https://fulcio.example',
  logs: [{ url: 'https://log.example', version: 2 }],
  timestamps: ['https://tsa.example'],
};

function key() {
  const read = readPrivateKey(Buffer.from(generateKeyPair('unencrypted').privateKey), null);
  if (!read.ok) throw new Error(read.error.code);
  return read.value;
}

/** What the real log answered; the rest of its entry is of another signature. */
function recordedEntry(): unknown {
  const read = readJson('bundle', Buffer.from(RECORDED.keyed));
  if (!read.ok) throw new Error('not JSON');
  const bundle = toPlain(read.value.root) as { verificationMaterial: { tlogEntries: unknown[] } };
  return bundle.verificationMaterial.tlogEntries[0];
}

const answering =
  (answers: Readonly<Record<string, unknown>>): Post =>
  ({ url }) => {
    const answer = answers[new URL(url).host];
    return Promise.resolve(
      answer === undefined
        ? err(undecidableFault('SERVICE_UNREACHABLE', 'no answer'))
        : ok(Buffer.from(JSON.stringify(answer))),
    );
  };

test('a log entry is taken into the bundle as the log has told it', async () => {
  const services = { ...SERVICES, timestamps: [] };
  const post = answering({ 'log.example': recordedEntry() });
  const bundle = await keySigner(key(), { services, post }).sign(statement);
  const read = bundle.ok ? readBundle(bundle.value) : bundle;
  expect(read).toMatchObject({
    ok: true,
    value: { entries: [{ kindVersion: { version: '0.0.2' } }] },
  });
});

test.each<[string, Readonly<Record<string, unknown>>, string]>([
  ['no answer', {}, 'SERVICE_UNREACHABLE'],
  ['an odd answer of the log', { 'log.example': { more: 1 } }, 'SIGNING_ANSWER'],
  ['an odd timestamp', { 'log.example': recordedEntry(), 'tsa.example': 'x' }, 'SIGNING_ANSWER'],
])('nothing is signed with %s', async (_name, answers, code) => {
  const post = answering(answers);
  expect(await keySigner(key(), { services: SERVICES, post }).sign(statement)).toMatchObject({
    error: { code },
  });
});

describe('keyless', () => {
  const token = (text: string) => {
    const read = readIdentityToken(text);
    if (!read.ok) throw new Error(read.error.code);
    return read.value;
  };
  const secret = jwt({ sub: 'repo:acme/app' });

  test.each<[string, Readonly<Record<string, unknown>>, string]>([
    ['no answer', {}, 'SERVICE_UNREACHABLE'],
    [
      'a certificate of another key',
      {
        'fulcio.example': {
          signedCertificateEmbeddedSct: { chain: { certificates: [RECORDED.pem] } },
        },
      },
      'SIGNING_ANSWER',
    ],
  ])('%s is a fault without the token', async (_name, answers, code) => {
    const signer = keylessSigner(
      token(secret),
      { services: SERVICES, post: answering(answers) },
      () => NOW,
    );
    const signed = signer.ok ? await signer.value.sign(statement) : signer;
    expect(signed).toMatchObject({ ok: false, error: { code } });
    expect(JSON.stringify(signed)).not.toContain(secret.slice(5, 25));
  });

  test.each<[string, Partial<SigningServices>]>([
    ['no authority', { authority: null }],
    ['nobody to tell the time', { timestamps: [] }],
  ])('refused with %s', (_name, change) => {
    const services = { ...SERVICES, ...change };
    expect(
      keylessSigner(token(secret), { services, post: answering({}) }, () => NOW),
    ).toMatchObject({
      error: { code: 'SIGNING_CONFIG' },
    });
  });
});
