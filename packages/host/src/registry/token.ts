import { err, mapGet, ok, readJson, stringOf, type Fault, type Result } from '@plumbline/core';
import type { Challenge } from './challenge.js';
import type { Credentials } from './credentials.js';
import { denied, forbidden, oddAnswer, refused, unreachable } from './faults.js';
import type { Reach } from '../network/reach.js';
import { exchange, isUsable, type Exchange } from '../network/exchange.js';

const MAX_ANSWER = 256 * 1024;

export interface TokenRequest {
  /** As the user named it, for messages. */
  readonly host: string;
  /** Hosts that the user allows plain http for. */
  readonly plainHosts: ReadonlySet<string>;
  readonly reach: Reach;
  readonly scope: string;
  readonly credentials: Credentials;
  readonly now: () => Date;
}

/**
 * The value of `authorization` that answers a challenge (distribution, "Token Authentication Specification" and "OAuth2").
 * The scope is ours, whatever the challenge names: a registry cannot ask for more in our name.
 */
export async function authorize(
  challenge: Challenge,
  request: TokenRequest,
): Promise<Result<string, Fault>> {
  const { host, credentials } = request;
  if (challenge.scheme === 'bearer') return bearer(challenge, request);
  return credentials.kind === 'basic'
    ? ok(`Basic ${credentials.encoded}`)
    : err(denied(host, withoutCredentials(credentials)));
}

/** Why nobody is logged in. */
function withoutCredentials({ kind }: Credentials): string {
  return kind === 'helper'
    ? 'its credentials are kept by a program (credsStore or credHelpers), and none is run'
    : 'there are no credentials for it that it accepts';
}

async function bearer(
  challenge: Challenge & { scheme: 'bearer' },
  request: TokenRequest,
): Promise<Result<string, Fault>> {
  const { host } = request;
  const realm = URL.canParse(challenge.realm) ? new URL(challenge.realm) : null;
  if (realm === null || !isUsable(realm, request.plainHosts))
    return err(forbidden(host, 'the address of its token service is not https, or odd'));
  const answer = await exchange(tokenExchange(realm, challenge.service, request));
  if (!answer.ok) return err(unreachable(realm.host, answer.error));
  const { status, body } = answer.value;
  if (status === 401 || status === 403)
    return err(denied(host, withoutCredentials(request.credentials)));
  if (status !== 200) return err(refused(realm.host, answer.value, request.now()));
  const read = readJson('token', body, { maxBytes: MAX_ANSWER });
  const root = read.ok ? read.value.root : null;
  const token = stringOf(mapGet(root, 'token')) ?? stringOf(mapGet(root, 'access_token')) ?? '';
  return /^[\x21-\x7e]{1,16384}$/.test(token)
    ? ok(`Bearer ${token}`)
    : err(oddAnswer(realm.host, 'it is no token'));
}

function tokenExchange(realm: URL, service: string | null, request: TokenRequest): Exchange {
  const { credentials, reach, scope } = request;
  const query = { scope, ...(service === null ? {} : { service }) };
  const common = { cap: MAX_ANSWER, from: reach };
  if (credentials.kind === 'refresh') {
    const grant = { grant_type: 'refresh_token', client_id: 'plumbline', ...query };
    const form = new URLSearchParams({ ...grant, refresh_token: credentials.token });
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    return { ...common, method: 'POST', url: realm, headers, body: Buffer.from(form.toString()) };
  }
  const url = new URL(realm);
  for (const [name, value] of Object.entries(query)) url.searchParams.append(name, value);
  const headers: Readonly<Record<string, string>> =
    credentials.kind === 'basic' ? { authorization: `Basic ${credentials.encoded}` } : {};
  return { ...common, method: 'GET', url, headers };
}
