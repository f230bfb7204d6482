import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { findCosign } from '../support/peer.js';
import { plumbline } from '../support/command.js';
import { createKey, type KeyFiles } from '../support/key.js';
import { root } from '../support/root.js';

const PROGRAMS = ['docker-registry', 'go', 'dpkg-deb', 'apt-get'];
const MINUTES = 60_000;

const has = (name: string): boolean => spawnSync('sh', ['-c', `command -v ${name}`]).status === 0;
const git = (...args: string[]): string =>
  spawnSync('git', args, { cwd: root, encoding: 'utf8' }).stdout.trim();

const cosign = findCosign();
const missing = [
  ...PROGRAMS.filter((name) => !has(name)),
  ...('missing' in cosign ? [cosign.missing] : []),
  ...(git('status', '--porcelain') === '' ? [] : ['a tree without uncommitted changes']),
];
if (missing.length > 0) console.warn(`skipped: missing ${missing.join(', ')}`);

const work = mkdtempSync(join(tmpdir(), 'plumbline-release-'));
const at = (name: string): string => join(work, name);
const version = git('show', 'HEAD:package.json').match(/"version": "([^"]+)"/)?.[1] ?? '';
let address = '';
let registry: ChildProcess | null = null;
let key: KeyFiles;

function argumentsFor(out: string): string[] {
  const place = ['--registry', `${address}/plumbline`, '--registry-insecure', address];
  const made = ['--rebuilt', at('rebuilt'), '--layout', at('image')];
  return [
    join(root, 'scripts/release.mjs'),
    '--version',
    version,
    '--key',
    key.privatePath,
    ...place,
    ...made,
    '--out',
    out,
  ];
}

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** Runs the release, and kills it with all that it has started when a line begins with the marker. */
function release(out: string, killAt?: string): Promise<Ended> {
  const child = spawn(process.execPath, argumentsFor(out), { cwd: root, detached: true });
  let output = '';
  const take = (chunk: Buffer): void => {
    output += chunk.toString();
    const isThere = killAt !== undefined && `\n${output}`.includes(`\n${killAt}`);
    if (isThere && child.pid !== undefined && child.exitCode === null)
      process.kill(-child.pid, 'SIGKILL');
  };
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  return new Promise((resolve) => {
    child.on('close', (code) => {
      resolve({ code, output });
    });
  });
}

/** What the registry says to somebody who asks by tag. */
async function tagged(): Promise<Readonly<Record<string, string>>> {
  const found: Record<string, string> = {};
  const catalog = (await (await fetch(`http://${address}/v2/_catalog`)).json()) as {
    repositories: string[];
  };
  for (const name of catalog.repositories) {
    const answer = await fetch(`http://${address}/v2/${name}/tags/list`);
    const { tags } = answer.ok
      ? ((await answer.json()) as { tags: string[] | null })
      : { tags: [] };
    for (const tag of tags ?? []) {
      const accept = { accept: 'application/vnd.oci.image.manifest.v1+json' };
      const head = await fetch(`http://${address}/v2/${name}/manifests/${tag}`, {
        method: 'HEAD',
        headers: accept,
      });
      found[`${address}/${name}:${tag}`] = head.headers.get('docker-content-digest') ?? '';
    }
  }
  return found;
}

const refs = (out: string): readonly string[] =>
  plumbline(work, ['catalog', 'show', join(out, 'catalog'), '--refs'])
    .stdout.trim()
    .split('\n');

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const bound = server.address();
      server.close(() => {
        resolve(typeof bound === 'object' && bound !== null ? bound.port : 0);
      });
    });
  });

async function startRegistry(): Promise<void> {
  address = `127.0.0.1:${String(await freePort())}`;
  const config = `version: 0.1\nlog: {level: error}\nstorage: {filesystem: {rootdirectory: ${at('data')}}}\nhttp: {addr: "${address}"}\n`;
  writeFileSync(at('registry.yml'), config);
  registry = spawn('docker-registry', ['serve', at('registry.yml')], { stdio: 'ignore' });
  for (let tries = 0; tries < 100; tries += 1) {
    if (
      await fetch(`http://${address}/v2/`).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('docker-registry does not answer');
}

const described = missing.length > 0 ? describe.skip : describe;

described('a release on a registry of this machine', () => {
  const out = at('release');

  beforeAll(async () => {
    await startRegistry();
    key = createKey(work, 'catalog');
    mkdirSync(at('rebuilt'));
    const archive = spawnSync('git', ['archive', 'HEAD', 'actions'], {
      cwd: root,
      maxBuffer: 1 << 28,
    });
    spawnSync('tar', ['-x', '-C', at('rebuilt')], { input: archive.stdout });
    const image = spawnSync(process.execPath, [join(root, 'scripts/image.mjs'), at('image')], {
      encoding: 'utf8',
    });
    if (image.status !== 0) throw new Error(image.stderr);
  }, 10 * MINUTES);

  afterAll(() => {
    registry?.kill();
    rmSync(work, { recursive: true, force: true });
  });

  test.each(['== check', '== build', '== sign', '== verify', '== upload', 'uploaded'])(
    'killed at "%s" it has published nothing',
    async (marker) => {
      expect((await release(out, marker)).code).toBeNull();
      expect(await tagged()).toEqual({});
      const verified =
        existsSync(out) &&
        plumbline(work, [
          'catalog',
          'verify',
          join(out, 'catalog'),
          '--key',
          key.publicPath,
          '--offline',
        ]).status;
      expect([false, 0]).toContain(verified);
    },
    5 * MINUTES,
  );

  test(
    'killed between two tags it has given tags to what is signed, and to nothing else',
    async () => {
      expect((await release(out, 'tagged')).code).toBeNull();
      const signed = refs(out);
      const given = Object.entries(await tagged()).map(([name, digest]) => `${name}@${digest}`);
      expect(given.length).toBeGreaterThan(0);
      expect(given.filter((ref) => !signed.includes(ref))).toEqual([]);
    },
    5 * MINUTES,
  );

  test(
    'run again it is finished, and verified by a stranger and by cosign',
    async () => {
      const { code, output } = await release(out);
      expect([
        code,
        /^cosign: \d+ files.*Verified OK$/m.test(output),
        /^released /m.test(output),
      ]).toEqual([0, true, true]);
      const given = Object.entries(await tagged()).map(([name, digest]) => `${name}@${digest}`);
      expect(given.sort()).toEqual([...refs(out)].sort());
      expect((await release(out)).code).toBe(0);
    },
    10 * MINUTES,
  );

  test('its manifests name the image of the release by its digest, and are signed', () => {
    const manifest = 'deploy/attest-controller/deployment.yaml';
    const [image] =
      readFileSync(at(`release/catalog/${manifest}`), 'utf8').match(/ image: .*/g) ?? [];
    const { manifests } = JSON.parse(readFileSync(at('release/image/index.json'), 'utf8')) as {
      manifests: { digest: string }[];
    };
    expect(image).toBe(
      ` image: ghcr.io/plumbline/plumbline:${version}@${manifests[0]?.digest ?? ''}`,
    );
    const statement = readFileSync(at('release/catalog/catalog.sigstore.json'), 'utf8');
    const { dsseEnvelope } = JSON.parse(statement) as { dsseEnvelope: { payload: string } };
    expect(Buffer.from(dsseEnvelope.payload, 'base64').toString()).toContain(manifest);
  });

  test(
    'another release of the same version replaces nothing',
    async () => {
      const before = await tagged();
      const { code, output } = await release(at('other'));
      expect([code, /is another release/.test(output)]).toEqual([1, true]);
      expect(await tagged()).toEqual(before);
    },
    5 * MINUTES,
  );

  test('a stranger sees a tampered copy, and an image that the registry has exchanged', () => {
    const verify = (): number | null =>
      plumbline(work, [
        'catalog',
        'verify',
        join(out, 'catalog'),
        '--key',
        key.publicPath,
        '--registry-insecure',
        address,
      ]).status;
    expect(verify()).toBe(0);
    const path = join(out, 'catalog/actions/verify-pipeline/dist/index.js');
    const bytes = readFileSync(path);
    writeFileSync(path, Buffer.concat([bytes, Buffer.from('\n')]));
    expect(verify()).toBe(1);
    writeFileSync(path, bytes);
    rmSync(at('data'), { recursive: true });
    expect(verify()).toBe(1);
  });
});
