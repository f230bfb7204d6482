import { err, ok, undecidableFault, usageFault, type Fault, type Result } from '@plumbline/core';
import { exchange, isUsable, type Exchange, type Reply } from '../network/exchange.js';
import type { Reach } from '../network/reach.js';
import type { HostOptions } from '../options.js';
import { refused, unreachable } from './faults.js';

const MAX_BODY = 16 * 1024 * 1024;
const LOOPBACK = /^(?:localhost|127\.0\.0\.1|\[::1\])$/;

/** What is asked of the API. */
export interface Call {
  /** Below the API's root. */
  readonly path: string;
  readonly accept?: string;
  /** What to post; without it the call is a GET. */
  readonly post?: { readonly type: string; readonly body: Uint8Array };
  /** Where assets are uploaded, instead of the API's root. */
  readonly upload?: true;
  readonly download?: Download;
}

/** Follow one redirect, without the token. `start`: of more bytes than `cap` the first will do. */
export type Download = Pick<Exchange, 'cap' | 'start'>;

/** One call. A reply has status 200, 201 or 404; everything else is a fault. */
export type GitHubClient = (call: Call) => Promise<Result<Reply, Fault>>;

export type ClientOptions = Pick<HostOptions, 'env' | 'offline' | 'token' | 'now'>;

/** Calls the GitHub API. Offline or without a token nothing is sent. */
export function gitHubClient(options: ClientOptions): GitHubClient {
  return async (call) => {
    if (options.offline) return err(notAsked('GITHUB_OFFLINE', 'this run is offline'));
    if (!options.token) return err(notAsked('GITHUB_TOKEN', 'there is no token'));
    const root = apiRoot(options.env);
    if (!root.ok) return root;
    const url = new URL(`${call.upload ? uploadRoot(root.value) : root.value}/${call.path}`);
    const reply = await exchange(exchangeOf(call, url, options.token));
    if (!reply.ok) return err(unreachable(url.host, reply.error, options.now()));
    if ([200, 201, 404].includes(reply.value.status)) return reply;
    if (reply.value.status === 302 && call.download !== undefined) {
      const away = { from: reply.value.reach, api: url, now: options.now, ...call.download };
      return fetchAway(reply.value.header('location') ?? '', away);
    }
    return err(refused(url.host, reply.value, options.now()));
  };
}

function exchangeOf({ accept, post }: Call, url: URL, token: string): Exchange {
  const headers = {
    accept: accept ?? 'application/vnd.github+json',
    authorization: `Bearer ${token}`,
    'x-github-api-version': '2022-11-28',
  };
  const common = { url, cap: MAX_BODY, from: null };
  if (post === undefined) return { ...common, method: 'GET', headers };
  const { type, body } = post;
  return { ...common, method: 'POST', headers: { ...headers, 'content-type': type }, body };
}

export interface Away extends Download {
  /** Where the host lies that gave the address. */
  readonly from: Reach;
  readonly api: URL;
  readonly now: () => Date;
}

/** The address that GitHub gives for a download is itself the right to it; the token stays here. */
export async function fetchAway(
  location: string,
  { api, now, ...rest }: Away,
): Promise<Result<Reply, Fault>> {
  const url = URL.canParse(location) ? new URL(location) : null;
  const plainHosts = new Set(api.protocol === 'http:' ? [api.host] : []);
  if (url === null || !isUsable(url, plainHosts))
    return err(unreachable(api.host, 'it leads to an odd address', now()));
  const found = await exchange({ method: 'GET', url, headers: {}, ...rest });
  if (!found.ok) return err(unreachable(url.host, found.error, now()));
  return found.value.status === 200 || found.value.status === 404
    ? found
    : err(refused(url.host, found.value, now()));
}

function notAsked(code: string, why: string): Fault {
  return undecidableFault(code, `GitHub was not asked: ${why}`, 'token: ${{ github.token }}');
}

/** `uploads.github.com`, or a path of a server of one's own (REST API, "Upload a release asset"). */
function uploadRoot(root: string): string {
  return root
    .replace(/^https:\/\/api\.([a-z0-9.-]+)$/, 'https://uploads.$1')
    .replace(/\/api\/v3$/, '/api/uploads');
}

/** GITHUB_API_URL: https, or http to this machine only, since a token goes there. */
export function apiRoot(env: HostOptions['env']): Result<string, Fault> {
  const text = env['GITHUB_API_URL'] || 'https://api.github.com';
  const url = URL.canParse(text) ? new URL(text) : null;
  const isSafe = url !== null && url.search === '' && isOwnOrSecure(url);
  return isSafe
    ? ok(url.href.replace(/\/+$/, ''))
    : err(
        usageFault(
          'GITHUB_API_URL',
          'GITHUB_API_URL is not an https address',
          'GITHUB_API_URL=https://api.github.com',
        ),
      );
}

/** https, or http to this machine; nothing in it that hides where it leads. */
export function isOwnOrSecure(url: URL): boolean {
  return isUsable(url, new Set(LOOPBACK.test(url.hostname) ? [url.host] : []));
}
