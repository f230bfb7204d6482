import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { createHash, randomBytes, sign } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Ports, RecordQuery, RecordStore } from '@plumbline/step';
import {
  generateKeyPair,
  loadTrustedKeys,
  peekStatement,
  readPrivateKey,
  signStatement,
  verifyBundle,
} from '@plumbline/trust';
import {
  findDockerRegistry,
  findReferrersRegistry,
  startDockerRegistry,
  startReferrersRegistry,
  type RunningRegistry,
} from '../support/registry.js';
import { portsOf } from '../support/ports.js';
import { findCosign, type Peer } from '../support/peer.js';

const IMAGE = 'application/vnd.oci.image.manifest.v1+json';
const TYPE = 'https://slsa.dev/provenance/v1';
const folder = mkdtempSync(join(tmpdir(), 'plumbline-oci-'));
afterAll(() => rmSync(folder, { recursive: true }));

const pair = generateKeyPair('unencrypted');
const key = readPrivateKey(Buffer.from(pair.privateKey), null);
writeFileSync(join(folder, 'ours.pub'), pair.publicKey);
writeFileSync(join(folder, 'ours.key'), pair.privateKey);

function must<T>(result: { ok: true; value: T } | { ok: false; error: unknown }): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

const hex = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const OPEN = { notBefore: null, notAfter: null, revoked: false };

function descriptor(mediaType: string, bytes: Uint8Array): object {
  return { mediaType, digest: `sha256:${hex(bytes)}`, size: bytes.length };
}

function portsFor(host: string): Ports {
  return portsOf({ registryInsecure: [host] });
}

function record(
  subject: string,
  runId: string,
  type = TYPE,
): { statement: string; bytes: Uint8Array } {
  const statement = Buffer.from(
    JSON.stringify({
      _type: 'https://in-toto.io/Statement/v1',
      subject: [{ name: 'a', digest: { sha256: subject } }],
      predicateType: type,
      predicate: { run: { id: runId } },
    }),
  );
  return { statement: hex(statement), bytes: must(signStatement(statement, must(key))) };
}

const peers: readonly [string, Peer, (path: string) => Promise<RunningRegistry>][] = [
  ['docker-registry, without the referrers API', findDockerRegistry(), startDockerRegistry],
  ['a registry with the referrers API', findReferrersRegistry(), startReferrersRegistry],
];
const cosignPeer = findCosign();
if ('missing' in cosignPeer) console.warn(`skipped: ${cosignPeer.missing}`);

/** Runs cosign where it finds no configuration and has no one to ask. */
function cosign(...args: string[]): { readonly ok: boolean; readonly output: string } {
  const env = { PATH: '', HOME: folder, TUF_ROOT: join(folder, 'tuf'), COSIGN_PASSWORD: '' };
  const path = 'path' in cosignPeer ? cosignPeer.path : '';
  const run = spawnSync(path, args, { cwd: folder, env, encoding: 'utf8' });
  return { ok: run.status === 0, output: `${run.stdout}${run.stderr}` };
}

for (const [name, peer, start] of peers) {
  if ('missing' in peer) console.warn(`skipped: ${peer.missing}`);
  ('missing' in peer ? describe.skip : describe)(`records in ${name}`, () => {
    let running: RunningRegistry | null = null;
    beforeAll(async () => {
      running = await start('path' in peer ? peer.path : '');
    });
    afterAll(() => running?.close());

    function open(repository: string): RecordStore {
      const host = running?.host ?? '';
      const [store] = must(portsFor(host).openStores([`oci:${host}/${repository}`]));
      if (store === undefined) throw new Error('no store');
      return store;
    }

    async function found(repository: string, query: RecordQuery): Promise<readonly string[]> {
      const answer = must(await open(repository).find(query));
      expect(answer.problems).toEqual([]);
      return answer.records.map(({ sha256 }) => sha256).sort();
    }

    /** Stores an image, and returns the SHA-256 of its manifest. */
    async function push(repository: string): Promise<string> {
      const host = running?.host ?? '';
      const { registry } = portsFor(host);
      const at = { registry: host, repository };
      const layer = randomBytes(64);
      const empty = Buffer.from('{}');
      for (const bytes of [empty, layer]) must(await registry.putBlob(at, bytes));
      const bytes = Buffer.from(
        JSON.stringify({
          schemaVersion: 2,
          mediaType: IMAGE,
          config: descriptor('application/vnd.oci.image.config.v1+json', empty),
          layers: [descriptor('application/octet-stream', layer)],
        }),
      );
      must(await registry.putManifest(at, { bytes, mediaType: IMAGE, tag: 'latest' }));
      return hex(bytes);
    }

    test('one question about the image brings its whole chain', async () => {
      const image = await push('acme/app');
      const built = record(image, '7');
      const gate = record('e0'.repeat(32), '7', 'https://example.com/gate/v1');
      const store = open('acme/app');
      must(await store.put({ kind: 'artifact-built', bytes: built.bytes }));
      const images = [`sha256:${image}`];
      must(await store.put({ kind: 'gate', bytes: gate.bytes, images }));
      const both = open('acme/app');
      const about = must(await both.find({ by: 'subject', digest: `sha256:${image}` }));
      expect(about.records.map(({ sha256 }) => sha256)).toEqual([hex(built.bytes)]);
      running?.close();
      const linked = await both.find({ by: 'statement', sha256: gate.statement });
      expect(must(linked).records).toMatchObject([{ sha256: hex(gate.bytes) }]);
      const gone = await open('acme/app').find({ by: 'statement', sha256: gate.statement });
      expect(gone).toMatchObject({ ok: false });
      running = await start('path' in peer ? peer.path : '');
    });

    test('a record of a gate is found by its run and statement before there is an image', async () => {
      const gate = record('e1'.repeat(32), '8');
      must(await open('acme/gate').put({ kind: 'gate', bytes: gate.bytes }));
      expect(await found('acme/gate', { by: 'run', id: '8' })).toEqual([hex(gate.bytes)]);
      const named: RecordQuery = { by: 'statement', sha256: gate.statement };
      expect(await found('acme/gate', named)).toEqual([hex(gate.bytes)]);
      expect(await found('acme/gate', { by: 'run', id: '9' })).toEqual([]);
      const other: RecordQuery = { by: 'statement', sha256: '0'.repeat(64) };
      expect(await found('acme/gate', other)).toEqual([]);
    });

    test('writers at the same time lose nothing', async () => {
      const image = await push('acme/race');
      const records = ['1', '2', '3'].map((run) => record(image, run));
      await Promise.all(
        records.map(async ({ bytes }) => must(await open('acme/race').put({ kind: 'x', bytes }))),
      );
      expect(await found('acme/race', { by: 'subject', digest: `sha256:${image}` })).toEqual(
        records.map(({ bytes }) => hex(bytes)).sort(),
      );
    });

    test('what has no key is kept as the statement that it is', async () => {
      const image = await push('acme/bare');
      const bare = Buffer.from(
        JSON.stringify({
          _type: 'https://in-toto.io/Statement/v1',
          subject: [{ name: 'a', digest: { sha256: image } }],
          predicateType: TYPE,
          predicate: {},
        }),
      );
      must(await open('acme/bare').put({ kind: 'x', bytes: bare }));
      expect(await found('acme/bare', { by: 'subject', digest: `sha256:${image}` })).toEqual([
        hex(bare),
      ]);
    });

    test('what cosign before version 3 and Tekton Chains attached is read', async () => {
      const image = await push('acme/legacy');
      const host = running?.host ?? '';
      const { registry } = portsFor(host);
      const at = { registry: host, repository: 'acme/legacy' };
      const attach = async (suffix: string, mediaType: string, layer: Buffer, signature = '') => {
        const annotations = { 'dev.cosignproject.cosign/signature': signature };
        const empty = Buffer.from('{}');
        for (const bytes of [empty, layer]) must(await registry.putBlob(at, bytes));
        const manifest = {
          schemaVersion: 2,
          mediaType: IMAGE,
          config: descriptor('application/vnd.oci.image.config.v1+json', empty),
          layers: [{ ...descriptor(mediaType, layer), annotations }],
        };
        const bytes = Buffer.from(JSON.stringify(manifest));
        const tag = `sha256-${image}.${suffix}`;
        must(await registry.putManifest(at, { bytes, mediaType: IMAGE, tag }));
      };
      const { dsseEnvelope } = JSON.parse(Buffer.from(record(image, '7').bytes).toString()) as {
        dsseEnvelope: { payload: string; payloadType: string; signatures: { sig: string }[] };
      };
      // Tekton Chains names its key so, as OpenSSH names keys.
      const keyid = 'SHA256:MPSVGzVDxoxNIgxmR2QptoONEx70dSVyktpR+2VXtiU';
      const signatures = dsseEnvelope.signatures.map(({ sig }) => ({ keyid, sig }));
      const envelope = Buffer.from(JSON.stringify({ ...dsseEnvelope, signatures }));
      await attach('att', 'application/vnd.dsse.envelope.v1+json', envelope);
      const critical = {
        identity: { 'docker-reference': `${host}/acme/legacy` },
        image: { 'docker-manifest-digest': `sha256:${image}` },
        type: 'cosign container image signature',
      };
      const text = Buffer.from(JSON.stringify({ critical, optional: null }));
      const signature = sign('sha256', text, pair.privateKey).toString('base64');
      await attach('sig', 'application/vnd.dev.cosign.simplesigning.v1+json', text, signature);
      const store = open('acme/legacy');
      const { records } = must(await store.find({ by: 'subject', digest: `sha256:${image}` }));
      const keys = must(loadTrustedKeys({ ours: { ...OPEN, pem: pair.publicKey } }));
      const verified = records.map(({ bytes }) =>
        must(verifyBundle(bytes, { keys, now: new Date() })),
      );
      expect(verified.map(({ signer, statement }) => [signer, statement.predicateType])).toEqual([
        ['ours', TYPE],
        ['ours', 'https://sigstore.dev/cosign/sign/v1'],
      ]);
    });

    ('missing' in cosignPeer ? test.skip : test)(
      'cosign verifies what we wrote, and we find what it wrote',
      async () => {
        const image = await push('acme/cosign');
        const reference = `${running?.host ?? ''}/acme/cosign@sha256:${image}`;
        const ours = record(image, '7');
        must(await open('acme/cosign').put({ kind: 'artifact-built', bytes: ours.bytes }));
        const flags = [
          '--key',
          'ours.pub',
          '--insecure-ignore-tlog',
          '--allow-insecure-registry',
          '--allow-http-registry',
        ];
        const verified = cosign('verify-attestation', ...flags, '--type', TYPE, reference);
        expect(verified).toMatchObject({ ok: true });
        const wrongType = cosign(
          'verify-attestation',
          ...flags,
          '--type',
          'https://example.com/x',
          reference,
        );
        expect(wrongType).toMatchObject({ ok: false });
        writeFileSync(join(folder, 'predicate.json'), '{"by":"cosign"}');
        const config = join(folder, 'signing-config.json');
        writeFileSync(
          config,
          JSON.stringify({ mediaType: 'application/vnd.dev.sigstore.signingconfig.v0.2+json' }),
        );
        const signing = [
          '--key',
          'import-cosign.key',
          '--signing-config',
          config,
          '--allow-insecure-registry',
          '--allow-http-registry',
          '-y',
        ];
        cosign('import-key-pair', '--key', 'ours.key');
        const attested = cosign(
          'attest',
          ...signing,
          '--type',
          'https://example.com/theirs',
          '--predicate',
          'predicate.json',
          reference,
        );
        expect(attested).toMatchObject({ ok: true });
        const store = open('acme/cosign');
        const { records } = must(await store.find({ by: 'subject', digest: `sha256:${image}` }));
        const types = records
          .map(({ bytes }) => must(peekStatement(bytes)).statement.predicateType)
          .sort();
        expect(types).toEqual(['https://example.com/theirs', TYPE]);
      },
    );
  });
}
