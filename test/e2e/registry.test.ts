import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Registry } from '@plumbline/step';
import {
  findDockerRegistry,
  findReferrersRegistry,
  startDockerRegistry,
  startReferrersRegistry,
  type RunningRegistry,
} from '../support/registry.js';
import { portsOf } from '../support/ports.js';
import type { Peer } from '../support/peer.js';

const IMAGE = 'application/vnd.oci.image.manifest.v1+json';
const INDEX = 'application/vnd.oci.image.index.v1+json';
const EMPTY = { mediaType: 'application/vnd.oci.empty.v1+json', bytes: Buffer.from('{}') };
const BUNDLE = 'application/vnd.dev.sigstore.bundle.v0.3+json';
/** Ends with `error` where it is asked for what is not as it should be. */
function must<T>(result: { ok: true; value: T } | { ok: false; error: unknown }): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

function clientOf(host: string, env: Readonly<Record<string, string>> = {}): Registry {
  return portsOf({ env, registryInsecure: [host] }).registry;
}

const digestOf = (bytes: Uint8Array): string =>
  `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

function descriptor(mediaType: string, bytes: Uint8Array): object {
  return { mediaType, digest: digestOf(bytes), size: bytes.length };
}

/** An image of one layer, or an artifact about another manifest. */
function manifestOf(layer: Uint8Array, subject?: object): Buffer {
  const artifact = subject === undefined ? {} : { artifactType: BUNDLE, subject };
  return Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: IMAGE,
      config: descriptor(EMPTY.mediaType, EMPTY.bytes),
      layers: [descriptor('application/octet-stream', layer)],
      ...artifact,
    }),
  );
}

const peers: readonly [string, Peer, (path: string) => Promise<RunningRegistry>][] = [
  [
    'docker-registry, without the referrers API',
    findDockerRegistry(),
    (path) => startDockerRegistry(path),
  ],
  ['a registry with the referrers API', findReferrersRegistry(), startReferrersRegistry],
];

for (const [name, peer, start] of peers) {
  if ('missing' in peer) console.warn(`skipped: ${peer.missing}`);
  ('missing' in peer ? describe.skip : describe)(name, () => {
    let running: RunningRegistry | null = null;
    beforeAll(async () => {
      running = await start('path' in peer ? peer.path : '');
    });
    afterAll(() => running?.close());
    const at = (repository: string) => ({ registry: running?.host ?? '', repository });
    const client = (): Registry => clientOf(running?.host ?? '');

    /** Stores an image, and returns its manifest's descriptor. */
    async function push(repository: string, tag?: string, layer = randomBytes(64)) {
      const registry = client();
      must(await registry.putBlob(at(repository), EMPTY.bytes));
      must(await registry.putBlob(at(repository), layer));
      const bytes = manifestOf(layer);
      const content = { bytes, mediaType: IMAGE, ...(tag === undefined ? {} : { tag }) };
      expect(must(await registry.putManifest(at(repository), content))).toBe(digestOf(bytes));
      return { ...descriptor(IMAGE, bytes), digest: digestOf(bytes), bytes, layer };
    }

    test('gives back what was stored, by tag and by digest', async () => {
      const { bytes, digest, layer } = await push('acme/app', '1.0');
      for (const reference of ['1.0', digest]) {
        const found = must(await client().manifest(at('acme/app'), reference));
        expect(found).toMatchObject({ digest, mediaType: IMAGE, bytes, subject: null });
        expect(found?.layers).toMatchObject([{ digest: digestOf(layer), size: 64 }]);
      }
      const content = { digest: digestOf(layer), size: layer.length };
      expect(must(await client().blob(at('acme/app'), content))).toEqual(layer);
    });

    test('has nothing where nothing is', async () => {
      await push('acme/other');
      const nowhere = `sha256:${'0'.repeat(64)}`;
      expect(must(await client().manifest(at('acme/other'), 'none'))).toBeNull();
      expect(must(await client().manifest(at('acme/none'), nowhere))).toBeNull();
      expect(must(await client().blob(at('acme/other'), { digest: nowhere, size: 1 }))).toBeNull();
      expect(must(await client().tags(at('acme/none')))).toBeNull();
      expect(must(await client().referrers(at('acme/other'), nowhere))).toEqual([]);
    });

    test('lists tags', async () => {
      for (const tag of ['a', 'b', 'c']) await push('acme/tagged', tag);
      expect(must(await client().tags(at('acme/tagged')))).toEqual(['a', 'b', 'c']);
    });

    test('lists the manifests of an index', async () => {
      const { bytes, digest } = await push('acme/index');
      const platform = { os: 'linux', architecture: 'arm64', variant: 'v8' };
      const manifests = [{ mediaType: IMAGE, digest, size: bytes.length, platform }];
      const index = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: INDEX, manifests }));
      const content = { bytes: index, mediaType: INDEX, tag: 'many' };
      must(await client().putManifest(at('acme/index'), content));
      const found = must(await client().manifest(at('acme/index'), 'many'));
      expect(found).toMatchObject({ mediaType: INDEX, config: null, layers: [] });
      expect(found?.manifests).toMatchObject([{ digest, platform: 'linux/arm64/v8' }]);
    });

    test('stores a large layer once', async () => {
      const layer = randomBytes(6 * 1024 * 1024);
      const { digest } = await push('acme/large', undefined, layer);
      expect((await push('acme/large', 'again', layer)).digest).toBe(digest);
      const content = { digest: digestOf(layer), size: layer.length };
      const found = must(await client().blob(at('acme/large'), content));
      expect(found && layer.equals(found)).toBe(true);
    });

    test('finds all that writers at the same time have attached', async () => {
      const { digest, bytes } = await push('acme/attested');
      const subject = { mediaType: IMAGE, digest, size: bytes.length };
      const attach = async (): Promise<string> => {
        const registry = client();
        const layer = randomBytes(32);
        must(await registry.putBlob(at('acme/attested'), layer));
        const content = { bytes: manifestOf(layer, subject), mediaType: IMAGE };
        return must(await registry.putManifest(at('acme/attested'), content));
      };
      const attached = await Promise.all(Array.from({ length: 5 }, attach));
      const listed = must(await client().referrers(at('acme/attested'), digest, BUNDLE));
      expect(listed.map((each) => each.digest).sort()).toEqual([...attached].sort());
    });
  });
}

const docker = findDockerRegistry();
('missing' in docker ? describe.skip : describe)('docker-registry that wants a login', () => {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-login-'));
  const folders: string[] = [folder];
  let running: RunningRegistry | null = null;
  beforeAll(async () => {
    const users = join(folder, 'htpasswd');
    // bcrypt of `correct horse`
    writeFileSync(users, 'ci:$2b$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e\n');
    running = await startDockerRegistry('path' in docker ? docker.path : '', { htpasswd: users });
  });
  afterAll(() => {
    running?.close();
    for (const each of folders) rmSync(each, { recursive: true });
  });

  const login = (auths: (host: string) => object): Registry => {
    const own = mkdtempSync(join(tmpdir(), 'plumbline-login-'));
    folders.push(own);
    const host = running?.host ?? '';
    writeFileSync(join(own, 'config.json'), JSON.stringify(auths(host)));
    return clientOf(host, { DOCKER_CONFIG: own });
  };
  const entry = (password: string) => ({
    auth: Buffer.from(`ci:${password}`).toString('base64'),
  });

  test('takes the entry of its own host', async () => {
    const at = { registry: running?.host ?? '', repository: 'acme/app' };
    const registry = login((host) => ({ auths: { [host]: entry('correct horse') } }));
    expect(must(await registry.putBlob(at, EMPTY.bytes))).toBe(digestOf(EMPTY.bytes));
    expect(must(await registry.manifest(at, 'none'))).toBeNull();
  });

  test.each([
    ['nobody is logged in', () => ({})],
    ['the password is wrong', (host: string) => ({ auths: { [host]: entry('wrong') } })],
    [
      'the entry is of a longer host',
      (host: string) => ({ auths: { [`${host}0`]: entry('correct horse') } }),
    ],
    [
      'the entry is of a part',
      (host: string) => ({ auths: { [host.slice(0, -1)]: entry('correct horse') } }),
    ],
    ['a program keeps them', (host: string) => ({ credHelpers: { [host]: 'pass' } })],
  ])('refuses where %s, and says no secret', async (_name, config) => {
    const at = { registry: running?.host ?? '', repository: 'acme/app' };
    const refused = await login(config).manifest(at, '1.0');
    expect(refused).toMatchObject({
      ok: false,
      error: { kind: 'undecidable', code: 'REGISTRY_DENIED' },
    });
    expect(JSON.stringify(refused)).not.toMatch(/correct horse|wrong|Y2k6/);
  });
});
