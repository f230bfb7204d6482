import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { create, type Resource } from './cluster.js';

/** Files on a server that Tekton's http resolver asks. */
export interface Catalog {
  readonly url: (name: string) => string;
  readonly close: () => Promise<void>;
}

/** Serves these texts by their names. */
export async function serve(files: ReadonlyMap<string, string>): Promise<Catalog> {
  const server = createServer((request, response) => {
    const text = files.get((request.url ?? '').slice(1));
    response.writeHead(text === undefined ? 404 : 200).end(text);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    url: (name) => `http://127.0.0.1:${port}/${name}`,
    close: () =>
      new Promise((done) => {
        server.close(() => {
          done();
        });
        server.closeAllConnections();
      }),
  };
}

/** Lets nothing but what this key signed come from places that match the pattern. */
export async function trust(namespace: string, pattern: string, publicPem: string): Promise<void> {
  const key = { data: publicPem, hashAlgorithm: 'sha256' };
  await create(namespace, {
    apiVersion: 'tekton.dev/v1alpha1',
    kind: 'VerificationPolicy',
    metadata: { name: 'plumbline' },
    spec: { resources: [{ pattern }], authorities: [{ name: 'plumbline', key }], mode: 'enforce' },
  });
}

/** A Task that is fetched from a URL, where it has this text; Tekton 1.0 does not compare the digest. */
export function remoteTask(url: string, text?: string): object {
  const sha256 = text === undefined ? '' : createHash('sha256').update(text).digest('hex');
  const digest = text === undefined ? [] : [{ name: 'digest', value: `sha256:${sha256}` }];
  return { resolver: 'http', params: [{ name: 'url', value: url }, ...digest] };
}

/** A run of a Task that is fetched from a URL. */
export function remoteRun(name: string, url: string, spec: object = {}): Resource {
  return {
    apiVersion: 'tekton.dev/v1',
    kind: 'TaskRun',
    metadata: { name },
    spec: { serviceAccountName: 'plumbline', taskRef: remoteTask(url), ...spec },
  };
}
