import { undecidableFault, type Fault } from '@plumbline/core';
import { retryAfter } from '../network/retry-after.js';
import type { Reply } from '../network/exchange.js';

/** Something of the answer is not as the specification says. */
export function oddAnswer(host: string, why: string): Fault {
  return undecidableFault('REGISTRY_ANSWER', `The answer of ${host} cannot be used: ${why}`);
}

export function tooMuch(host: string, why: string): Fault {
  return undecidableFault('REGISTRY_LIMIT', `${host} holds more than is read: ${why}`);
}

export function forbidden(host: string, why: string): Fault {
  return undecidableFault('REGISTRY_REDIRECT', `${host} leads where nothing is asked: ${why}`);
}

export function offline(host: string): Fault {
  return undecidableFault('REGISTRY_OFFLINE', `${host} was not asked: this run is offline`);
}

export function unreachable(host: string, why: string): Fault {
  const isPlain = /\((?:EPROTO|ERR_SSL_[A-Z_]+)\)/.test(why);
  const hint = isPlain ? `If it speaks plain http: --registry-insecure ${host}` : 'Run again later';
  return undecidableFault('REGISTRY_UNREACHABLE', `${host} cannot be asked: ${why}`, hint);
}

export function denied(host: string, why: string): Fault {
  return undecidableFault('REGISTRY_DENIED', `${host} refuses: ${why}`, `docker login ${host}`);
}

/** For a status that no caller expects. The registry's words are foreign text; its code is a plain word. */
export function refused(host: string, { status, header, body }: Reply, now: Date): Fault {
  const code = /"code"\s*:\s*"([A-Z_]{1,40})"/.exec(body.toString('latin1'))?.[1];
  const said = code === undefined ? `it answered ${status}` : `it answered ${status} (${code})`;
  const until = retryAfter(header('retry-after'), now);
  if (status === 429 || (status === 503 && until !== null)) return limited(host, until);
  if (status === 401 || status === 403) return denied(host, said);
  return status >= 500 ? unreachable(host, said) : oddAnswer(host, said);
}

function limited(host: string, until: Date | null): Fault {
  const when = until === null ? 'later' : `after ${until.toISOString()}`;
  return undecidableFault(
    'REGISTRY_RATE_LIMIT',
    `${host} takes no more calls now`,
    `Run again ${when}`,
  );
}
