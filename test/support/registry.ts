import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { findPeer, type Peer } from './peer.js';

/** A registry that runs, empty, on loopback by plain http. */
export interface RunningRegistry {
  /** `127.0.0.1:PORT`. */
  readonly host: string;
  readonly close: () => void;
}

/** Debian's docker-registry: distribution 2.8, which has no referrers API. */
export function findDockerRegistry(): Peer {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const path = folders.map((folder) => join(folder, 'docker-registry')).find(existsSync);
  return path === undefined ? { missing: 'apt-get install docker-registry' } : { path };
}

/** The registry of `test/peers/registry`, which has the referrers API. */
export function findReferrersRegistry(): Peer {
  return findPeer('registry', '.');
}

/** What a registry is started with. */
export interface RegistryOptions {
  /** Path of a file of users; without it everybody may do everything. */
  readonly htpasswd?: string;
  /** Paths of a certificate and its key: then it speaks https. */
  readonly tls?: { readonly certificate: string; readonly key: string };
}

/** Starts docker-registry with its contents in memory. */
export async function startDockerRegistry(
  path: string,
  { htpasswd, tls }: RegistryOptions = {},
): Promise<RunningRegistry> {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-registry-'));
  const config = join(folder, 'config.yml');
  const http = { addr: '127.0.0.1:0', secret: 'constant', ...(tls === undefined ? {} : { tls }) };
  const auth = { htpasswd: { realm: 'test', path: htpasswd } };
  const options = { ...STORAGE, http, ...(htpasswd === undefined ? {} : { auth }) };
  writeFileSync(config, JSON.stringify(options));
  const child = spawn(path, ['serve', config], { stdio: ['ignore', 'ignore', 'pipe'] });
  const line = /listening on (127\.0\.0\.1:[0-9]+)/;
  const host = await announced(child, child.stderr, line);
  const close = (): void => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  };
  return { host, close };
}

const STORAGE = {
  version: '0.1',
  log: { level: 'info', formatter: 'json' },
  storage: { inmemory: {} },
};

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
