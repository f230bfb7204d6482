import { describe, expect, test } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { emptyFolder, hostOptions } from '../testing/fixture.js';
import { MANIFEST, SECRET, serve, image, codeOf, client } from '../testing/registry.js';
import { createRegistry } from './client.js';

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
