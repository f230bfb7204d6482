import { beforeAll, describe, expect, test } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ok, readJson, sha256Hex, toPlain, type Post } from '@plumbline/core';
import { verifyBundle } from '../bundle/verify.js';
import { publicGood } from '../roots/load.js';
import { writeBundle, type Envelope } from './envelope.js';
import { logSignature, type LogEntryJson } from './rekor.js';

/** A signature that Rekor v1 of the public instance has logged, of sigstore-conformance. */
const VECTOR = join(
  process.env['PLUMBLINE_SHARED'] ?? '../shared',
  'data/sigstore-conformance/bundle-verify/happy-path-intoto-in-dsse-v3/bundle.sigstore.json',
);
const isThere = existsSync(VECTOR);
if (!isThere) console.warn(`skipped: ${VECTOR} is absent`);

const IDENTITY = {
  issuer: 'https://token.actions.githubusercontent.com',
  san: 'https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon/.github/workflows/extremely-dangerous-oidc-beacon.yml@refs/heads/main',
};

interface Entry extends LogEntryJson {
  readonly logIndex: string;
  readonly logId: { readonly keyId: string };
  readonly integratedTime: string;
  readonly inclusionPromise: { readonly signedEntryTimestamp: string };
  readonly inclusionProof: {
    readonly logIndex: string;
    readonly rootHash: string;
    readonly treeSize: string;
    readonly hashes: readonly string[];
    readonly checkpoint: { readonly envelope: string };
  };
  readonly canonicalizedBody: string;
}

interface Vector {
  readonly verificationMaterial: {
    readonly certificate: { readonly rawBytes: string };
    readonly tlogEntries: readonly [Entry];
  };
  readonly dsseEnvelope: {
    readonly payload: string;
    readonly signatures: readonly [{ sig: string }];
  };
}

function plain(bytes: Uint8Array): unknown {
  const read = readJson('vector', bytes, { maxBytes: 1 << 24 });
  if (!read.ok) throw new Error('not JSON');
  return toPlain(read.value.root);
}

const hex = (base64: string): string => Buffer.from(base64, 'base64').toString('hex');

/** The entry as "Create a log entry" answers (Rekor v1, openapi.yaml, LogEntry). */
function answerOf(entry: Entry): Readonly<Record<string, unknown>> {
  const { logIndex, rootHash, treeSize, hashes, checkpoint } = entry.inclusionProof;
  return {
    body: entry.canonicalizedBody,
    integratedTime: Number(entry.integratedTime),
    logID: hex(entry.logId.keyId),
    logIndex: Number(entry.logIndex),
    verification: {
      inclusionProof: {
        checkpoint: checkpoint.envelope,
        hashes: hashes.map(hex),
        logIndex: Number(logIndex),
        rootHash: hex(rootHash),
        treeSize: Number(treeSize),
      },
      signedEntryTimestamp: entry.inclusionPromise.signedEntryTimestamp,
    },
  };
}

const later = ({ integratedTime }: Entry) => ({ integratedTime: Number(integratedTime) + 1 });

(isThere ? describe : describe.skip)('Rekor v1, by what the public instance has logged', () => {
  let vector: Vector;
  let entry: Entry;
  let envelope: Envelope;
  let asked: Uint8Array = Buffer.alloc(0);

  beforeAll(() => {
    vector = plain(readFileSync(VECTOR)) as Vector;
    entry = vector.verificationMaterial.tlogEntries[0];
    const { rawBytes } = vector.verificationMaterial.certificate;
    const { payload, signatures } = vector.dsseEnvelope;
    const lines = rawBytes.match(/.{1,64}/g) ?? [];
    envelope = {
      payload: Buffer.from(payload, 'base64'),
      signature: Buffer.from(signatures[0].sig, 'base64'),
      verifier: {
        kind: 'certificate',
        der: Buffer.from(rawBytes, 'base64'),
        pem: `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`,
      },
    };
  });

  const log = (answer: unknown) => {
    const post: Post = ({ body }) => {
      asked = body;
      return Promise.resolve(ok(Buffer.from(JSON.stringify(answer))));
    };
    return logSignature(envelope, { url: 'https://rekor.example', version: 1 }, post);
  };
  const uuid = '24296fb24b8ad77a'.padEnd(80, '0');

  /** What a bundle of ours with that answer is worth to who trusts the public instance. */
  async function verdictOn(answer: unknown): Promise<string> {
    const logged = await log(answer);
    if (!logged.ok) return logged.error.code;
    const { certificate } = vector.verificationMaterial;
    const proofs = { entries: [logged.value], timestamps: [] };
    const identities = { beacon: { ...IDENTITY, root: 'public', claims: {} } };
    const verified = verifyBundle(writeBundle(envelope, { certificate }, proofs), {
      roots: { public: publicGood.root },
      identities,
      now: new Date('2026-11-28T00:00:00Z'),
    });
    return verified.ok
      ? `${verified.value.signer}, ${verified.value.timeSource ?? ''}`
      : verified.error.code;
  }

  test('its answer becomes the entry that others have made of it, and the bundle verifies', async () => {
    const answer = { [uuid]: answerOf(entry) };
    expect(await log(answer)).toEqual({ ok: true, value: expect.objectContaining({ ...entry }) });
    expect(await verdictOn(answer)).toBe('beacon, log');
  });

  test('we ask for what it has logged: this payload, signature and certificate', async () => {
    await log({ [uuid]: answerOf(entry) });
    const { kind, apiVersion, spec } = plain(asked) as Proposed;
    const body = plain(Buffer.from(entry.canonicalizedBody, 'base64')) as Logged;
    expect([kind, apiVersion]).toEqual([body.kind, body.apiVersion]);
    const [logged] = body.spec.signatures;
    const sent = plain(Buffer.from(spec.proposedContent.envelope)) as Vector['dsseEnvelope'];
    expect(sent.signatures[0].sig).toBe(logged.signature);
    expect(sha256Hex(Buffer.from(sent.payload, 'base64'))).toBe(body.spec.payloadHash.value);
    expect(spec.proposedContent.verifiers).toEqual([logged.verifier]);
  });

  test.each<[string, (answer: Readonly<Record<string, unknown>>) => unknown, string]>([
    ['two entries', (answer) => ({ [uuid]: answer, other: answer }), 'SIGNING_ANSWER'],
    ['no proof', (answer) => ({ [uuid]: { ...answer, verification: {} } }), 'SIGNING_ANSWER'],
    ['another time', (answer) => ({ [uuid]: { ...answer, ...later(entry) } }), 'LOG_PROOF'],
    ['another log', (answer) => ({ [uuid]: { ...answer, logID: 'ab'.repeat(32) } }), 'LOG_UNKNOWN'],
  ])('an answer with %s is worth nothing', async (_name, change, code) => {
    expect(await verdictOn(change(answerOf(entry)))).toBe(code);
  });
});

/** What is sent, and what the log keeps of it (Rekor, pkg/types/dsse/v0.0.1/dsse_v0_0_1_schema.json). */
interface Proposed {
  readonly kind: string;
  readonly apiVersion: string;
  readonly spec: {
    readonly proposedContent: { readonly envelope: string; readonly verifiers: readonly string[] };
  };
}
interface Logged {
  readonly kind: string;
  readonly apiVersion: string;
  readonly spec: {
    readonly payloadHash: { readonly value: string };
    readonly signatures: readonly [{ readonly signature: string; readonly verifier: string }];
  };
}
