import { describe, expect, test } from '@jest/globals';
import { OCI, serve, typed, codeOf, client } from '../testing/registry.js';

describe('referrers', () => {
  test('come from the fall-back tag where the API is a page for people', async () => {
    const digest = `sha256:${'2'.repeat(64)}`;
    const entry = {
      mediaType: `${OCI}manifest.v1+json`,
      digest: `sha256:${'3'.repeat(64)}`,
      size: 3,
    };
    const server = await serve(({ line }) =>
      line.includes('/referrers/')
        ? { headers: { 'content-type': 'text/html' }, body: '<html>' }
        : {
            headers: typed('index'),
            body: JSON.stringify({ schemaVersion: 2, manifests: [entry, entry] }),
          },
    );
    const { registry, at } = client(server);
    expect(codeOf(await registry.referrers(at, digest))).toMatchObject([entry]);
    expect(server.asked.map(({ line }) => line)).toEqual([
      `GET /v2/acme/app/referrers/${digest}`,
      `GET /v2/acme/app/manifests/${digest.replace(':', '-')}`,
    ]);
  });

  test('of a type are those of it, and those of which the registry tells none', async () => {
    const entry = { mediaType: `${OCI}manifest.v1+json`, size: 3 };
    const types = ['a/b', 'c/d', undefined, 'application/vnd.oci.empty.v1+json'];
    const manifests = types.map((artifactType, index) => ({
      ...entry,
      digest: `sha256:${String(index).repeat(64)}`,
      artifactType,
    }));
    const body = JSON.stringify({ schemaVersion: 2, manifests });
    const { registry, at } = client(await serve(() => ({ headers: typed('index'), body })));
    const found = await registry.referrers(at, `sha256:${'f'.repeat(64)}`, 'a/b');
    expect(found.ok && found.value.map(({ digest }) => digest[7])).toEqual(['0', '2', '3']);
  });
});
