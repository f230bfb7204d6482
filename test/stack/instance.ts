import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPeer } from '../support/peer.js';
import { fulcioConfig } from './fulcio-config.js';
import { startIssuer, type Issuer } from './issuer.js';
import { LOGS, start, type LogVersion } from './log.js';
import { answerOf, freePorts } from './ports.js';
import {
  authorityOf,
  START,
  startTimestamps,
  TIMESTAMP_SERVER,
  type Authority,
} from './timestamps.js';

/** A sigstore instance of its own on loopback: the real Fulcio, timestamp authority and Rekor. */
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

/** What is missing of the servers; null: nothing. */
export function whatIsMissing(log: LogVersion = 2): string | null {
  const missing = [FULCIO, TIMESTAMP_SERVER, LOGS[log].peer].flatMap((peer) =>
    'missing' in peer ? [peer.missing] : [],
  );
  return missing.length === 0 ? null : missing.join('; ');
}

interface Options {
  /** The address of the GitHub whose runs are certified. */
  readonly server?: string;
  /** Rekor v1 signs the time of an entry, so that it goes without a timestamp authority. */
  readonly log?: LogVersion;
  /** Left out: there is one where the log signs no time. */
  readonly timestamps?: boolean;
}

export async function startInstance(options: Options = {}): Promise<Instance> {
  const {
    server = 'https://github.com',
    log: version = 2,
    timestamps: isTimed = version === 2,
  } = options;
  // First, as it fails where another one runs: one of its ports cannot be chosen.
  const timestamps = isTimed ? await startTimestamps() : null;
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-sigstore-'));
  const at = (name: string, content: string): string => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const issuer = await startIssuer();
  const [fulcio = 0, fulcioGrpc = 0, fulcioMetrics = 0] = await freePorts(3);
  const log = await LOGS[version].start(folder);
  const child = start(FULCIO, [
    ...['serve', '--ca', 'ephemeralca', '--ct-log-url', '', '--host', '127.0.0.1'],
    ...['--port', String(fulcio), '--grpc-host', '127.0.0.1', '--grpc-port', String(fulcioGrpc)],
    ...['--metrics-port', String(fulcioMetrics)],
    ...['--legacy-unix-domain-socket', join(folder, 'fulcio.sock')],
    ...['--config-path', at('fulcio.yaml', fulcioConfig(issuer.url, server))],
  ]);
  const url = `http://127.0.0.1:${String(fulcio)}`;
  const close = (): void => {
    child.kill('SIGKILL');
    log.close();
    timestamps?.close();
    issuer.close();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const certificateAuthorities = await readAuthorities(url);
    await answerOf(log.readyUrl);
    const config = signingConfig({ fulcio: url, tsa: timestamps?.url, rekor: log.url }, version);
    const text = JSON.stringify(config);
    return {
      folder,
      issuer,
      signingConfig: { path: at('signing-config.json', text), text },
      trustedRoot: (logId) => ({
        mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
        tlogs: [log.trusted(logId)],
        certificateAuthorities,
        timestampAuthorities: timestamps === null ? [] : [timestamps.authority],
      }),
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

async function readAuthorities(fulcio: string): Promise<readonly Authority[]> {
  const bundle = await answerOf(`${fulcio}/api/v2/trustBundle`);
  const { chains } = (await bundle.json()) as { chains: { certificates: string[] }[] };
  return chains.map(({ certificates }) => authorityOf(certificates));
}

interface Urls {
  readonly fulcio: string;
  readonly tsa: string | undefined;
  readonly rekor: string;
}

function signingConfig({ fulcio, tsa, rekor }: Urls, log: LogVersion) {
  const service = (url: string, majorApiVersion: number) => [
    { url, majorApiVersion, validFor: { start: START }, operator: 'acme' },
  ];
  return {
    mediaType: 'application/vnd.dev.sigstore.signingconfig.v0.2+json',
    caUrls: service(fulcio, 1),
    rekorTlogUrls: service(rekor, log),
    rekorTlogConfig: { selector: 'ANY' },
    ...(tsa === undefined ? {} : { tsaUrls: service(tsa, 1), tsaConfig: { selector: 'ANY' } }),
  };
}
