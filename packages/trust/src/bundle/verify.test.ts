import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readPrivateKey } from '../keys/private-key.js';
import type { TrustedKeyText } from '../keys/trusted-keys.js';
import { STATEMENT_V01 } from '../statement/statement.js';
import {
  attacker,
  type Bundle,
  bytes,
  edited,
  forged,
  invalidUtf8,
  KEYS,
  NOW,
  OPEN,
  otherHalf,
  ours,
  pae,
  rawSignature,
  second,
  signed,
  STATEMENT,
  trust,
  TYPE,
  withSignature,
} from './bundle.fixture.js';
import { signStatement } from '../signing/signer.js';
import { verifyBundle } from './verify.js';

const text = JSON.stringify(signed());
const withMaterial = (more: Record<string, unknown>) =>
  edited((bundle) => Object.assign(bundle.verificationMaterial, more));
const NO_PROOF = {
  logId: { keyId: 'AAAA' },
  kindVersion: { kind: 'dsse', version: '0.0.1' },
  canonicalizedBody: 'AAAA',
};
const LOG_ENTRY = { ...NO_PROOF, inclusionProof: { checkpoint: { envelope: 'x' } } };
const cosignStatement = { ...STATEMENT, _type: STATEMENT_V01 };
const noHint = edited((bundle) => (bundle.verificationMaterial['publicKey'] = {}));

describe('bundles that count', () => {
  test.each<[string, Bundle | string, string]>([
    ['as we sign', signed(), 'gate'],
    ['by another key of the policy', signed(STATEMENT, second.privateKey), 'build'],
    ['statement v0.1 (cosign)', signed(cosignStatement), 'gate'],
    ['no hint: each key is tried', noHint, 'gate'],
    [
      'empty keyid',
      edited(
        (b) => (b.dsseEnvelope.signatures[0] = { ...b.dsseEnvelope.signatures[0], keyid: '' }),
      ),
      'gate',
    ],
    [
      'keyid equal to the hint',
      edited(
        (b) =>
          (b.dsseEnvelope.signatures[0] = {
            ...b.dsseEnvelope.signatures[0],
            keyid: ours.privateKey.publicKey.hint,
          }),
      ),
      'gate',
    ],
    [
      'no log entries, no timestamps',
      withMaterial({ tlogEntries: [], timestampVerificationData: {} }),
      'gate',
    ],
    [
      'white space and order of fields',
      JSON.stringify(Object.fromEntries(Object.entries(signed()).reverse()), null, 2),
      'gate',
    ],
    ['(r, n-s) signs the same message', withSignature(otherHalf), 'gate'],
  ])('%s', (_name, bundle, signer) => {
    const verified = verifyBundle(bytes(bundle), { keys: KEYS, now: NOW, predicateType: TYPE });
    expect(verified).toMatchObject({ ok: true, value: { signer, signedAt: null } });
  });
});

describe('bundles that do not count', () => {
  test.each<[string, Bundle | string, string]>([
    ['not JSON', text.slice(1), 'BUNDLE_MALFORMED'],
    ['duplicate key', text.replace('{', '{"mediaType":"x",'), 'BUNDLE_MALFORMED'],
    ['text behind', `${text}{}`, 'BUNDLE_MALFORMED'],
    ['byte order mark', `\ufeff${text}`, 'BUNDLE_MALFORMED'],
    ['unknown field', edited((b) => Object.assign(b, { note: 1 })), 'BUNDLE_MALFORMED'],
    [
      'unknown field of the envelope',
      edited((b) => Object.assign(b.dsseEnvelope, { note: 1 })),
      'BUNDLE_MALFORMED',
    ],
    [
      'unknown field of the signature',
      edited((b) => Object.assign(b.dsseEnvelope.signatures[0] ?? {}, { cert: 1 })),
      'BUNDLE_MALFORMED',
    ],
    [
      'keyid of another key',
      edited((b) =>
        Object.assign(b.dsseEnvelope.signatures[0] ?? {}, {
          keyid: second.privateKey.publicKey.hint,
        }),
      ),
      'BUNDLE_MALFORMED',
    ],
    [
      'base64url',
      edited((b) => (b.dsseEnvelope.payload = Buffer.from('{"a":"???>>>"}').toString('base64url'))),
      'BUNDLE_MALFORMED',
    ],
    [
      'base64 without padding',
      edited(
        (b) =>
          (b.dsseEnvelope.payload = Buffer.from('{"a":1} ').toString('base64').replaceAll('=', '')),
      ),
      'BUNDLE_MALFORMED',
    ],
    [
      'base64 with a line break',
      edited((b) => (b.dsseEnvelope.payload += '\n')),
      'BUNDLE_MALFORMED',
    ],
    ['no key named', edited((b) => (b.verificationMaterial = {})), 'BUNDLE_MALFORMED'],
    [
      'v0.4 in the old form',
      edited((b) => (b.mediaType = 'application/vnd.dev.sigstore.bundle+json;version=0.4')),
      'BUNDLE_VERSION',
    ],
    [
      'a later version',
      edited((b) => (b.mediaType = 'application/vnd.dev.sigstore.bundle.v0.4+json')),
      'BUNDLE_VERSION',
    ],
    ['version with more behind', edited((b) => (b.mediaType += ';x')), 'BUNDLE_VERSION'],
    [
      'signature of a message',
      JSON.stringify({
        mediaType: signed().mediaType,
        verificationMaterial: signed().verificationMaterial,
        messageSignature: {
          messageDigest: { algorithm: 'SHA2_256', digest: 'AAAA' },
          signature: 'AAAA',
        },
      }),
      'BUNDLE_KIND',
    ],
    [
      'envelope and message',
      edited((b) => Object.assign(b, { messageSignature: {} })),
      'BUNDLE_MALFORMED',
    ],
    [
      'certificate',
      edited((b) => (b.verificationMaterial = { certificate: { rawBytes: 'AAAA' } })),
      'IDENTITY_UNKNOWN',
    ],
    [
      'key and certificate',
      withMaterial({ certificate: { rawBytes: 'AAAA' } }),
      'BUNDLE_MALFORMED',
    ],
    [
      'certificate chain',
      edited((b) => (b.verificationMaterial = { x509CertificateChain: { certificates: [] } })),
      'BUNDLE_MALFORMED',
    ],
    ['log entry', withMaterial({ tlogEntries: [LOG_ENTRY] }), 'LOG_UNKNOWN'],
    ['log entry without a proof', withMaterial({ tlogEntries: [NO_PROOF] }), 'LOG_PROOF'],
    [
      'timestamp',
      withMaterial({
        timestampVerificationData: { rfc3161Timestamps: [{ signedTimestamp: 'AAAA' }] },
      }),
      'TIMESTAMP_INVALID',
    ],
    ['payload type, signed', forged(JSON.stringify(STATEMENT), 'application/json'), 'PAYLOAD_TYPE'],
    [
      'payload type, edited',
      edited((b) => (b.dsseEnvelope.payloadType = 'application/vnd.in-toto+JSON')),
      'PAYLOAD_TYPE',
    ],
    ['no signature', edited((b) => (b.dsseEnvelope.signatures = [])), 'SIGNATURE_COUNT'],
    [
      'a good signature behind a bad one',
      edited((b) => b.dsseEnvelope.signatures.unshift({ sig: 'AAAA' })),
      'SIGNATURE_COUNT',
    ],
    [
      'a second signature behind the good one',
      edited((b) => b.dsseEnvelope.signatures.push({ sig: 'AAAA' })),
      'SIGNATURE_COUNT',
    ],
    ['key of the signer alone knows it', signed(STATEMENT, attacker.privateKey), 'KEY_UNKNOWN'],
    [
      'hint in hex',
      withMaterial({ publicKey: { hint: ours.privateKey.publicKey.fingerprint } }),
      'KEY_UNKNOWN',
    ],
    [
      'hint of another trusted key',
      withMaterial({ publicKey: { hint: second.privateKey.publicKey.hint } }),
      'SIGNATURE_INVALID',
    ],
    [
      'attacker with our hint',
      {
        ...signed(STATEMENT, attacker.privateKey),
        verificationMaterial: signed().verificationMaterial,
      },
      'SIGNATURE_INVALID',
    ],
    [
      'attacker without hint',
      {
        ...signed(STATEMENT, attacker.privateKey),
        verificationMaterial: noHint.verificationMaterial,
      },
      'SIGNATURE_INVALID',
    ],
    [
      'another payload',
      edited(
        (b) =>
          (b.dsseEnvelope.payload = Buffer.from(JSON.stringify(cosignStatement)).toString(
            'base64',
          )),
      ),
      'SIGNATURE_INVALID',
    ],
    [
      'signature over the payload, not the PAE',
      edited(
        (b) =>
          (b.dsseEnvelope.signatures = [
            { sig: rawSignature(JSON.stringify(STATEMENT)).toString('base64') },
          ]),
      ),
      'SIGNATURE_INVALID',
    ],
    [
      'IEEE P1363 form',
      edited(
        (b) =>
          (b.dsseEnvelope.signatures = [
            { sig: rawSignature(pae(b), 'ieee-p1363').toString('base64') },
          ]),
      ),
      'SIGNATURE_INVALID',
    ],
    [
      'one bit flipped',
      withSignature((s) => Buffer.concat([s.subarray(0, -1), Buffer.from([(s.at(-1) ?? 0) ^ 1])])),
      'SIGNATURE_INVALID',
    ],
    [
      'byte behind the signature',
      withSignature((s) => Buffer.concat([s, Buffer.from([0])])),
      'SIGNATURE_INVALID',
    ],
    [
      'length not in its shortest form',
      withSignature((s) => Buffer.concat([Buffer.from([0x30, 0x81]), s.subarray(1)])),
      'SIGNATURE_INVALID',
    ],
    ['r = s = 0', withSignature(() => Buffer.from('3006020100020100', 'hex')), 'SIGNATURE_INVALID'],
    ['r = s = 1', withSignature(() => Buffer.from('3006020101020101', 'hex')), 'SIGNATURE_INVALID'],
    ['64 zero bytes', withSignature(() => Buffer.alloc(64)), 'SIGNATURE_INVALID'],
    ['signed: not a statement', forged('{"hello":1}'), 'STATEMENT_MALFORMED'],
    [
      'signed: another statement type',
      forged(JSON.stringify({ ...STATEMENT, _type: 'https://in-toto.io/Statement/v2' })),
      'STATEMENT_MALFORMED',
    ],
    [
      'signed: no subject',
      forged(JSON.stringify({ ...STATEMENT, subject: [] })),
      'STATEMENT_MALFORMED',
    ],
    [
      'signed: subject without digest',
      forged(JSON.stringify({ ...STATEMENT, subject: [{ name: 'x', digest: {} }] })),
      'STATEMENT_MALFORMED',
    ],
    [
      'signed: empty digest',
      forged(JSON.stringify({ ...STATEMENT, subject: [{ name: 'x', digest: { sha256: '' } }] })),
      'STATEMENT_MALFORMED',
    ],
    [
      'signed: upper-case digest',
      forged(
        JSON.stringify({
          ...STATEMENT,
          subject: [{ name: 'x', digest: { sha256: 'AB'.repeat(32) } }],
        }),
      ),
      'STATEMENT_MALFORMED',
    ],
    [
      'signed: short digest',
      forged(JSON.stringify({ ...STATEMENT, subject: [{ name: 'x', digest: { sha256: 'ab' } }] })),
      'STATEMENT_MALFORMED',
    ],
    [
      'signed: md5',
      forged(
        JSON.stringify({
          ...STATEMENT,
          subject: [{ name: 'x', digest: { md5: 'ab'.repeat(16) } }],
        }),
      ),
      'STATEMENT_MALFORMED',
    ],
    [
      'signed: digest named like a method',
      forged(
        JSON.stringify({ ...STATEMENT, subject: [{ name: 'x', digest: { constructor: 'ab' } }] }),
      ),
      'STATEMENT_MALFORMED',
    ],
    [
      'signed: duplicate key in the payload',
      forged(JSON.stringify(STATEMENT).replace('{', `{"predicateType":"${TYPE}",`)),
      'STATEMENT_MALFORMED',
    ],
    [
      'signed: byte order mark in the payload',
      forged(`\ufeff${JSON.stringify(STATEMENT)}`),
      'STATEMENT_MALFORMED',
    ],
    ['signed: invalid UTF-8', invalidUtf8(), 'STATEMENT_MALFORMED'],
    [
      'signed: another kind of record',
      signed({ ...STATEMENT, predicateType: `${TYPE}/` }),
      'PREDICATE_TYPE',
    ],
  ])('%s', (_name, bundle, code) => {
    const verified = verifyBundle(bytes(bundle), { keys: KEYS, now: NOW, predicateType: TYPE });
    const undecidable = ['BUNDLE_VERSION', 'LOG_UNKNOWN'];
    const kind = undecidable.includes(code) ? 'undecidable' : 'fail';
    expect(verified).toMatchObject({ ok: false, error: { kind, code } });
  });
});

describe('validity of the key at the time of verification', () => {
  test.each<[string, Partial<TrustedKeyText>, string | null]>([
    ['valid', { notBefore: '2026-01-01', notAfter: '2027-01-01' }, null],
    ['revoked', { revoked: true }, 'KEY_REVOKED'],
    ['not yet', { notBefore: '2026-11-22' }, 'KEY_NOT_YET_VALID'],
    ['no longer', { notAfter: '2026-11-21T11:59:59Z' }, 'KEY_EXPIRED'],
    ['to the very moment', { notAfter: '2026-11-21T12:00:00Z' }, null],
  ])('%s', (_name, change, code) => {
    const keys = trust({ gate: { ...OPEN, pem: ours.pem, ...change } });
    for (const bundle of [signed(), noHint]) {
      const verified = verifyBundle(bytes(bundle), { keys, now: NOW });
      expect(verified.ok ? null : verified.error.code).toBe(code);
    }
  });
});

test('whatever byte is changed, nothing else than what was signed is believed', () => {
  const original = bytes(signed());
  const payload = Buffer.from(JSON.stringify(STATEMENT));
  const place = fc.nat({ max: original.length - 1 });
  fc.assert(
    fc.property(place, fc.integer({ min: 0, max: 255 }), (at, byte) => {
      const changed = Buffer.from(original);
      changed[at] = byte;
      const verified = verifyBundle(changed, { keys: KEYS, now: NOW, predicateType: TYPE });
      expect(verified.ok ? payload.equals(verified.value.bytes) : true).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('no trusted key, no trust', () => {
  expect(verifyBundle(bytes(signed()), { keys: {}, now: NOW })).toMatchObject({
    error: { code: 'KEY_UNKNOWN' },
  });
});

describe('only P-256 signs and verifies records', () => {
  test.each([
    ['Ed25519', generateKeyPairSync('ed25519')],
    ['P-384', generateKeyPairSync('ec', { namedCurve: 'P-384' })],
  ])('%s', (_name, { privateKey, publicKey }) => {
    const pkcs8 = privateKey.export({ format: 'pem', type: 'pkcs8' });
    const pem = publicKey.export({ format: 'pem', type: 'spki' }).toString();
    const read = readPrivateKey(Buffer.from(pkcs8), null);
    if (!read.ok) throw new Error(read.error.code);
    expect(signStatement(Buffer.from(JSON.stringify(STATEMENT)), read.value)).toMatchObject({
      error: { code: 'KEY_ALGORITHM' },
    });
    const hint = read.value.publicKey.hint;
    const bundle = edited((b) => (b.verificationMaterial['publicKey'] = { hint }));
    expect(
      verifyBundle(bytes(bundle), { keys: trust({ a: { ...OPEN, pem } }), now: NOW }),
    ).toMatchObject({ error: { code: 'KEY_ALGORITHM' } });
  });
});

test('what we could not read is not signed', () => {
  expect(signStatement(Buffer.from('{}'), ours.privateKey)).toMatchObject({
    error: { code: 'STATEMENT_REFUSED' },
  });
});
