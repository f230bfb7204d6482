import { err, ok, type Fault, type Result } from '@plumbline/core';
import type { RegistryRepository } from '@plumbline/step';
import type { HostOptions } from '../options.js';
import { readChallenge } from './challenge.js';
import { credentialsOf, type Credentials } from './credentials.js';
import { denied, forbidden, offline, refused, unreachable } from './faults.js';
import { authorize } from './token.js';
import { exchange, isUsable, type Exchange, type Reply } from '../network/exchange.js';

const MAX_REDIRECTS = 5;

export interface Call extends Pick<Exchange, 'method' | 'body' | 'start'> {
  /** Path and query, from `/v2/` on. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cap?: number;
  /** Statuses that the caller understands; each other one is a fault. */
  readonly expect: readonly number[];
}

/** The conversation with one repository. */
export interface Session {
  readonly host: string;
  readonly base: URL;
  readonly call: (call: Call) => Promise<Result<Reply, Fault>>;
}

type SessionOptions = Pick<HostOptions, 'env' | 'offline' | 'now' | 'registryInsecure'>;

/** Opens a session that may `pull`, or `pull,push`. Nothing is sent before the first call. */
export function openSession(
  { registry, repository }: RegistryRepository,
  actions: 'pull' | 'pull,push',
  options: SessionOptions,
): Session {
  const plainHosts = new Set(options.registryInsecure);
  const api = registry === 'docker.io' ? 'registry-1.docker.io' : registry;
  const base = new URL(`${plainHosts.has(registry) ? 'http' : 'https'}://${api}`);
  let authorization: string | null = null;

  const send = (call: Call): Promise<Result<Reply, string>> => {
    const { path, headers, cap = 0, ...rest } = call;
    const known = authorization === null ? {} : { authorization };
    const url = new URL(path, base);
    return exchange({ ...rest, url, headers: { ...headers, ...known }, cap, from: null });
  };

  const logIn = async (reply: Reply): Promise<Result<void, Fault>> => {
    const challenge = readChallenge(reply.header('www-authenticate'));
    if (challenge === null) return err(denied(registry, 'it does not say how to log in'));
    const credentials = credentialsOf(registry, options.env);
    if (!credentials.ok) return credentials;
    const scope = `repository:${repository}:${actions}`;
    const answer = await authorize(challenge, {
      ...{ host: registry, plainHosts, reach: reply.reach, scope },
      ...{ credentials: credentials.value satisfies Credentials, now: options.now },
    });
    if (!answer.ok) return answer;
    authorization = answer.value;
    return ok(undefined);
  };

  const call = async (wanted: Call): Promise<Result<Reply, Fault>> => {
    if (options.offline) return err(offline(registry));
    let reply = await send(wanted);
    if (reply.ok && reply.value.status === 401) {
      const loggedIn = await logIn(reply.value);
      if (!loggedIn.ok) return loggedIn;
      reply = await send(wanted);
    }
    if (!reply.ok) return err(unreachable(registry, reply.error));
    const last = await follow(wanted, reply.value, { registry, base, plainHosts });
    if (!last.ok || wanted.expect.includes(last.value.status)) return last;
    return err(refused(registry, last.value, options.now()));
  };
  return { host: registry, base, call };
}

interface Place {
  readonly registry: string;
  readonly base: URL;
  readonly plainHosts: ReadonlySet<string>;
}

/** Reading may be led to where the content lies: without credentials, and never closer to this machine. */
async function follow(
  { method, path, headers = {}, cap = 0, start }: Call,
  first: Reply,
  { registry, base, plainHosts }: Place,
): Promise<Result<Reply, Fault>> {
  let reply = first;
  let url = new URL(path, base);
  for (let count = 0; [301, 302, 303, 307, 308].includes(reply.status); count += 1) {
    const location = reply.header('location') ?? '';
    if (method !== 'GET' && method !== 'HEAD')
      return err(forbidden(registry, 'what is written goes to the registry itself'));
    if (count === MAX_REDIRECTS) return err(forbidden(registry, 'there are too many redirects'));
    if (!URL.canParse(location, url.href))
      return err(forbidden(registry, 'the address is malformed'));
    url = new URL(location, url);
    if (!isUsable(url, plainHosts)) return err(forbidden(registry, 'the address is not https'));
    const part = start === undefined ? {} : { start };
    const next = await exchange({ method, url, headers, cap, ...part, from: reply.reach });
    if (!next.ok) return err(unreachable(registry, `${url.host}: ${next.error}`));
    reply = next.value;
  }
  return ok(reply);
}
