import { err, ok, undecidableFault, usageFault, type Fault, type Result } from '@plumbline/core';
import type { HostOptions } from '../options.js';

const TIMEOUT_MS = 15_000;
const MAX_BODY = 4 * 1024 * 1024;
const LOOPBACK = /^(?:localhost|127\.0\.0\.1|\[::1\])$/;

/** An answer that is worth reading: the thing itself, or that it is not there. */
export type Answer = { readonly status: 200; readonly body: Buffer } | { readonly status: 404 };

/** One GET below the API's root, with the media type that is wanted. */
export type GitHubGet = (path: string, accept: string) => Promise<Result<Answer, Fault>>;

type ClientOptions = Pick<HostOptions, 'env' | 'offline' | 'token' | 'now'>;

/** Reads from the GitHub API. Offline or without a token nothing is sent; redirects are not followed. */
export function gitHubGet(options: ClientOptions): GitHubGet {
  return async (path, accept) => {
    if (options.offline) return err(notAsked('GITHUB_OFFLINE', 'this run is offline'));
    if (!options.token) return err(notAsked('GITHUB_TOKEN', 'there is no token'));
    const root = apiRoot(options.env);
    if (!root.ok) return root;
    return ask(new URL(`${root.value}/${path}`), accept, { ...options, token: options.token });
  };
}

async function ask(
  url: URL,
  accept: string,
  options: ClientOptions & { token: string },
): Promise<Result<Answer, Fault>> {
  try {
    const response = await fetch(url, {
      headers: {
        accept,
        authorization: `Bearer ${options.token}`,
        'user-agent': 'plumbline',
        'x-github-api-version': '2022-11-28',
      },
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (response.status === 200) return await bodyOf(response, url);
    await response.body?.cancel();
    return response.status === 404
      ? ok({ status: 404 })
      : err(refusal(response, url, options.now()));
  } catch (error) {
    // The cause of a failed fetch may quote headers: only the kind of failure is told.
    const slow =
      typeof error === 'object' && error && 'name' in error && error.name === 'TimeoutError';
    return err(
      outage(
        url,
        slow ? `it did not answer in ${TIMEOUT_MS / 1000} s` : 'the connection failed',
        options.now(),
      ),
    );
  }
}

async function bodyOf(response: Response, url: URL): Promise<Result<Answer, Fault>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const body: AsyncIterable<Uint8Array> | null = response.body;
  for await (const chunk of body ?? []) {
    size += chunk.length;
    if (size > MAX_BODY) {
      return err(
        undecidableFault('GITHUB_ANSWER', `The answer of ${url.host} is larger than 4 MiB`),
      );
    }
    chunks.push(chunk);
  }
  return ok({ status: 200, body: Buffer.concat(chunks) });
}

function refusal(response: Response, url: URL, now: Date): Fault {
  const reset = Number(response.headers.get('x-ratelimit-reset'));
  const limited = response.headers.get('x-ratelimit-remaining') === '0' || response.status === 429;
  if (!limited || !Number.isSafeInteger(reset))
    return outage(url, `it answered ${response.status}`, now);
  const until = new Date(
    Math.min(Math.max(reset * 1000, now.getTime()), now.getTime() + 86_400_000),
  );
  return undecidableFault(
    'GITHUB_RATE_LIMIT',
    `${url.host} takes no more calls with this token until ${until.toISOString()}`,
    `Run again after ${until.toISOString()}`,
  );
}

function outage(url: URL, why: string, now: Date): Fault {
  const hint = 'Run again later; https://www.githubstatus.com tells of outages';
  return undecidableFault(
    'GITHUB_UNREACHABLE',
    `${url.host} cannot be asked at ${now.toISOString()}: ${why}`,
    hint,
  );
}

function notAsked(code: string, why: string): Fault {
  return undecidableFault(code, `GitHub was not asked: ${why}`, 'token: ${{ github.token }}');
}

/** GITHUB_API_URL: https, or http to this machine only, since a token goes there. */
function apiRoot(env: HostOptions['env']): Result<string, Fault> {
  const text = env['GITHUB_API_URL'] || 'https://api.github.com';
  const url = URL.canParse(text) ? new URL(text) : null;
  const safe =
    url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.test(url.hostname));
  if (
    url &&
    safe &&
    url.username === '' &&
    url.password === '' &&
    url.search === '' &&
    url.hash === ''
  ) {
    return ok(url.href.replace(/\/+$/, ''));
  }
  return err(
    usageFault(
      'GITHUB_API_URL',
      'GITHUB_API_URL is not an https address',
      'GITHUB_API_URL=https://api.github.com',
    ),
  );
}
