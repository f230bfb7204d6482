import { createPublicKey, verify } from 'node:crypto';
import { err, mapGet, ok, stringOf, type Fault, type Node, type Result } from '@plumbline/core';
import type { IdentityClaims } from '@plumbline/step';
import { exchange, type Reply } from '../network/exchange.js';
import type { HostOptions } from '../options.js';
import { runnerToken } from '../signing/identity-token.js';
import { isOwnOrSecure } from './client.js';
import { oddAnswer, refused, unreachable } from './faults.js';
import { countOf, itemsOf, odd, reading, textOf } from './fields.js';

const MAX_ANSWER = 256 * 1024;
const SKEW_S = 60;

type IdentityOptions = Pick<HostOptions, 'env' | 'offline' | 'now'>;

/**
 * Asks the runner for an identity token, and believes only what the issuer's keys prove: the address of the endpoint stands
 * in the environment, where an earlier step may have put another one.
 */
export async function readIdentity(
  audience: string,
  options: IdentityOptions,
): Promise<Result<IdentityClaims | null, Fault>> {
  const { env, offline } = options;
  const mayAsk = ['ACTIONS_ID_TOKEN_REQUEST_URL', 'ACTIONS_ID_TOKEN_REQUEST_TOKEN'].every(
    (name) => env[name],
  );
  if (!mayAsk || offline) return ok(null);
  const token = await runnerToken(audience, options);
  return token.ok ? verified(token.value, audience, options) : token;
}

/** `https://token.actions.githubusercontent.com`, or the service of a server of one's own. */
function issuerOf(env: HostOptions['env']): string {
  const server = env['GITHUB_SERVER_URL'] ?? 'https://github.com';
  return server === 'https://github.com'
    ? 'https://token.actions.githubusercontent.com'
    : `${server}/_services/token`;
}

async function verified(
  token: string,
  audience: string,
  options: IdentityOptions,
): Promise<Result<IdentityClaims, Fault>> {
  const parts = /^([\w-]{1,4096})\.([\w-]{1,16384})\.([\w-]{1,4096})$/.exec(token);
  if (parts === null) return err(oddAnswer('the identity token has an odd form'));
  const [, header = '', payload = '', signature = ''] = parts;
  const issuer = issuerOf(options.env);
  const key = await keyOf(decode(header), issuer, options);
  if (!key.ok) return key;
  if (key.value === undefined || !isSigned(key.value, `${header}.${payload}`, decode(signature)))
    return err(oddAnswer('the identity token is not signed by its issuer'));
  const claims = reading(decode(payload), 'the identity token', claimsOf);
  if (!claims.ok) return claims;
  const { times, ...found } = claims.value;
  const now = options.now().getTime() / 1000;
  const isNow = times.from - SKEW_S <= now && now <= times.until + SKEW_S;
  return isNow && found.issuer === issuer && found.audience === audience
    ? ok(found)
    : err(oddAnswer('the identity token is of another time, issuer or audience'));
}

/** The key of the issuer that the token names; undefined: the issuer has none of that name. */
async function keyOf(
  header: Buffer,
  issuer: string,
  options: IdentityOptions,
): Promise<Result<Node | undefined, Fault>> {
  const name = reading(header, 'the identity token', keyNameOf);
  if (!name.ok) return name;
  const address = `${issuer}/.well-known/jwks`;
  if (!URL.canParse(address) || !isOwnOrSecure(new URL(address)))
    return err(oddAnswer('the issuer of identity tokens is not https'));
  const keys = await get(new URL(address), options);
  if (!keys.ok) return keys;
  return reading(keys.value.body, 'the list of keys', (root) =>
    itemsOf(root, 'keys').find((each) => stringOf(mapGet(each, 'kid')) === name.value),
  );
}

function keyNameOf(header: Node): string {
  if (textOf(header, 'alg') !== 'RS256') odd('alg');
  return mapGet(header, 'crit') === undefined ? textOf(header, 'kid') : odd('crit');
}

/** RS256 (RFC 7518 §3.3) with a key of at least 2,048 bits. */
function isSigned(jwk: Node, text: string, signature: Buffer): boolean {
  const [kty, n, e] = ['kty', 'n', 'e'].map((name) => stringOf(mapGet(jwk, name)));
  if (kty !== 'RSA' || n === undefined || e === undefined) return false;
  try {
    const key = createPublicKey({ key: { kty, n, e }, format: 'jwk' });
    const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
    return bits >= 2048 && verify('sha256', Buffer.from(text), key, signature);
  } catch {
    return false;
  }
}

function claimsOf(root: Node): IdentityClaims & { times: { from: number; until: number } } {
  const claims = Object.create(null) as Record<string, string>;
  for (const { key, value } of root.kind === 'map' ? root.entries : []) {
    const text = stringOf(value);
    if (text !== undefined) claims[key.text] = text;
  }
  return {
    issuer: textOf(root, 'iss'),
    audience: textOf(root, 'aud'),
    subject: textOf(root, 'sub'),
    claims,
    times: {
      from: countOf(root, mapGet(root, 'nbf') === undefined ? 'iat' : 'nbf'),
      until: countOf(root, 'exp'),
    },
  };
}

/** base64url without padding (RFC 7515 §2); bits beyond the last byte are not looked at, the signature covers the text. */
function decode(text: string): Buffer {
  return Buffer.from(text, 'base64url');
}

/** One address, and no redirect of it. */
async function get(url: URL, { now }: IdentityOptions): Promise<Result<Reply, Fault>> {
  const reply = await exchange({ method: 'GET', url, headers: {}, cap: MAX_ANSWER, from: null });
  if (!reply.ok) return err(unreachable(url.host, reply.error, now()));
  return reply.value.status === 200 ? reply : err(refused(url.host, reply.value, now()));
}
