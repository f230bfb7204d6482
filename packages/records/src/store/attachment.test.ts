import { describe, expect, test } from '@jest/globals';
import { ok, sha256Hex } from '@plumbline/core';
import { loadTrust, verifyBundle } from '@plumbline/trust';
import { ATTACHED } from '../testing/attached.js';
import { certifiedBundle, isCertified, type Annotations } from './attachment.js';
import { envelopeBundle } from './envelope.js';

interface Attachment {
  readonly envelope: string;
  readonly annotations: Annotations;
}

const { logged, timed, other }: Readonly<Record<'logged' | 'timed' | 'other', Attachment>> =
  ATTACHED;
const CERTIFICATE = 'dev.sigstore.cosign/certificate';
const ENTRY = 'dev.sigstore.cosign/bundle';
const TIMESTAMP = 'dev.sigstore.cosign/rfc3161timestamp';
const SAN = 'https://github.com/acme/ci/.github/workflows/attest.yml@refs/tags/v1';
/** The same instance without its log: then the time of the authority is enough. */
const UNLOGGED = ATTACHED.root.replace(/"tlogs":\[.*?\}\],/, '"tlogs":[],');

/** What the verifier makes of an attachment: who and when, or the code. */
function judged({ envelope, annotations }: Attachment, root = ATTACHED.root, san = SAN) {
  const file = Buffer.from(root);
  const trust = loadTrust(
    {
      roots: { own: { file: 'root.json', sha256: sha256Hex(file) } },
      keys: {},
      identities: { release: { issuer: ATTACHED.issuer, san, root: null, claims: {} } },
    },
    () => ok(file),
  );
  if (!trust.ok) throw new Error(trust.error.message);
  const bytes = Buffer.from(envelope);
  const bundle = isCertified(annotations)
    ? certifiedBundle(bytes, annotations)
    : envelopeBundle(bytes);
  if (bundle === null) return 'unreadable';
  const now = new Date('2026-11-29T00:00:00Z');
  const verified = verifyBundle(bundle, { ...trust.value, now });
  if (!verified.ok) return verified.error.code;
  const { signer, timeSource, certificate } = verified.value;
  return `${signer} ${certificate?.san === SAN ? 'certified' : ''} ${String(timeSource)}`;
}

const annotated = (of: Attachment, change: Annotations): Attachment => ({
  ...of,
  annotations: { ...of.annotations, ...change },
});

function without(of: Attachment, key: string): Attachment {
  const rest = Object.entries(of.annotations).filter(([name]) => name !== key);
  return { ...of, annotations: Object.fromEntries(rest) };
}

const entry = (change: (json: string) => string): Attachment =>
  annotated(logged, { [ENTRY]: change(logged.annotations[ENTRY] ?? '') });

const payload = (of: Attachment): string => /"payload":"([^"]*)"/.exec(of.envelope)?.[1] ?? '';
const otherBuilder = Buffer.from(
  Buffer.from(payload(logged), 'base64').toString().replace('com/builder', 'org/builder'),
).toString('base64');

describe('an attachment that counts', () => {
  test.each<[string, Attachment, string, string]>([
    ['in a log, and timestamped', logged, ATTACHED.root, 'release certified log'],
    ['in a log', other, ATTACHED.root, 'release certified log'],
    ['timestamped, where the root has no log', timed, UNLOGGED, 'release certified tsa'],
  ])('%s', (_name, attachment, root, verdict) => {
    expect(judged(attachment, root)).toBe(verdict);
  });
});

describe('an attachment that does not', () => {
  test.each<[string, Attachment, string]>([
    [
      'another payload',
      { ...logged, envelope: logged.envelope.replace(payload(logged), otherBuilder) },
      'LOG_MISMATCH',
    ],
    ['the envelope of another', { ...logged, envelope: other.envelope }, 'LOG_MISMATCH'],
    [
      'the certificate of another',
      annotated(other, { [CERTIFICATE]: logged.annotations[CERTIFICATE] ?? '' }),
      'SIGNATURE_INVALID',
    ],
    [
      'the certificate twice',
      annotated(logged, { [CERTIFICATE]: (logged.annotations[CERTIFICATE] ?? '').repeat(2) }),
      'unreadable',
    ],
    ['no certificate', without(logged, CERTIFICATE), 'KEY_UNKNOWN'],
    ['no entry of a log', without(logged, ENTRY), 'LOG_MISSING'],
    ['a time alone, where the root has a log', timed, 'LOG_MISSING'],
    [
      'the entry of another',
      annotated(logged, { [ENTRY]: other.annotations[ENTRY] ?? '' }),
      'LOG_MISMATCH',
    ],
    [
      'the promise for another entry',
      entry((json) => json.replace(promise(logged), promise(other))),
      'LOG_PROOF',
    ],
    [
      'another time',
      entry((json) =>
        json.replace(/(?<="integratedTime":)\d+/, (time) => String(Number(time) + 1)),
      ),
      'LOG_PROOF',
    ],
    ['another place', entry((json) => json.replace(/"logIndex":\d+/, '"logIndex":7')), 'LOG_PROOF'],
    [
      'another log',
      entry((json) => json.replace(/"logID":"[^"]*"/, `"logID":"${'ab'.repeat(32)}"`)),
      'LOG_UNKNOWN',
    ],
    ['no promise', entry((json) => json.replace(promise(logged), '')), 'unreadable'],
    ['a key twice', entry((json) => json.replace('{', '{"Payload":{},')), 'unreadable'],
    ['a key too many', entry((json) => json.replace('{', '{"more":1,')), 'unreadable'],
    ['no JSON', entry(() => 'x'), 'unreadable'],
    [
      'a body that is none',
      entry((json) => json.replace(/"body":"[^"]*"/, '"body":"AAAA"')),
      'unreadable',
    ],
  ])('%s', (_name, attachment, code) => {
    expect(judged(attachment)).toBe(code);
  });

  test.each<[string, Attachment, string]>([
    ['no time', without(timed, TIMESTAMP), 'TIME_MISSING'],
    [
      'the time of another',
      annotated(timed, { [TIMESTAMP]: logged.annotations[TIMESTAMP] ?? '' }),
      'TIMESTAMP_INVALID',
    ],
    ['a time that is none', annotated(timed, { [TIMESTAMP]: '{}' }), 'unreadable'],
  ])('where the root has no log: %s', (_name, attachment, code) => {
    expect(judged(attachment, UNLOGGED)).toBe(code);
  });

  test('by another workflow than the policy names', () => {
    expect(judged(logged, ATTACHED.root, `${SAN}.1`)).toBe('IDENTITY_UNKNOWN');
  });
});

function promise(of: Attachment): string {
  return /"SignedEntryTimestamp":"([^"]*)"/.exec(of.annotations[ENTRY] ?? '')?.[1] ?? '';
}
