import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { findPeer } from '../support/peer.js';
import { answerOf, freePorts } from './ports.js';

/** The real timestamp authority of sigstore. */
export const TIMESTAMP_SERVER = findPeer(
  'timestamp-server',
  'github.com/sigstore/timestamp-authority/cmd/timestamp-server',
);

/** A timestamp authority of its own on loopback. */
export interface Timestamps {
  readonly url: string;
  /** Its entry of `timestampAuthorities` in a sigstore TrustedRoot. */
  readonly authority: Authority;
  readonly close: () => void;
}

/** An authority as a sigstore TrustedRoot has it. */
export type Authority = ReturnType<typeof authorityOf>;

/** Since when what is trusted is trusted. */
export const START = '2020-01-01T00:00:00Z';

export async function startTimestamps(): Promise<Timestamps> {
  if ('missing' in TIMESTAMP_SERVER) throw new Error(TIMESTAMP_SERVER.missing);
  const [port = 0] = await freePorts(1);
  const child = spawn(
    TIMESTAMP_SERVER.path,
    [
      ...['serve', '--timestamp-signer', 'memory', '--disable-ntp-monitoring'],
      ...['--host', '127.0.0.1', '--port', String(port)],
    ],
    { stdio: 'ignore', env: { HOME: tmpdir(), PATH: '' } },
  );
  const close = (): void => void child.kill('SIGKILL');
  const url = `http://127.0.0.1:${String(port)}/api/v1/timestamp`;
  try {
    const chain = await (await answerOf(`${url}/certchain`, 30)).text();
    return {
      url,
      authority: authorityOf(chain.match(/-----BEGIN[^]*?-----END[^\n]*/g) ?? []),
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

/** An authority with a chain of certificates, in PEM. */
export function authorityOf(pems: readonly string[]) {
  return {
    subject: { organization: 'acme', commonName: 'acme' },
    certChain: { certificates: pems.map((pem) => ({ rawBytes: derOf(pem) })) },
    validFor: { start: START },
  };
}

function derOf(pem: string): string {
  return pem.replaceAll(/-----[^-]*-----|\s/g, '');
}
