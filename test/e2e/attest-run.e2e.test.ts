import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeRecord, executedRecord } from '@plumbline/records';
import type { Registry } from '@plumbline/step';
import { peekPayload, peekStatement } from '@plumbline/trust';
import { plumbline } from '../support/command.js';
import { createKey, type KeyFiles } from '../support/key.js';
import {
  findReferrersRegistry,
  startReferrersRegistry,
  type RunningRegistry,
} from '../support/registry.js';
import { portsOf } from '../support/ports.js';
import { exportedTaskRun } from '../support/tekton-run.js';
import { findCosign } from '../support/peer.js';

const cosignPeer = findCosign();
const registryPeer = findReferrersRegistry();
const missing = [cosignPeer, registryPeer].flatMap((peer) =>
  'missing' in peer ? [peer.missing] : [],
);
for (const each of missing) console.warn(`skipped: ${each}`);

const BUNDLE = 'application/vnd.dev.sigstore.bundle.v0.3+json';
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const EMPTY = Buffer.from('{}');

let folder = '';
let key: KeyFiles;
let running: RunningRegistry;
let digest = '';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

function descriptor(mediaType: string, bytes: Uint8Array): object {
  return { mediaType, digest: `sha256:${sha256(bytes)}`, size: bytes.length };
}

function must<T>(result: { ok: true; value: T } | { ok: false; error: unknown }): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

function registry(): Registry {
  return portsOf({ registryInsecure: [running.host] }).registry;
}

const place = () => ({ registry: running.host, repository: 'acme/app' });

/** Puts a manifest with one layer into the registry, and returns its digest. */
async function push(layer: Uint8Array, type: string, more: object = {}): Promise<string> {
  for (const blob of [EMPTY, layer]) must(await registry().putBlob(place(), blob));
  const manifest = {
    schemaVersion: 2,
    mediaType: MANIFEST,
    config: descriptor('application/vnd.oci.empty.v1+json', EMPTY),
    layers: [descriptor(type, layer)],
    ...more,
  };
  const bytes = Buffer.from(JSON.stringify(manifest));
  return must(await registry().putManifest(place(), { bytes, mediaType: MANIFEST }));
}

/** Runs cosign where it finds no configuration and has no one to ask. */
function cosign(...args: readonly string[]): { readonly ok: boolean; readonly output: string } {
  const env = { PATH: '', HOME: folder, TUF_ROOT: join(folder, 'tuf') };
  const path = 'path' in cosignPeer ? cosignPeer.path : '';
  const run = spawnSync(path, args, { cwd: folder, env, encoding: 'utf8' });
  return { ok: run.status === 0, output: `${run.stdout}${run.stderr}` };
}

const records = (): readonly { readonly path: string; readonly kind: string }[] =>
  readdirSync(join(folder, 'records', 'sha256')).map((name) => {
    const path = join(folder, 'records', 'sha256', name);
    return { path, kind: must(describeRecord(readFileSync(path))).kind };
  });

/** The path of the one record of a kind. */
function recordOf(kind: string): string {
  const [found] = records().filter((record) => record.kind === kind);
  if (found === undefined) throw new Error(`no record of the kind ${kind}`);
  return found.path;
}

(missing.length > 0 ? describe.skip : describe)('records that cosign reads', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'plumbline-attest-'));
    key = createKey(folder, 'ci');
    running = await startReferrersRegistry('path' in registryPeer ? registryPeer.path : '');
    digest = await push(Buffer.from('a layer'), 'application/vnd.oci.image.layer.v1.tar');
    mkdirSync(join(folder, 'dist'));
    writeFileSync(join(folder, 'dist', 'app.txt'), 'an artifact\n');
    const image = { url: `${running.host}/acme/app`, digest };
    writeFileSync(join(folder, 'run.json'), exportedTaskRun(image));
    const sbom = {
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
      components: [{ type: 'library', name: 'zlib' }],
    };
    writeFileSync(join(folder, 'sbom.json'), JSON.stringify(sbom));
    const attested = plumbline(folder, [
      ...['attest-run', 'run.json', '--key', 'ci.key', '--store', 'dir:records'],
      ...['--subjects', 'dist', `${image.url}@${digest}`, '--sbom', 'sbom.json'],
      ...['--registry-insecure', running.host],
    ]);
    if (attested.status !== 0) throw new Error(attested.stdout + attested.stderr);
  });
  afterAll(() => {
    running.close();
    rmSync(folder, { recursive: true });
  });

  const verify = (kind: string, type: string, file: string): boolean => {
    const options = ['--key', key.publicPath, '--insecure-ignore-tlog', '--type', type];
    const bundle = ['--bundle', recordOf(kind)];
    return cosign('verify-blob-attestation', ...options, ...bundle, file).ok;
  };

  test.each([
    ['artifact-built', 'https://slsa.dev/provenance/v1'],
    ['artifact-built', 'slsaprovenance1'],
    ['artifact-contents', 'cyclonedx'],
  ])('%s of a file, as %s', (kind, type) => {
    writeFileSync(join(folder, 'other.txt'), 'another');
    expect(verify(kind, type, 'dist/app.txt')).toBe(true);
    expect(verify(kind, type, 'other.txt')).toBe(false);
    expect(verify(kind, 'https://example.com/x', 'dist/app.txt')).toBe(false);
  });

  test('function-executed, whose product is the image', async () => {
    const payload = must(peekPayload(readFileSync(recordOf('function-executed'))));
    expect(must(executedRecord.parse(payload)).subjects).toMatchObject([
      { digest: { sha256: digest.slice('sha256:'.length) } },
    ]);
    const manifest = must(await registry().manifest(place(), digest));
    writeFileSync(join(folder, 'manifest'), manifest?.bytes ?? EMPTY);
    expect(
      verify('function-executed', 'https://plumbline.dev/attestation/step-run/v1', 'manifest'),
    ).toBe(true);
  });

  test('trigger-authorized, by its signature', () => {
    const type = 'https://plumbline.dev/attestation/trigger-authorization/v1';
    const options = ['--key', key.publicPath, '--insecure-ignore-tlog', '--type', type];
    const bundle = ['--bundle', recordOf('trigger-authorized'), '--check-claims=false'];
    const other = createKey(folder, 'other').publicPath;
    const verified = cosign('verify-blob-attestation', ...options, ...bundle, 'dist/app.txt');
    expect(verified).toMatchObject({ ok: true });
    const [, , ...rest] = options;
    expect(
      cosign('verify-blob-attestation', '--key', other, ...rest, ...bundle, 'dist/app.txt').ok,
    ).toBe(false);
  });

  describe('beside the image', () => {
    const reference = (): string => `${running.host}/acme/app@${digest}`;
    const keyOptions = (): readonly string[] => [
      '--key',
      key.publicPath,
      '--insecure-ignore-tlog',
      '--allow-http-registry',
    ];

    test('nothing is there, and then the signature is', async () => {
      expect(cosign('verify', ...keyOptions(), reference()).ok).toBe(false);
      await attach('image-signed');
      const verified = cosign('verify', ...keyOptions(), reference());
      expect(verified).toMatchObject({ ok: true });
      const other = createKey(folder, 'third').publicPath;
      const [, , ...rest] = keyOptions();
      expect(cosign('verify', '--key', other, ...rest, reference()).ok).toBe(false);
    });

    test('and the build record', async () => {
      await attach('artifact-built');
      const type = ['--type', 'https://slsa.dev/provenance/v1'];
      const verified = cosign('verify-attestation', ...keyOptions(), ...type, reference());
      expect(verified).toMatchObject({ ok: true });
    });

    /** As cosign attaches a bundle (OCI image specification 1.1, `subject`). */
    async function attach(kind: string): Promise<void> {
      const bundle = readFileSync(recordOf(kind));
      const manifest = must(await registry().manifest(place(), digest));
      const { predicateType } = must(peekStatement(bundle)).statement;
      await push(bundle, BUNDLE, {
        artifactType: BUNDLE,
        subject: descriptor(MANIFEST, manifest?.bytes ?? EMPTY),
        annotations: {
          'dev.sigstore.bundle.content': 'dsse-envelope',
          'dev.sigstore.bundle.predicateType': predicateType,
        },
      });
    }
  });
});
