import { afterEach, describe, expect, test } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault, Result } from '@plumbline/core';
import { emptyFolder, hostOptions } from '../testing/fixture.js';
import {
  loopbackServer,
  type Answer,
  type Asked,
  type LoopbackServer,
} from '../testing/loopback.js';
import type { HostOptions } from '../options.js';
import { createRegistry } from './client.js';
import { digestOf } from './manifest.js';

const OCI = 'application/vnd.oci.image.';
const MANIFEST = {
  schemaVersion: 2,
  config: { mediaType: 'a/b', digest: `sha256:${'1'.repeat(64)}`, size: 2 },
  layers: [],
};
const SECRET = 's3cr3t-passw0rd';

const servers: LoopbackServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function serve(answer: (asked: Asked) => Answer): Promise<LoopbackServer> {
  const server = await loopbackServer(answer);
  servers.push(server);
  return server;
}

const typed = (kind: string) => ({ 'content-type': `${OCI}${kind}.v1+json` });
const image = (content: object, headers: Readonly<Record<string, string>> = {}): Answer => ({
  headers: { ...typed('manifest'), ...headers },
  body: JSON.stringify(content),
});

function codeOf(result: Result<unknown, Fault>): unknown {
  return result.ok ? result.value : result.error.code;
}

function client({ host }: { host: string }, changes: Partial<HostOptions> = {}) {
  const registry = createRegistry(hostOptions({ registryInsecure: [host], ...changes }));
  return { registry, at: { registry: host, repository: 'acme/app' } };
}

/** What a client says of the tag `1`. */
async function manifestFrom(
  answer: (asked: Asked) => Answer,
  changes: Partial<HostOptions> = {},
): Promise<unknown> {
  const { registry, at } = client(await serve(answer), changes);
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

describe('a blob', () => {
  const bytes = Buffer.from('content');
  const content = { digest: digestOf(bytes), size: bytes.length };

  test('is taken whole, and no other', async () => {
    const blob = async (body: Buffer, size = content.size): Promise<unknown> => {
      const { registry, at } = client(await serve(() => ({ body })));
      return codeOf(await registry.blob(at, { ...content, size }));
    };
    expect(await blob(bytes)).toEqual(bytes);
    expect(await blob(Buffer.from('contenT'))).toBe('REGISTRY_ANSWER');
    expect(await blob(bytes.subarray(1))).toBe('REGISTRY_ANSWER');
    expect(await blob(Buffer.concat([bytes, bytes]))).toBe('REGISTRY_ANSWER');
    expect(await blob(bytes, 2 ** 40)).toBe('REGISTRY_LIMIT');
  });

  test('may lie elsewhere, where no credentials go', async () => {
    const elsewhere = await serve(() => ({ body: bytes }));
    const registry = await serve(({ headers }) =>
      headers.authorization === undefined
        ? { status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } }
        : { status: 307, headers: { location: `http://${elsewhere.host}/signed?x=1` } },
    );
    const registryInsecure = [registry.host, elsewhere.host];
    const { registry: asked, at } = client(registry, {
      registryInsecure,
      env: login(registry.host),
    });
    expect(codeOf(await asked.blob(at, content))).toEqual(bytes);
    expect(elsewhere.asked.map(({ line, headers }) => [line, headers.authorization])).toEqual([
      ['GET /signed?x=1', undefined],
    ]);
  });

  test.each([
    ['to plain http', 'http://127.0.0.2:1/x'],
    ['to another protocol', 'ftp://127.0.0.1/x'],
    ['with a password', 'https://a:b@127.0.0.1/x'],
    ['to no address', 'http://['],
    ['nowhere', ''],
    ['in a circle', '/v2/acme/app/blobs/again'],
  ])('is not looked for %s', async (_name, location) => {
    const { registry, at } = client(await serve(() => ({ status: 302, headers: { location } })));
    expect(codeOf(await registry.blob(at, content))).toBe('REGISTRY_REDIRECT');
  });
});

function login(host: string): Record<string, string> {
  const folder = emptyFolder();
  const auth = Buffer.from(`ci:${SECRET}`).toString('base64');
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ auths: { [host]: { auth } } }));
  return { DOCKER_CONFIG: folder };
}

describe('a token', () => {
  /** A registry that wants a token of this realm. */
  const guarded = (realm: () => string) =>
    serve(({ headers }) =>
      headers.authorization === 'Bearer t0ken'
        ? image(MANIFEST)
        : {
            status: 401,
            headers: { 'www-authenticate': `Bearer realm="${realm()}",service="s",scope="all"` },
          },
    );

  test('is asked for with our own scope, once, by whoever is logged in', async () => {
    const tokens = await serve(() => ({ body: '{"token":"t0ken"}' }));
    const server = await guarded(() => `http://${tokens.host}/token?x=1`);
    const registryInsecure = [server.host, tokens.host];
    const { registry, at } = client(server, { registryInsecure, env: login(server.host) });
    for (const tag of ['1', '2']) {
      expect(codeOf(await registry.manifest(at, tag))).toMatchObject({ layers: [] });
    }
    const basic = `Basic ${Buffer.from(`ci:${SECRET}`).toString('base64')}`;
    expect(tokens.asked.map(({ line, headers }) => [line, headers.authorization])).toEqual([
      ['GET /token?x=1&scope=repository%3Aacme%2Fapp%3Apull&service=s', basic],
    ]);
    expect(server.asked).toHaveLength(3);
  });

  test('of an identity is asked for in the body', async () => {
    const folder = emptyFolder();
    const tokens = await serve(() => ({ body: '{"access_token":"t0ken"}' }));
    const server = await guarded(() => `http://${tokens.host}/token`);
    const auths = { [server.host]: { identitytoken: SECRET } };
    writeFileSync(join(folder, 'config.json'), JSON.stringify({ auths }));
    const changes = {
      registryInsecure: [server.host, tokens.host],
      env: { DOCKER_CONFIG: folder },
    };
    const { registry, at } = client(server, changes);
    expect(codeOf(await registry.manifest(at, '1'))).toMatchObject({ layers: [] });
    expect(tokens.asked.map(({ line }) => line)).toEqual(['POST /token']);
    expect(tokens.asked[0]?.body.toString()).toContain(`refresh_token=${SECRET}`);
  });

  test.each([
    ['by plain http that nobody allowed', 'http://127.0.0.2:1/t', 'REGISTRY_REDIRECT'],
    ['of no address', 'token', 'REGISTRY_REDIRECT'],
    ['with a password', 'https://a:b@example.com/t', 'REGISTRY_REDIRECT'],
  ])('is not asked for %s', async (_name, realm, code) => {
    const server = await guarded(() => realm);
    const { registry, at } = client(server, { env: login(server.host) });
    const refused = await registry.manifest(at, '1');
    expect(codeOf(refused)).toBe(code);
    expect(JSON.stringify(refused)).not.toContain(SECRET);
  });

  test.each<[string, Answer, string]>([
    ['none', { body: '{}' }, 'REGISTRY_ANSWER'],
    ['odd', { body: '{"token":"a\\nb"}' }, 'REGISTRY_ANSWER'],
    ['said twice', { body: '{"token":"a","token":"t0ken"}' }, 'REGISTRY_ANSWER'],
    ['led elsewhere', { status: 302, headers: { location: '/' } }, 'REGISTRY_ANSWER'],
    ['refused', { status: 401 }, 'REGISTRY_DENIED'],
    ['not the right one', { body: '{"token":"other"}' }, 'REGISTRY_DENIED'],
  ])('that is %s opens nothing', async (_name, answer, code) => {
    const tokens = await serve(() => answer);
    const server = await guarded(() => `http://${tokens.host}/`);
    const registryInsecure = [server.host, tokens.host];
    const { registry, at } = client(server, { registryInsecure });
    expect(codeOf(await registry.manifest(at, '1'))).toBe(code);
  });
});

describe('a registry', () => {
  test('is not asked offline, and is named', async () => {
    const server = await serve(() => image(MANIFEST));
    const { registry, at } = client(server, { offline: true });
    const answer = await registry.manifest(at, '1');
    expect(answer).toMatchObject({ error: { code: 'REGISTRY_OFFLINE' } });
    expect(answer.ok ? '' : answer.error.message).toContain(server.host);
    expect(server.asked).toEqual([]);
  });

  test('is asked by https unless it is named, and never by both', async () => {
    const server = await serve(() => image(MANIFEST));
    const { registry, at } = client(server, { registryInsecure: [] });
    const answer = await registry.manifest(at, '1');
    expect(answer).toMatchObject({ error: { code: 'REGISTRY_UNREACHABLE' } });
    expect(answer.ok ? '' : answer.error.hint).toContain(`--registry-insecure ${server.host}`);
    expect(server.asked).toEqual([]);
  });

  test.each([
    ['seconds', { 'retry-after': '90' }, '2026-01-02T00:01:30.000Z'],
    ['a date', { 'retry-after': 'Fri, 02 Jan 2026 00:02:00 GMT' }, '2026-01-02T00:02:00.000Z'],
    ['a year', { 'retry-after': '31536000' }, '2026-01-03T00:00:00.000Z'],
    ['nothing', {}, 'later'],
  ])('that is asked too often says %s', async (_name, headers, when) => {
    const server = await serve(() => ({ status: 429, headers }));
    const { registry, at } = client(server);
    const answer = await registry.manifest(at, '1');
    expect(answer).toMatchObject({ error: { kind: 'undecidable', code: 'REGISTRY_RATE_LIMIT' } });
    expect(answer.ok ? '' : answer.error.hint).toContain(when);
  });

  test.each([
    { registry: 'a.example', repository: '../x' },
    { registry: 'a.example', repository: 'a?b' },
    { registry: 'a.example/b', repository: 'c' },
    { registry: 'user@a.example', repository: 'c' },
    { registry: '', repository: 'c' },
  ])('%j is none', async (at) => {
    expect(codeOf(await createRegistry(hostOptions()).manifest(at, '1'))).toBe('REGISTRY_NAME');
  });

  test.each(['', 'a/b', '../x', 'sha256:abc', 'sha512:0', 'a?b'])(
    'has no %j',
    async (reference) => {
      const { registry, at } = client({ host: '127.0.0.1:1' });
      expect(codeOf(await registry.manifest(at, reference))).toBe('REGISTRY_NAME');
    },
  );

  test('is not asked with credentials that cannot be read', async () => {
    const folder = emptyFolder();
    writeFileSync(join(folder, 'config.json'), `{"auths":{"x":"${SECRET}"},"auths":{}}`);
    const server = await serve(() => ({ status: 401, headers: { 'www-authenticate': 'Basic' } }));
    const { registry, at } = client(server, { env: { DOCKER_CONFIG: folder } });
    const answer = await registry.manifest(at, '1');
    expect(answer).toMatchObject({ error: { kind: 'usage', code: 'REGISTRY_CONFIG' } });
    expect(JSON.stringify(answer)).not.toContain(SECRET);
  });
});

describe('a list', () => {
  const page = (tags: readonly string[], next?: string): Answer => ({
    body: JSON.stringify({ name: 'acme/app', tags }),
    ...(next === undefined ? {} : { headers: { link: `<${next}>; rel="next"` } }),
  });
  const LIST = '/v2/acme/app/tags/list';

  async function tagsFrom(answer: (asked: Asked) => Answer): Promise<unknown> {
    const { registry, at } = client(await serve(answer));
    return codeOf(await registry.tags(at));
  }

  test('is read page by page', async () => {
    const answer = ({ line }: Asked): Answer =>
      line.includes('last=b') ? page(['c']) : page(['a', 'b'], `${LIST}?n=2&last=b`);
    expect(await tagsFrom(answer)).toEqual(['a', 'b', 'c']);
  });

  test.each<[string, (asked: Asked) => Answer, string]>([
    [
      'without end',
      ({ line }) => page(['a'], `${line.slice('GET '.length)}${line.includes('?') ? '' : '?'}0`),
      'REGISTRY_LIMIT',
    ],
    ['that repeats itself', () => page(['a'], LIST), 'REGISTRY_REDIRECT'],
    [
      'of another repository',
      () => page(['a'], '/v2/acme/other/tags/list?x=1'),
      'REGISTRY_REDIRECT',
    ],
    ['on another host', () => page(['a'], `http://127.0.0.2${LIST}?x=1`), 'REGISTRY_REDIRECT'],
    [
      'with an odd link',
      () => ({ ...page(['a']), headers: { link: 'next' } }),
      'REGISTRY_REDIRECT',
    ],
    ['of numbers', () => ({ body: '{"tags":[1]}' }), 'REGISTRY_ANSWER'],
    ['that is no JSON', () => ({ body: 'a' }), 'REGISTRY_ANSWER'],
  ])('%s is refused', async (_name, answer, code) => {
    expect(await tagsFrom(answer)).toBe(code);
  });

  test('of referrers comes from the fall-back tag where the API is a page for people', async () => {
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
});

test('referrers of a type are those of it, and those of which the registry tells none', async () => {
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

describe('an upload', () => {
  const bytes = Buffer.alloc(12 * 1024 * 1024, 7);

  /** A registry of one repository that takes pieces of at most so many bytes. */
  function store(largest: number) {
    const pieces: Buffer[] = [];
    const answer = ({ line, body }: Asked): Answer => {
      const location = { location: '/v2/acme/app/blobs/uploads/1?_state=a%2Bb' };
      if (line.startsWith('HEAD')) return { status: 404 };
      if (line.startsWith('POST')) return { status: 202, headers: location };
      if (body.length > largest) return { status: 413 };
      pieces.push(body);
      return line.startsWith('PATCH') ? { status: 202, headers: location } : { status: 201 };
    };
    return { answer, stored: () => Buffer.concat(pieces) };
  }

  test.each([
    ['in one piece', 20, ['HEAD', 'POST', 'PUT']],
    [
      'in several where one is too large',
      6,
      ['HEAD', 'POST', 'PUT', 'POST', 'PATCH', 'PATCH', 'PATCH', 'PUT'],
    ],
  ])('goes %s', async (_name, mebibytes, methods) => {
    const { answer, stored } = store(mebibytes * 1024 * 1024);
    const server = await serve(answer);
    const { registry, at } = client(server);
    expect(codeOf(await registry.putBlob(at, bytes))).toBe(digestOf(bytes));
    expect(server.asked.map(({ line }) => line.split(' ')[0])).toEqual(methods);
    expect(stored().equals(bytes)).toBe(true);
    expect(server.asked.at(-1)?.line).toContain(`?_state=a%2Bb&digest=${digestOf(bytes)}`);
  });

  test('that even pieces are too large for ends in a fault', async () => {
    const { registry, at } = client(await serve(store(1024).answer));
    expect(codeOf(await registry.putBlob(at, bytes))).toBe('REGISTRY_ANSWER');
  });

  test.each([
    [
      'elsewhere',
      { status: 202, headers: { location: 'http://127.0.0.2/x' } },
      'REGISTRY_REDIRECT',
    ],
    ['nowhere', { status: 202 }, 'REGISTRY_REDIRECT'],
    ['by a redirect', { status: 307, headers: { location: '/x' } }, 'REGISTRY_REDIRECT'],
    ['where it is forbidden', { status: 403 }, 'REGISTRY_DENIED'],
  ])('does not go on %s', async (_name, begun, code) => {
    const server = await serve(({ line }) => (line.startsWith('POST') ? begun : { status: 404 }));
    const { registry, at } = client(server);
    expect(codeOf(await registry.putBlob(at, bytes))).toBe(code);
  });
});
