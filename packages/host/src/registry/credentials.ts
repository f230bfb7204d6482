import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  err,
  mapGet,
  ok,
  readJson,
  stringOf,
  usageFault,
  type Fault,
  type Node,
  type Result,
} from '@plumbline/core';
import { errorCode } from '../open.js';
import type { HostOptions } from '../options.js';

/** What is known to log in with. A helper is a program that a file names; none is run. */
export type Credentials =
  | { readonly kind: 'none' | 'helper' }
  | { readonly kind: 'basic'; readonly encoded: string }
  | { readonly kind: 'refresh'; readonly token: string };

const MAX_CONFIG = 1024 * 1024;
const DOCKER_HUB = 'docker.io';

/** The entry of exactly this host in the file that `docker login` or `podman login` wrote. */
export function credentialsOf(
  registry: string,
  env: HostOptions['env'],
): Result<Credentials, Fault> {
  const path = configPath(env);
  if (path === null) return ok({ kind: 'none' });
  try {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined) return ok({ kind: 'none' });
    if (!stat.isFile() || stat.size > MAX_CONFIG)
      return err(unreadable('no file of at most 1 MiB'));
    const config = readJson('config.json', readFileSync(path), { maxBytes: MAX_CONFIG });
    return config.ok ? entryOf(config.value.root, registry) : err(unreadable('no strict JSON'));
  } catch (error) {
    return err(unreadable(errorCode(error)));
  }
}

/** The places of containers-auth.json(5) and of Docker that a variable or the home names. */
function configPath(env: HostOptions['env']): string | null {
  if (env['REGISTRY_AUTH_FILE']) return env['REGISTRY_AUTH_FILE'];
  if (env['DOCKER_CONFIG']) return join(env['DOCKER_CONFIG'], 'config.json');
  const home = env['HOME'] || env['USERPROFILE'];
  return home ? join(home, '.docker', 'config.json') : null;
}

function entryOf(config: Node, registry: string): Result<Credentials, Fault> {
  const entry = forHost(mapGet(config, 'auths'), registry);
  const refresh = stringOf(mapGet(entry, 'identitytoken'));
  if (refresh) return ok({ kind: 'refresh', token: refresh });
  const encoded = encodedOf(entry);
  if (encoded === null) return err(unreadable(`its entry for ${registry} is malformed`));
  if (encoded !== '') return ok({ kind: 'basic', encoded });
  const helper =
    stringOf(forHost(mapGet(config, 'credHelpers'), registry)) ??
    stringOf(mapGet(config, 'credsStore'));
  return ok({ kind: helper ? 'helper' : 'none' });
}

/** Hosts are compared whole; a key may be an address as old clients wrote it. */
function forHost(map: Node | undefined, registry: string): Node | undefined {
  const entries = map?.kind === 'map' ? map.entries : [];
  return entries.find(({ key }) => hostOf(key.text) === registry.toLowerCase())?.value;
}

function hostOf(key: string): string {
  const host = /^(?:https:\/\/)?([^/?#@]+)(?:\/|\/v[12]\/?)?$/.exec(key)?.[1]?.toLowerCase() ?? '';
  return ['index.docker.io', 'registry-1.docker.io'].includes(host) ? DOCKER_HUB : host;
}

/** `user:password` in base64; empty without any, null if odd. */
function encodedOf(entry: Node | undefined): string | null {
  const user = stringOf(mapGet(entry, 'username')) ?? '';
  const password = stringOf(mapGet(entry, 'password')) ?? '';
  const encoded = stringOf(mapGet(entry, 'auth')) ?? '';
  if (encoded === '')
    return user === '' ? '' : Buffer.from(`${user}:${password}`).toString('base64');
  const isBase64 = /^[A-Za-z0-9+/]+={0,2}$/.test(encoded);
  return isBase64 && Buffer.from(encoded, 'base64').includes(':') ? encoded : null;
}

function unreadable(why: string): Fault {
  return usageFault(
    'REGISTRY_CONFIG',
    `The credentials for registries cannot be read: ${why}`,
    'docker login HOST writes them; DOCKER_CONFIG names their folder',
  );
}
