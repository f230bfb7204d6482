import { afterEach } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault, Result } from '@plumbline/core';
import type { HostOptions } from '../options.js';
import { createRegistry } from '../registry/client.js';
import { emptyFolder, hostOptions } from './fixture.js';
import { loopbackServer, type Answer, type Asked, type LoopbackServer } from './loopback.js';

/** Begins the media types of the image format (image-spec, media types). */
export const OCI = 'application/vnd.oci.image.';
/** The least that an image can be. */
export const MANIFEST = {
  schemaVersion: 2,
  config: { mediaType: 'a/b', digest: `sha256:${'1'.repeat(64)}`, size: 2 },
  layers: [],
};
/** A password that must not show up anywhere. */
export const SECRET = 's3cr3t-passw0rd';

const servers: LoopbackServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

/** A registry that answers as the test says, until the test ends. */
export async function serve(answer: (asked: Asked) => Answer): Promise<LoopbackServer> {
  const server = await loopbackServer(answer);
  servers.push(server);
  return server;
}

/** The header that names a kind of manifest. */
export const typed = (kind: string) => ({ 'content-type': `${OCI}${kind}.v1+json` });

/** An answer that is the manifest of an image. */
export const image = (content: object, headers: Readonly<Record<string, string>> = {}): Answer => ({
  headers: { ...typed('manifest'), ...headers },
  body: JSON.stringify(content),
});

/** What was found, or the code of the fault. */
export function codeOf(result: Result<unknown, Fault>): unknown {
  return result.ok ? result.value : result.error.code;
}

/** A client that may ask the server, and a repository there. */
export function client({ host }: { host: string }, changes: Partial<HostOptions> = {}) {
  const registry = createRegistry(hostOptions({ registryInsecure: [host], ...changes }));
  return { registry, at: { registry: host, repository: 'acme/app' } };
}

/** The environment of somebody who is logged in there. */
export function login(host: string): Record<string, string> {
  const folder = emptyFolder();
  const auth = Buffer.from(`ci:${SECRET}`).toString('base64');
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ auths: { [host]: { auth } } }));
  return { DOCKER_CONFIG: folder };
}
