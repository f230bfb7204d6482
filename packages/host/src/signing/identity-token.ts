import {
  err,
  mapGet,
  ok,
  readJson,
  stringOf,
  undecidableFault,
  usageFault,
  type Fault,
  type Result,
} from '@plumbline/core';
import type { HostOptions } from '../options.js';
import { bodyOf, serviceUrl } from './post.js';

const TIMEOUT_MS = 15_000;
const SERVICE = { service: 'the issuer of identity tokens' };

/**
 * An identity token for an audience. On GitHub the runner is asked, and nothing else counts: any step of a job can set
 * a variable for the next one. Elsewhere it is given as SIGSTORE_ID_TOKEN.
 */
export async function identityToken(
  audience: string,
  options: Pick<HostOptions, 'env' | 'offline'>,
): Promise<Result<string, Fault>> {
  if (options.env['GITHUB_ACTIONS'] === 'true') return runnerToken(audience, options);
  const given = options.env['SIGSTORE_ID_TOKEN'] ?? '';
  return given === ''
    ? err(usageFault('IDENTITY_TOKEN', 'there is no identity token', 'set SIGSTORE_ID_TOKEN'))
    : ok(given);
}

/** What the runner of GitHub answers to whoever may ask (GitHub, "OpenID Connect reference"). Nothing of it is verified. */
export async function runnerToken(
  audience: string,
  { env, offline }: Pick<HostOptions, 'env' | 'offline'>,
): Promise<Result<string, Fault>> {
  if (offline) return err(undecidableFault('SERVICE_OFFLINE', 'this run is offline'));
  const url = serviceUrl(env['ACTIONS_ID_TOKEN_REQUEST_URL'] ?? '');
  const bearer = env['ACTIONS_ID_TOKEN_REQUEST_TOKEN'] ?? '';
  if (url === null || bearer === '') {
    return err(
      usageFault(
        'IDENTITY_TOKEN',
        'this job may not ask for identity tokens',
        'permissions: { id-token: write }',
      ),
    );
  }
  url.searchParams.set('audience', audience);
  const answer = await fetchToken(url, bearer);
  if (!answer.ok) return answer;
  const document = readJson('identity token', answer.value);
  const token = document.ok ? stringOf(mapGet(document.value.root, 'value')) : undefined;
  return token === undefined ? err(unanswered('its answer holds no token')) : ok(token);
}

async function fetchToken(url: URL, bearer: string): Promise<Result<Uint8Array, Fault>> {
  try {
    const response = await fetch(url, {
      headers: { authorization: `Bearer ${bearer}`, accept: 'application/json' },
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (response.ok) return await bodyOf(response, SERVICE);
    await response.body?.cancel();
    return err(unanswered(`it answered ${String(response.status)}`));
  } catch {
    // The cause of a failed fetch may quote headers: only that it failed is told.
    return err(unanswered('the connection failed or took too long'));
  }
}

function unanswered(why: string): Fault {
  return undecidableFault('SERVICE_UNREACHABLE', `the runner gave no identity token: ${why}`);
}
