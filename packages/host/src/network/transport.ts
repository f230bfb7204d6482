import { request as requestPlain, type IncomingMessage } from 'node:http';
import { request as requestSecure } from 'node:https';
import { isIP } from 'node:net';
import { err, ok, type Result } from '@plumbline/core';
import { ForbiddenAddress, guardedLookup, mayLead, reachOf, type Reach } from './reach.js';

const IDLE_MS = 15_000;
const TOTAL_MS = 300_000;
const MAX_REFUSAL = 64 * 1024;

export interface Exchange {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** Bytes of the answer that are read at most. */
  readonly cap: number;
  /** Where the host lies that told us to ask this one; null where the user named it. */
  readonly from: Reach | null;
  /** Of a longer answer the start will do. */
  readonly start?: true;
}

export interface Reply {
  readonly status: number;
  readonly header: (name: string) => string | null;
  readonly body: Buffer;
  readonly reach: Reach;
}

/** One request, without redirects, cookies or proxies; an error says why there is no reply, and quotes nothing of it. */
export async function exchange(request: Exchange): Promise<Result<Reply, string>> {
  const { url, from } = request;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (from !== null && isIP(host) !== 0 && !mayLead(from, reachOf(host))) return err(FORBIDDEN);
  try {
    const message = await open(request, AbortSignal.timeout(TOTAL_MS));
    return await replyOf(message, request);
  } catch (error) {
    return err(whyOf(error));
  }
}

const FORBIDDEN = 'its address is closer to this machine than the registry that leads there';

function open(request: Exchange, signal: AbortSignal): Promise<IncomingMessage> {
  const { method, url, body, from } = request;
  const send = url.protocol === 'https:' ? requestSecure : requestPlain;
  const headers = {
    'user-agent': 'plumbline',
    'accept-encoding': 'identity',
    ...(body === undefined ? {} : { 'content-length': String(body.length) }),
    ...request.headers,
  };
  const guard = from === null ? {} : { agent: false, lookup: guardedLookup(from) };
  return new Promise((resolve, reject) => {
    const sent = send(url, { method, headers, signal, rejectUnauthorized: true, ...guard });
    sent.setTimeout(IDLE_MS, () => sent.destroy(new Silence()));
    sent.on('response', resolve).on('error', (error) => {
      // A kept connection that the other side has just closed is no answer yet.
      const isStale = sent.reusedSocket && codeOf(error) === 'ECONNRESET' && !signal.aborted;
      if (isStale) open(request, signal).then(resolve, reject);
      else reject(error);
    });
    sent.end(body);
  });
}

class Silence extends Error {}

async function replyOf(
  message: IncomingMessage,
  { cap: wanted, start }: Pick<Exchange, 'cap' | 'start'>,
): Promise<Result<Reply, string>> {
  const reach = reachOf(message.socket.remoteAddress ?? '');
  const status = message.statusCode ?? 0;
  const cap = status === 200 ? wanted : MAX_REFUSAL;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    size += chunk.length;
    chunks.push(chunk);
    // Leaving the loop ends the connection.
    if (size > cap) break;
  }
  if (size > cap && start !== true) return err(`its answer is larger than ${cap} bytes`);
  if (size <= cap && !message.complete) return err('its answer ended early');
  const header = (name: string): string | null => {
    const value = message.headers[name];
    return typeof value === 'string' ? value : null;
  };
  return ok({ status, header, body: Buffer.concat(chunks).subarray(0, cap), reach });
}

/** Errors of connections may quote what was sent: only their kind is told. */
function whyOf(error: unknown): string {
  if (error instanceof ForbiddenAddress) return FORBIDDEN;
  const name = typeof error === 'object' && error && 'name' in error ? error.name : '';
  if (error instanceof Silence) return `it was silent for ${IDLE_MS / 1000} s`;
  if (name === 'TimeoutError' || name === 'AbortError')
    return `it was not done in ${TOTAL_MS / 1000} s`;
  const code = codeOf(error);
  return code === '' ? 'the connection failed' : `the connection failed (${code})`;
}

function codeOf(error: unknown): string {
  const code = typeof error === 'object' && error && 'code' in error ? error.code : '';
  return typeof code === 'string' && /^[A-Z0-9_]{1,60}$/.test(code) ? code : '';
}
