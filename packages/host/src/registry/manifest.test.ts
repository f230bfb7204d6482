import { describe, expect, test } from '@jest/globals';
import type { Answer, Asked } from '../testing/loopback.js';
import { OCI, MANIFEST, serve, typed, image, codeOf, client } from '../testing/registry.js';
import { digestOf } from './manifest.js';

/** What a client says of the tag `1`. */
async function manifestFrom(answer: (asked: Asked) => Answer): Promise<unknown> {
  const { registry, at } = client(await serve(answer));
  return codeOf(await registry.manifest(at, '1'));
}

describe('a manifest', () => {
  test('that is whole is taken', async () => {
    expect(await manifestFrom(() => image(MANIFEST))).toMatchObject({ layers: [], subject: null });
  });

  test.each<[string, Answer]>([
    ['of no media type', { body: JSON.stringify(MANIFEST) }],
    ['of schema 1', { ...image(MANIFEST), headers: { 'content-type': 'application/json' } }],
    ['that names another type', image({ ...MANIFEST, mediaType: `${OCI}index.v1+json` })],
    ['that is an index as well', image({ ...MANIFEST, manifests: [] })],
    ['without a configuration', image({ schemaVersion: 2, layers: [] })],
    ['of another schema', image({ ...MANIFEST, schemaVersion: 1 })],
    [
      'with a short digest',
      image({ ...MANIFEST, config: { ...MANIFEST.config, digest: 'sha256:1' } }),
    ],
    ['with a negative size', image({ ...MANIFEST, config: { ...MANIFEST.config, size: -1 } })],
    ['with a subject that is none', image({ ...MANIFEST, subject: {} })],
    ['with annotations that are no text', image({ ...MANIFEST, annotations: { a: 1 } })],
    ['with a key twice', { ...image({}), body: '{"schemaVersion":2,"schemaVersion":2}' }],
    ['that is no JSON', { ...image({}), body: '<html>' }],
    [
      'of another digest than it says',
      image(MANIFEST, { 'docker-content-digest': `sha256:${'0'.repeat(64)}` }),
    ],
  ])('%s is refused', async (_name, answer) => {
    expect(await manifestFrom(() => answer)).toBe('REGISTRY_ANSWER');
  });

  test('is refused where its digest is not the one that was asked for', async () => {
    const { registry, at } = client(await serve(() => image(MANIFEST)));
    const right = digestOf(Buffer.from(JSON.stringify(MANIFEST)));
    expect(codeOf(await registry.manifest(at, right))).toMatchObject({ digest: right });
    expect(codeOf(await registry.manifest(at, `sha256:${'0'.repeat(64)}`))).toBe('REGISTRY_ANSWER');
  });

  test.each<[string, Answer]>([
    [
      'is cut short',
      {
        raw: (response) => {
          response.writeHead(200, { ...typed('manifest'), 'content-length': '1000' });
          response.write('{');
          response.destroy();
        },
      },
    ],
    ['is none', { raw: (response) => response.destroy() }],
    ['is an outage', { status: 502 }],
  ])('cannot be asked for where the answer %s', async (_name, answer) => {
    expect(await manifestFrom(() => answer)).toBe('REGISTRY_UNREACHABLE');
  });

  test('that has no end is not read on', async () => {
    const answer = { body: Buffer.alloc(5 * 1024 * 1024), headers: typed('manifest') };
    expect(await manifestFrom(() => answer)).toBe('REGISTRY_ANSWER');
  });
});
