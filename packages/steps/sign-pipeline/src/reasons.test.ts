import { expect, test } from '@jest/globals';
import { fileDigests, type Manifest } from '@plumbline/records';
import { builtInPolicy } from '@plumbline/step';
import { generateKeyPair, readPublicKey } from '@plumbline/trust';
import type { Draft } from './draft.js';
import type { Previous } from './previous.js';
import { whyToSign } from './reasons.js';

const DAY = 86_400_000;
const now = new Date('2026-11-21T12:00:00Z');
const later = (days: number): Date => new Date(now.getTime() + days * DAY);
const digests = fileDigests(new TextEncoder().encode('on: push\n'));

const read = readPublicKey(generateKeyPair('unencrypted').publicKey);
if (!read.ok) throw new Error(read.error.message);
const own = read.value;

const closure = {
  nodes: [],
  edges: [],
  unreadable: [],
  files: ['ci.yml'],
  counted: { seen: 1, other: 0 },
};

function draft(change: { readonly content?: string; readonly minSerial?: number } = {}): Draft {
  const verify = { ...builtInPolicy.verify, minSerial: change.minSerial ?? null };
  const found = fileDigests(new TextEncoder().encode(change.content ?? 'on: push\n'));
  return {
    inputs: { 'valid-for': 90 * DAY, manifest: 'm.json' },
    loaded: { policy: { ...builtInPolicy, verify } },
    measured: { closure, digests: new Map([['ci.yml', found]]) },
    now,
    refClass: 'branch',
  } as unknown as Draft;
}

function previous(change: Partial<Manifest> = {}, keyFingerprint = own.fingerprint): Previous {
  const manifest: Manifest = {
    files: [{ path: 'ci.yml', digest: digests }],
    references: [],
    source: { uri: null, commit: null },
    refClass: 'branch',
    serial: 3,
    issuedAt: later(-1),
    expiresAt: later(89),
    previous: null,
    policySha256: null,
    version: '0.1.0',
    ...change,
  };
  return { manifest, statementSha256: '', bundleSha256: '', keyFingerprint, isKeyless: false };
}

test.each([
  ['nothing has changed', draft(), previous(), 0],
  ['there is no manifest', draft(), null, 1],
  ['a file has changed', draft({ content: 'on: []\n' }), previous(), 1],
  ['a file is new', draft(), previous({ files: [] }), 1],
  ['two weeks are left', draft(), previous({ expiresAt: later(14) }), 0],
  ['less than two weeks are left', draft(), previous({ expiresAt: later(13) }), 1],
  ['it was made for tags', draft(), previous({ refClass: 'tag' }), 1],
  ['another key has signed it', draft(), previous({}, 'ff'), 1],
  ['the policy accepts its serial', draft({ minSerial: 3 }), previous(), 0],
  ['the policy asks for a later serial', draft({ minSerial: 4 }), previous(), 1],
])('%s', (_, current, before, reasons) => {
  expect(whyToSign(current, before, own)).toHaveLength(reasons);
});
