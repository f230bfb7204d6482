import { describe, expect, test } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { emptyFolder } from '../testing/fixture.js';
import type { Answer } from '../testing/loopback.js';
import { MANIFEST, SECRET, serve, image, codeOf, client, login } from '../testing/registry.js';

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
