import { describe, expect, test } from '@jest/globals';
import { ok, readJson, sha256Hex, toPlain } from '@plumbline/core';
import { publicGood } from '../roots/load.js';
import { readTrustedRoot } from '../roots/trusted-root.js';
import { RECORDED } from '../testing/recorded.js';
import { loadTrust, type Trust } from '../trust.js';
import { verifyBundle } from './verify.js';

interface Written {
  verificationMaterial: Record<string, unknown> & {
    tlogEntries: Record<string, unknown>[];
    timestampVerificationData: { rfc3161Timestamps: { signedTimestamp: string }[] };
  };
  dsseEnvelope: { payload: string; payloadType: string; signatures: { sig: string }[] };
}

const NOW = new Date(Date.parse(RECORDED.signedAt) + 86_400_000);
const KEY = { pem: RECORDED.pem, notBefore: null, notAfter: null, revoked: false };
const IDENTITY = { issuer: RECORDED.issuer, san: RECORDED.san, root: null, claims: {} };

function trust(
  identity: Partial<Parameters<typeof loadTrust>[0]['identities'][string]> = {},
  key: Partial<typeof KEY | { notBefore: string; notAfter: string }> = {},
): Trust {
  const bytes = Buffer.from(RECORDED.root);
  const loaded = loadTrust(
    {
      roots: { own: { file: 'root.json', sha256: sha256Hex(bytes) } },
      keys: { gate: { ...KEY, ...key } },
      identities: { release: { ...IDENTITY, ...identity } },
    },
    () => ok(bytes),
  );
  if (!loaded.ok) throw new Error(loaded.error.message);
  return loaded.value;
}

function parse(text: string): Written {
  const read = readJson('bundle', Buffer.from(text));
  if (!read.ok) throw new Error('not JSON');
  return toPlain(read.value.root) as unknown as Written;
}

function edited(text: string, edit: (bundle: Written, other: Written) => void): Buffer {
  const bundle = parse(text);
  edit(bundle, parse(RECORDED.other));
  return Buffer.from(JSON.stringify(bundle));
}

const verify = (bytes: Uint8Array, options: Partial<Trust> & { now?: Date } = {}) =>
  verifyBundle(bytes, { now: NOW, ...trust(), ...options });

const KEYLESS = Buffer.from(RECORDED.keyless);
const KEYED = Buffer.from(RECORDED.keyed);

test('a keyless signature names workflow, run and time', () => {
  expect(verify(KEYLESS)).toMatchObject({
    ok: true,
    value: {
      signer: 'release',
      timeSource: 'tsa',
      certificate: {
        san: RECORDED.san,
        issuer: RECORDED.issuer,
        claims: { runInvocationUri: 'https://github.com/acme/app/actions/runs/42/attempts/1' },
      },
    },
  });
});

test('a key that has ended since then has signed in time', () => {
  const ended = trust({}, { notAfter: new Date(NOW.getTime() - 1000).toISOString() });
  expect(verify(KEYED, ended)).toMatchObject({ ok: true, value: { signer: 'gate' } });
  const early = trust({}, { notAfter: '2020-01-01T00:00:00Z' });
  expect(verify(KEYED, early)).toMatchObject({ error: { code: 'KEY_EXPIRED' } });
});

test.each<[string, string, (bundle: Written, other: Written) => void]>([
  ['LOG_MISMATCH', 'payload', (b, o) => (b.dsseEnvelope.payload = o.dsseEnvelope.payload)],
  ['PAYLOAD_TYPE', 'payload type', (b) => (b.dsseEnvelope.payloadType = 'text/plain')],
  [
    'TIMESTAMP_INVALID',
    'signature',
    (b, o) => (b.dsseEnvelope.signatures = o.dsseEnvelope.signatures),
  ],
  [
    'LOG_MISMATCH',
    'replayed log entry',
    (b, o) => (b.verificationMaterial.tlogEntries = o.verificationMaterial.tlogEntries),
  ],
  [
    'LOG_UNKNOWN',
    'entry of another log',
    (b) => Object.assign(b.verificationMaterial.tlogEntries[0] ?? {}, { logId: { keyId: 'AAAA' } }),
  ],
  ['LOG_MISSING', 'no log entry', (b) => (b.verificationMaterial.tlogEntries = [])],
  [
    'TIMESTAMP_INVALID',
    'replayed timestamp',
    (b, o) =>
      (b.verificationMaterial.timestampVerificationData =
        o.verificationMaterial.timestampVerificationData),
  ],
  [
    'TIME_MISSING',
    'a time that nobody signed',
    (b) => {
      b.verificationMaterial.timestampVerificationData.rfc3161Timestamps = [];
      Object.assign(b.verificationMaterial.tlogEntries[0] ?? {}, { integratedTime: '1795834992' });
    },
  ],
  [
    'SIGNATURE_INVALID',
    'certificate of another key',
    (b, o) => (b.verificationMaterial['certificate'] = o.verificationMaterial['certificate']),
  ],
  [
    'CERTIFICATE_MALFORMED',
    'no certificate',
    (b) => (b.verificationMaterial['certificate'] = { rawBytes: 'AAAA' }),
  ],
  ['BUNDLE_MALFORMED', 'unknown field', (b) => Object.assign(b, { more: 1 })],
])('%s: %s', (code, _name, edit) => {
  expect(verify(edited(RECORDED.keyless, edit))).toMatchObject({ ok: false, error: { code } });
});

test('a certificate that was issued after the signature', () => {
  const swapped = edited(RECORDED.other, (bundle) => {
    const { certificate } = parse(RECORDED.keyless).verificationMaterial;
    bundle.verificationMaterial['certificate'] = certificate;
  });
  expect(verify(swapped)).toMatchObject({ error: { code: 'CERTIFICATE_EXPIRED' } });
});

test.each([
  ['a day before it was signed', new Date(NOW.getTime() - 2 * 86_400_000), false],
  ['years after', new Date('2040-01-01T00:00:00Z'), true],
])('asked %s', (_name, now, isGood) => {
  expect(verify(KEYLESS, { now }).ok).toBe(isGood);
});

describe('identities are compared whole', () => {
  const uri = RECORDED.san;
  test.each([
    ['exact', { san: uri }, true],
    ['a part of a segment', { san: uri.replace('v1', 'v*') }, true],
    ['a segment', { san: uri.replace('attest.yml@refs', '*') }, true],
    ['a claim', { claims: { sourceRepositoryId: '1001' } }, true],
    ['a prefix', { san: uri.slice(0, -1) }, false],
    ['more behind', { san: `${uri}0` }, false],
    ['a dot is a dot', { san: uri.replace('attest.yml', 'attest-yml') }, false],
    ['no star over a slash', { san: uri.replace('refs/tags/v1', '*') }, false],
    ['another issuer', { issuer: `${RECORDED.issuer}/` }, false],
    ['another claim', { claims: { sourceRepositoryId: '10012' } }, false],
  ])('%s', (_name, identity, isGood) => {
    expect(verify(KEYLESS, trust(identity)).ok).toBe(isGood);
  });

  test.each([
    ['star in the owner', { san: 'https://github.com/*/app/x' }],
    ['star in the host', { san: 'https://*/acme/app' }],
    ['two stars', { san: 'https://github.com/acme/**' }],
    ['star in an address', { san: '*@acme.example' }],
    ['unknown claim', { claims: { repository: 'x' } }],
    ['unknown root', { root: 'public-good' }],
  ])('not written so: %s', (_name, identity) => {
    expect(() => trust(identity)).toThrow('trust.identities.release');
  });
});

describe('trusted roots', () => {
  const root = RECORDED.root;
  test.each([
    ['as the servers tell it', root, true],
    ['nulls', root.replace('"logId"', '"checkpointKeyId":null,"logId"'), true],
    [
      'a log without a start',
      root.replace('"validFor":{"start":"2020-01-01T00:00:00Z"}', '"validFor":{}'),
      false,
    ],
    ['an unknown kind of key', root.replace('PKIX_ECDSA_P256_SHA_256', 'ML_DSA_65'), false],
    ['an unknown field', root.replace('{', '{"more":1,'), false],
    ['a field twice', root.replace('{', '{"tlogs":[],'), false],
    ['no key', root.replace(/"rawBytes":"[^"]*"/, '"rawBytes":"AAAA"'), false],
    ['a later version', root.replace('version=0.1', 'version=0.9'), false],
  ])('%s', (_name, text, isGood) => {
    expect(readTrustedRoot(Buffer.from(text)).ok).toBe(isGood);
  });

  test('the public one is built in, and is not that of another instance', () => {
    expect(publicGood.root().certificateAuthorities).toHaveLength(2);
    const roots = { own: publicGood.root };
    expect(verify(KEYLESS, { roots })).toMatchObject({ error: { code: 'LOG_UNKNOWN' } });
    expect(verify(KEYED, { roots })).toMatchObject({ error: { kind: 'undecidable' } });
  });
});
