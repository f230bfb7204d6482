import { undecidableFault, type Fault } from '@plumbline/core';
import { retryAfter } from '../network/retry-after.js';
import type { Reply } from '../network/exchange.js';

/** GitHub could not be asked, or is out of order. */
export function unreachable(host: string, why: string, now: Date): Fault {
  return undecidableFault(
    'GITHUB_UNREACHABLE',
    `${host} cannot be asked at ${now.toISOString()}: ${why}`,
    'Run again later; https://www.githubstatus.com tells of outages',
  );
}

/** An answer that is not of the documented form. */
export function oddAnswer(what: string): Fault {
  return undecidableFault('GITHUB_ANSWER', `GitHub's answer cannot be used: ${what}`);
}

/** For a status that no caller expects (docs.github.com, "Rate limits for the REST API"). */
export function refused(host: string, reply: Reply, now: Date): Fault {
  const { status, header } = reply;
  const wait = header('retry-after');
  const isLimited = status === 429 || header('x-ratelimit-remaining') === '0' || wait !== null;
  if (isLimited && status < 500) return limited(host, limitedUntil(reply, now));
  if (status === 401 || status === 403) return denied(host, reply);
  return status >= 400 && status < 500
    ? oddAnswer(`it answered ${status}`)
    : unreachable(host, `it answered ${status}`, now);
}

function limited(host: string, until: Date | null): Fault {
  const when = until === null ? '' : ` until ${until.toISOString()}`;
  return undecidableFault(
    'GITHUB_RATE_LIMIT',
    `${host} takes no more calls with this token${when}`,
    until === null ? 'Run again later' : `Run again after ${until.toISOString()}`,
  );
}

function limitedUntil({ header }: Reply, now: Date): Date | null {
  const reset = Number(header('x-ratelimit-reset') ?? 'none');
  const seconds = Math.ceil(reset - now.getTime() / 1000);
  return retryAfter(header('retry-after') ?? String(Math.max(seconds, 0)), now);
}

/** GitHub names the permission that would do; it is shown only where it is one. */
function denied(host: string, { status, header }: Reply): Fault {
  const wanted = /^([a-z_]{1,40})=(read|write)(?:[,;]|$)/.exec(
    header('x-accepted-github-permissions') ?? '',
  );
  const hint =
    wanted === null
      ? 'token: ${{ github.token }}'
      : `permissions: { ${(wanted[1] ?? '').replaceAll('_', '-')}: ${wanted[2] ?? ''} }`;
  const why = status === 401 ? 'it does not know this token' : 'this token may not do that';
  return undecidableFault('GITHUB_DENIED', `${host} refuses: ${why}`, hint);
}
