import { spawn, type ChildProcess } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPeer, type Peer } from '../support/peer.js';
import { fulcioConfig } from './fulcio-config.js';
import { startIssuer, type Issuer } from './issuer.js';
import { answerOf, freePorts } from './ports.js';
import {
  authorityOf,
  START,
  startTimestamps,
  TIMESTAMP_SERVER,
  type Authority,
} from './timestamps.js';

/** A sigstore instance of its own on loopback: the real Fulcio, timestamp authority and Rekor v2. */
export interface Instance {
  readonly folder: string;
  readonly issuer: Issuer;
  /** Path of a sigstore SigningConfig, and its text. */
  readonly signingConfig: { readonly path: string; readonly text: string };
  /** The trusted root as the servers tell it; `logId` is that of an entry of the log. */
  readonly trustedRoot: (logId: string) => Record<string, unknown>;
  readonly close: () => void;
}

const FULCIO = findPeer('fulcio', 'github.com/sigstore/fulcio');
const REKOR = findPeer('rekor-tiles', 'github.com/sigstore/rekor-tiles/v2/cmd/rekor-server/posix');

/** What is missing of the servers; null: nothing. */
export function whatIsMissing(): string | null {
  const missing = [FULCIO, TIMESTAMP_SERVER, REKOR].flatMap((peer) =>
    'missing' in peer ? [peer.missing] : [],
  );
  return missing.length === 0 ? null : missing.join('; ');
}

/** Names a log; its host has to stand in the base URL of the trusted root. */
const LOG_ORIGIN = 'rekor.local';

/** `server`: the address of the GitHub whose runs are certified. */
export async function startInstance(server = 'https://github.com'): Promise<Instance> {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-sigstore-'));
  const at = (name: string, content: string): string => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const issuer = await startIssuer();
  const [fulcio = 0, fulcioGrpc = 0, fulcioMetrics = 0, ...rekor] = await freePorts(6);
  const logKey = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const logPem = logKey.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
  mkdirSync(join(folder, 'log'));
  const children = [
    start(FULCIO, [
      ...['serve', '--ca', 'ephemeralca', '--ct-log-url', '', '--host', '127.0.0.1'],
      ...['--port', String(fulcio), '--grpc-host', '127.0.0.1', '--grpc-port', String(fulcioGrpc)],
      ...['--metrics-port', String(fulcioMetrics)],
      ...['--legacy-unix-domain-socket', join(folder, 'fulcio.sock')],
      ...['--config-path', at('fulcio.yaml', fulcioConfig(issuer.url, server))],
    ]),
    start(REKOR, [
      ...['serve', '--hostname', LOG_ORIGIN, '--storage-dir', join(folder, 'log')],
      ...['--signer-filepath', at('log.pem', logPem), '--checkpoint-interval', '1s'],
      ...['--http-port', String(rekor[0]), '--grpc-port', String(rekor[1])],
      ...['--http-metrics-port', String(rekor[2])],
    ]),
  ];
  const timestamps = await startTimestamps();
  const urls = {
    fulcio: `http://127.0.0.1:${String(fulcio)}`,
    tsa: timestamps.url,
    rekor: `http://127.0.0.1:${String(rekor[0])}`,
  };
  const close = (): void => {
    for (const child of children) child.kill('SIGKILL');
    timestamps.close();
    issuer.close();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const certificateAuthorities = await readAuthorities(urls.fulcio);
    await answerOf(`${urls.rekor}/healthz`);
    const text = JSON.stringify(signingConfig(urls));
    const log = logKey.publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
    return {
      folder,
      issuer,
      signingConfig: { path: at('signing-config.json', text), text },
      trustedRoot: (logId) => ({
        mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
        tlogs: [logOf(log, logId)],
        certificateAuthorities,
        timestampAuthorities: [timestamps.authority],
      }),
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

function logOf(rawBytes: string, keyId: string) {
  const keyDetails = 'PKIX_ECDSA_P256_SHA_256';
  return {
    baseUrl: `https://${LOG_ORIGIN}`,
    hashAlgorithm: 'SHA2_256',
    publicKey: { rawBytes, keyDetails, validFor: { start: START } },
    logId: { keyId },
  };
}

function start(peer: Peer, args: readonly string[]): ChildProcess {
  if ('missing' in peer) throw new Error(peer.missing);
  return spawn(peer.path, args, { stdio: 'ignore', env: { HOME: tmpdir(), PATH: '' } });
}

async function readAuthorities(fulcio: string): Promise<readonly Authority[]> {
  const bundle = await answerOf(`${fulcio}/api/v2/trustBundle`);
  const { chains } = (await bundle.json()) as { chains: { certificates: string[] }[] };
  return chains.map(({ certificates }) => authorityOf(certificates));
}

function signingConfig(urls: { fulcio: string; tsa: string; rekor: string }) {
  const service = (url: string, majorApiVersion: number) => [
    { url, majorApiVersion, validFor: { start: START }, operator: 'acme' },
  ];
  return {
    mediaType: 'application/vnd.dev.sigstore.signingconfig.v0.2+json',
    caUrls: service(urls.fulcio, 1),
    rekorTlogUrls: service(urls.rekor, 2),
    rekorTlogConfig: { selector: 'ANY' },
    tsaUrls: service(urls.tsa, 1),
    tsaConfig: { selector: 'ANY' },
  };
}
