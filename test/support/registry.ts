import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from './root.js';

/** A program that is here, or why it is not. */
export type Peer = { readonly path: string } | { readonly missing: string };

/** A registry that runs, empty, on loopback by plain http. */
export interface RunningRegistry {
  /** `127.0.0.1:PORT`. */
  readonly host: string;
  readonly close: () => void;
}

const MODULE = join(root, 'test/peers/registry');

/** Debian's docker-registry: distribution 2.8, which has no referrers API. */
export function findDockerRegistry(): Peer {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const path = folders.map((folder) => join(folder, 'docker-registry')).find(existsSync);
  return path === undefined ? { missing: 'apt-get install docker-registry' } : { path };
}

/** The registry of `test/peers/registry`, which has the referrers API; with PLUMBLINE_PEERS=build it is built first, once. */
export function findReferrersRegistry(): Peer {
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  const sum = createHash('sha256')
    .update(readFileSync(join(MODULE, 'go.sum')))
    .digest('hex');
  const folder = join(cache, 'plumbline/bin');
  const path = join(folder, `registry-${sum.slice(0, 12)}`);
  if (existsSync(path)) return { path };
  if (process.env['PLUMBLINE_PEERS'] !== 'build') {
    return { missing: 'the registry is not built: run once with PLUMBLINE_PEERS=build (needs Go)' };
  }
  mkdirSync(folder, { recursive: true });
  const args = ['go', 'build', '-trimpath', '-o', `${path}.new`, '.'];
  const env = { ...process.env, CGO_ENABLED: '0' };
  const built = spawnSync('nice', args, { cwd: MODULE, env, encoding: 'utf8' });
  if (built.status !== 0) return { missing: `the registry cannot be built: ${built.stderr}` };
  renameSync(`${path}.new`, path);
  return { path };
}

/** Starts docker-registry with its contents in memory; `extra` is more of its configuration. */
export async function startDockerRegistry(path: string, extra = ''): Promise<RunningRegistry> {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-registry-'));
  const config = join(folder, 'config.yml');
  writeFileSync(config, DOCKER_REGISTRY + extra);
  const child = spawn(path, ['serve', config], { stdio: ['ignore', 'ignore', 'pipe'] });
  const line = /listening on (127\.0\.0\.1:[0-9]+)/;
  const host = await announced(child, child.stderr, line);
  const close = (): void => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  };
  return { host, close };
}

const DOCKER_REGISTRY = `version: 0.1
log: { level: info, formatter: json }
storage: { inmemory: {} }
http: { addr: '127.0.0.1:0', secret: constant }
`;

/** Starts the registry of `test/peers/registry`. */
export async function startReferrersRegistry(path: string): Promise<RunningRegistry> {
  const child = spawn(path, { stdio: ['pipe', 'pipe', 'ignore'] });
  const host = await announced(child, child.stdout, /^(127\.0\.0\.1:[0-9]+)$/);
  return { host, close: () => child.kill('SIGKILL') };
}

function announced(
  child: ChildProcess,
  output: NodeJS.ReadableStream,
  line: RegExp,
): Promise<string> {
  return new Promise((done, failed) => {
    createInterface({ input: output }).on('line', (text) => {
      const host = line.exec(text)?.[1];
      if (host !== undefined) done(host);
    });
    child.on('error', failed).on('exit', () => failed(new Error('the registry has ended')));
  });
}
