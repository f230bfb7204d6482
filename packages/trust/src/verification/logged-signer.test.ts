import { describe, expect, test } from '@jest/globals';
import { attacker, ours } from '../bundle/bundle.fixture.js';
import { readPem, writePem } from '../keys/pem.js';
import { namesSigner } from './logged-signer.js';

function derOf(pem: string): Buffer {
  const block = readPem(pem);
  if (!block.ok) throw new Error(block.error.code);
  return block.value.content;
}

const own = derOf(ours.pem);
const theirs = derOf(attacker.pem);
const pem = (der: Buffer, label = 'PUBLIC KEY'): string =>
  Buffer.from(writePem({ label, content: der })).toString('base64');
const der = (bytes: Buffer, kind = 'publicKey'): object => ({
  [kind]: { rawBytes: bytes.toString('base64') },
});

/** An entry as Rekor writes it, as far as its signer goes (rekor, pkg/types; rekor-tiles, entry.proto). */
function entryOf(kind: string, version: string, spec: unknown) {
  const body = JSON.stringify({ kind, apiVersion: version, spec });
  return {
    kindVersion: { kind, version },
    canonicalizedBody: Buffer.from(body),
    logIndex: '0',
    logId: { keyId: Buffer.alloc(32) },
    integratedTime: '0',
    inclusionPromise: undefined,
    inclusionProof: undefined,
  };
}

type Kind = readonly [kind: string, version: string, spec: (signer: Buffer) => unknown];

const KINDS: readonly Kind[] = [
  ['hashedrekord', '0.0.1', (by) => ({ signature: { publicKey: { content: pem(by) } } })],
  ['dsse', '0.0.1', (by) => ({ signatures: [{ verifier: pem(by) }] })],
  ['intoto', '0.0.1', (by) => ({ publicKey: pem(by, 'CERTIFICATE') })],
  [
    'intoto',
    '0.0.2',
    (by) => ({ content: { envelope: { signatures: [{ publicKey: pem(by) }] } } }),
  ],
  ['hashedrekord', '0.0.2', (by) => ({ hashedRekordV002: { signature: { verifier: der(by) } } })],
  [
    'dsse',
    '0.0.2',
    (by) => ({ dsseV002: { signatures: [{ verifier: der(by, 'x509Certificate') }] } }),
  ],
];

describe.each(KINDS)('%s %s', (kind, version, spec) => {
  test('names its signer, and no other', () => {
    const entry = entryOf(kind, version, spec(own));
    expect([namesSigner(entry, own), namesSigner(entry, theirs)]).toEqual([true, false]);
  });

  test('is not read as another kind', () => {
    const others = KINDS.filter(([...name]) => name[0] !== kind || name[1] !== version);
    const named = others.map(([k, v]) => namesSigner(entryOf(k, v, spec(own)), own));
    expect(named).not.toContain(true);
  });
});

test.each<[string, unknown]>([
  ['two signatures', { signatures: [{ verifier: pem(own) }, { verifier: pem(theirs) }] }],
  ['a chain', { signatures: [{ verifier: Buffer.from(ours.pem.repeat(2)).toString('base64') }] }],
  ['nobody', { signatures: [] }],
  ['no list', { signatures: { verifier: pem(own) } }],
])('an entry of %s names nobody', (_name, spec) => {
  expect(namesSigner(entryOf('dsse', '0.0.1', spec), own)).toBe(false);
});
