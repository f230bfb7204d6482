import { spawn, type ChildProcess } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPeer, type Peer } from '../support/peer.js';
import { freePorts } from './ports.js';
import { START } from './timestamps.js';

export type LogVersion = 1 | 2;

/** A log of its own on loopback. */
interface Log {
  readonly url: string;
  /** Answers as soon as the log does. */
  readonly readyUrl: string;
  /** Its entry of `tlogs` in a sigstore TrustedRoot; the id is that of an entry. */
  readonly trusted: (keyId: string) => object;
  readonly close: () => void;
}

/** Names a log; its host has to stand in the base URL of the trusted root. */
const ORIGIN = 'rekor.local';

/** Rekor v1 with the Trillian that it needs, in one process; and Rekor v2, which needs none. */
export const LOGS: Readonly<
  Record<LogVersion, { readonly peer: Peer; readonly start: (folder: string) => Promise<Log> }>
> = {
  1: { peer: findPeer('rekor', '.'), start: startV1 },
  2: {
    peer: findPeer('rekor-tiles', 'github.com/sigstore/rekor-tiles/v2/cmd/rekor-server/posix'),
    start: startV2,
  },
};

/** Starts a program with nothing of our environment; it sees the end of its standard input when we end. */
export function start(peer: Peer, args: readonly string[]): ChildProcess {
  if ('missing' in peer) throw new Error(peer.missing);
  const env = { HOME: tmpdir(), PATH: '' };
  return spawn(peer.path, args, { stdio: ['pipe', 'ignore', 'ignore'], env });
}

async function startV1(folder: string): Promise<Log> {
  const [port = 0] = await freePorts(1);
  const key = createKey(folder);
  const child = start(LOGS[1].peer, [
    ...['serve', '--rekor_server.hostname', ORIGIN, '--port', String(port)],
    ...['--rekor_server.signer', key.path, '--enable_retrieve_api=false'],
  ]);
  return logOf({ port, ready: '/api/v1/log', child, rawBytes: key.rawBytes });
}

async function startV2(folder: string): Promise<Log> {
  const [port = 0, grpc = 0, metrics = 0] = await freePorts(3);
  const key = createKey(folder);
  mkdirSync(join(folder, 'log'));
  const child = start(LOGS[2].peer, [
    ...['serve', '--hostname', ORIGIN, '--storage-dir', join(folder, 'log')],
    ...['--signer-filepath', key.path, '--checkpoint-interval', '1s'],
    ...['--http-port', String(port), '--grpc-port', String(grpc)],
    ...['--http-metrics-port', String(metrics)],
  ]);
  return logOf({ port, ready: '/healthz', child, rawBytes: key.rawBytes });
}

interface Started {
  readonly port: number;
  readonly ready: string;
  readonly child: ChildProcess;
  readonly rawBytes: string;
}

function logOf({ port, ready, child, rawBytes }: Started): Log {
  const url = `http://127.0.0.1:${String(port)}`;
  const publicKey = {
    rawBytes,
    keyDetails: 'PKIX_ECDSA_P256_SHA_256',
    validFor: { start: START },
  };
  return {
    url,
    readyUrl: `${url}${ready}`,
    trusted: (keyId) => ({
      baseUrl: `https://${ORIGIN}`,
      hashAlgorithm: 'SHA2_256',
      publicKey,
      logId: { keyId },
    }),
    close: () => void child.kill('SIGKILL'),
  };
}

function createKey(folder: string): { readonly path: string; readonly rawBytes: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const path = join(folder, 'log.pem');
  writeFileSync(path, privateKey.export({ format: 'pem', type: 'pkcs8' }));
  return { path, rawBytes: publicKey.export({ format: 'der', type: 'spki' }).toString('base64') };
}
