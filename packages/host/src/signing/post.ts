import {
  err,
  ok,
  undecidableFault,
  usageFault,
  type Fault,
  type Post,
  type PostRequest,
  type Result,
} from '@plumbline/core';
import type { HostOptions } from '../options.js';

/** Logs answer when their next checkpoint is out, which takes up to 20 s. */
const TIMEOUT_MS = 40_000;
const MAX_BODY = 32 * 1024 * 1024;
const LOOPBACK = /^(?:localhost|127\.0\.0\.1|\[::1\])$/;

/** Sends requests to signing services by https, to this machine also by http. No redirect is followed. */
export function createPost({ offline }: Pick<HostOptions, 'offline'>): Post {
  return async (request) => {
    if (offline)
      return err(
        undecidableFault(
          'SERVICE_OFFLINE',
          `${request.service} was not asked: this run is offline`,
        ),
      );
    const url = serviceUrl(request.url);
    if (url === null) {
      return err(
        usageFault('SERVICE_URL', `the address of ${request.service} is not an https address`),
      );
    }
    return send(url, request);
  };
}

/** An https address without credentials, or an http one of this machine. */
export function serviceUrl(text: string): URL | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  const isSafe =
    url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.test(url.hostname));
  return isSafe && url.username === '' && url.password === '' ? url : null;
}

async function send(url: URL, request: PostRequest): Promise<Result<Uint8Array, Fault>> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': request.contentType,
        accept: request.accept,
        'user-agent': 'plumbline',
      },
      body: Buffer.from(request.body),
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (response.ok) return await bodyOf(response, request);
    await response.body?.cancel();
    return err(unanswered(request, `it answered ${String(response.status)}`));
  } catch {
    // What failed may quote what was sent, a token among it: only that it failed is told.
    return err(unanswered(request, 'the connection failed or took too long'));
  }
}

/** The bytes of an answer, up to a bound. */
export async function bodyOf(
  response: Response,
  request: Pick<PostRequest, 'service'>,
): Promise<Result<Uint8Array, Fault>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const body: AsyncIterable<Uint8Array> | null = response.body;
  for await (const chunk of body ?? []) {
    size += chunk.length;
    if (size > MAX_BODY) return err(unanswered(request, 'its answer is too large'));
    chunks.push(chunk);
  }
  return ok(Buffer.concat(chunks));
}

function unanswered({ service }: Pick<PostRequest, 'service'>, why: string): Fault {
  return undecidableFault('SERVICE_UNREACHABLE', `${service} did not help to sign: ${why}`);
}
