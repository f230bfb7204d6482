import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateKeyPair, readPrivateKey, signStatement, type PrivateKey } from '@plumbline/trust';
import { report, statuses } from '../support/command.js';
import { findDockerRegistry, findReferrersRegistry } from '../support/registry.js';
import { startDockerRegistry, startReferrersRegistry } from '../support/registry.js';
import type { RunningRegistry } from '../support/registry.js';
import { portsOf } from '../support/ports.js';

const IMAGE = 'application/vnd.oci.image.manifest.v1+json';
const BUNDLE = 'application/vnd.dev.sigstore.bundle.v0.3+json';
const ENVELOPE = 'application/vnd.dsse.envelope.v1+json';
const folder = mkdtempSync(join(tmpdir(), 'plumbline-junk-'));
afterAll(() => rmSync(folder, { recursive: true }));

function must<T>(result: { ok: true; value: T } | { ok: false; error: unknown }): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

function createSigner(): { readonly key: PrivateKey; readonly pem: string } {
  const pair = generateKeyPair('unencrypted');
  return { key: must(readPrivateKey(Buffer.from(pair.privateKey), null)), pem: pair.publicKey };
}

const builder = createSigner();
const stranger = createSigner();
const optional = { require: 'optional' };
const audited = { trigger: optional, pipeline: optional, configuration: optional };
const POLICY = {
  trust: { keys: { builder: { pem: builder.pem } } },
  audit: { time: 'optional', ...audited, functions: optional },
};
writeFileSync(join(folder, '.plumbline.yaml'), JSON.stringify(POLICY));

const hex = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

function descriptor(mediaType: string, bytes: Uint8Array, size = bytes.length) {
  return { mediaType, digest: `sha256:${hex(bytes)}`, size };
}

function buildRecord(image: string, { key }: { readonly key: PrivateKey }): Uint8Array {
  const statement = {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: 'a', digest: { sha256: image } }],
    predicateType: 'https://slsa.dev/provenance/v1',
    predicate: {
      buildDefinition: {
        buildType: 'https://example.com/build/v1',
        externalParameters: {},
        resolvedDependencies: [
          { uri: 'git+https://github.com/acme/app', digest: { gitCommit: '5f'.repeat(20) } },
        ],
      },
      runDetails: { builder: { id: 'https://example.com/builder' } },
    },
  };
  return must(signStatement(Buffer.from(JSON.stringify(statement)), key));
}

const peers = [
  ['docker-registry', findDockerRegistry(), startDockerRegistry],
  ['a registry with the referrers API', findReferrersRegistry(), startReferrersRegistry],
] as const;

for (const [name, peer, start] of peers) {
  if ('missing' in peer) console.warn(`skipped: ${peer.missing}`);
  ('missing' in peer ? describe.skip : describe)(`junk in ${name}`, () => {
    const empty = Buffer.from('{}');
    let running: RunningRegistry;
    let at = { registry: '', repository: 'acme/app' };
    let image: ReturnType<typeof descriptor>;
    beforeAll(async () => {
      running = await start('path' in peer ? peer.path : '');
      at = { ...at, registry: running.host };
      image = await push({ layers: [descriptor('text/plain', empty)] }, 'latest');
    });
    afterAll(() => running.close());

    const registry = () => portsOf({ registryInsecure: [running.host] }).registry;

    /** Stores a manifest; what else is in it is given. */
    async function push(content: object, tag?: string): Promise<ReturnType<typeof descriptor>> {
      must(await registry().putBlob(at, empty));
      const config = descriptor('application/vnd.oci.empty.v1+json', empty);
      const all = { schemaVersion: 2, mediaType: IMAGE, config, ...content };
      const bytes = Buffer.from(JSON.stringify(all));
      const under = tag === undefined ? {} : { tag };
      must(await registry().putManifest(at, { bytes, mediaType: IMAGE, ...under }));
      return descriptor(IMAGE, bytes);
    }

    /** Stores something as a record about the image, whatever it is. */
    async function attach(bytes: Uint8Array, layer = descriptor(BUNDLE, bytes)): Promise<void> {
      must(await registry().putBlob(at, bytes));
      await push({ artifactType: BUNDLE, layers: [layer], subject: image });
    }

    function audit(...more: readonly string[]) {
      const target = `${running.host}/acme/app@${image.digest}`;
      const store = ['--store', 'oci', '--registry-insecure', running.host];
      const run = report(folder, ['audit-artifact', target, ...store, ...more]);
      const [artifact] = (run.report as unknown as Told).audit.artifacts;
      const said = artifact?.answers.find(({ id }) => id === 'junk')?.said ?? '';
      return { status: run.status, checks: statuses(run.report), said };
    }

    test('alone it is no record of a build, and nothing is said to be good', async () => {
      await attach(Buffer.from('junk'));
      expect(audit()).toMatchObject({ status: 1, checks: { 'audit/build': 'fail' } });
    });

    test('beside a good record it hides nothing, is told, and fails in strict', async () => {
      const short = Buffer.from('shorter than its descriptor says');
      const attached = Buffer.from('no envelope');
      await attach(buildRecord(image.digest.slice('sha256:'.length), builder));
      expect(audit()).toMatchObject({ status: 0, said: '1 record about it not counted' });
      expect(audit('--strict')).toMatchObject({ status: 1, checks: { 'audit/junk': 'fail' } });
      await attach(buildRecord(image.digest.slice('sha256:'.length), stranger));
      await attach(short, descriptor(BUNDLE, short, 4));
      await attach(empty, descriptor('text/plain', empty));
      must(await registry().putBlob(at, attached));
      const tag = `${image.digest.replace(':', '-')}.att`;
      await push({ layers: [descriptor(ENVELOPE, attached)] }, tag);
      const lax = audit();
      expect(lax).toMatchObject({ status: 0, checks: { 'audit/build': 'pass' } });
      expect(lax.said).toMatch(/^2 records about it not counted; not readable: .*; 2 more not/);
      expect(audit('--strict')).toMatchObject({ status: 1, checks: { 'audit/junk': 'fail' } });
    });
  });
}

interface Told {
  readonly audit: {
    readonly artifacts: readonly {
      readonly answers: readonly { readonly id: string; readonly said: string }[];
    }[];
  };
}
