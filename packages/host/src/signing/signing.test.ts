import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { identityToken } from './identity-token.js';
import { createPost } from './post.js';

const SECRET = 'secret-of-the-run';
let server: Server;
let url = '';
let asked: IncomingMessage | null = null;

beforeAll(async () => {
  server = createServer((request, response) => {
    asked = request;
    const path = new URL(request.url ?? '', url).pathname;
    if (path === '/refuses') response.writeHead(403).end(SECRET);
    else if (path === '/leads-away') response.writeHead(302, { location: '/token' }).end();
    else response.end(JSON.stringify({ value: 'a.b.c' }));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
});

afterAll(() => {
  server.close();
});

describe('services', () => {
  const post = (address: string, offline = false) =>
    createPost({ offline })({
      url: address,
      service: 'the log',
      contentType: 'application/json',
      accept: 'application/json',
      body: Buffer.from(SECRET),
    });

  test('one that answers', async () => {
    expect(await post(`${url}/x`)).toMatchObject({ ok: true });
    expect(asked).toMatchObject({ method: 'POST' });
  });

  test.each<[string, () => Promise<unknown>, string]>([
    ['refuses', () => post(`${url}/refuses`), 'SERVICE_UNREACHABLE'],
    ['leads away', () => post(`${url}/leads-away`), 'SERVICE_UNREACHABLE'],
    ['is not there', () => post('http://127.0.0.1:1/'), 'SERVICE_UNREACHABLE'],
    ['is asked in the clear', () => post('http://log.example/'), 'SERVICE_URL'],
    ['has credentials', () => post('https://a:b@log.example/'), 'SERVICE_URL'],
    ['is asked offline', () => post(url, true), 'SERVICE_OFFLINE'],
  ])('one that %s', async (_name, answer, code) => {
    const result = await answer();
    expect(result).toMatchObject({ ok: false, error: { code } });
    expect(JSON.stringify(result)).not.toContain(SECRET);
  });
});

describe('identity tokens', () => {
  const GITHUB = { GITHUB_ACTIONS: 'true', SIGSTORE_ID_TOKEN: 'planted.by.another' };
  const token = (env: Readonly<Record<string, string>>, offline = false) =>
    identityToken('sigstore', { env, offline });
  const runner = (path: string) => ({
    ...GITHUB,
    ACTIONS_ID_TOKEN_REQUEST_URL: `${url}${path}?api-version=2.0`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: SECRET,
  });

  test('on GitHub the runner is asked, whatever the environment offers', async () => {
    expect(await token(runner('/token'))).toEqual({ ok: true, value: 'a.b.c' });
    expect(asked?.url).toBe('/token?api-version=2.0&audience=sigstore');
    expect(asked?.headers.authorization).toBe(`Bearer ${SECRET}`);
  });

  test('elsewhere it is given', async () => {
    expect(await token({ SIGSTORE_ID_TOKEN: 'a.b.c' })).toEqual({ ok: true, value: 'a.b.c' });
  });

  test.each<[string, () => Promise<unknown>, string]>([
    ['none is given', () => token({}), 'IDENTITY_TOKEN'],
    ['the job has no right', () => token(GITHUB), 'IDENTITY_TOKEN'],
    ['the runner refuses', () => token(runner('/refuses')), 'SERVICE_UNREACHABLE'],
    ['the runner leads away', () => token(runner('/leads-away')), 'SERVICE_UNREACHABLE'],
    ['the run is offline', () => token(runner('/token'), true), 'SERVICE_OFFLINE'],
    [
      'the endpoint is somebody else in the clear',
      () => token({ ...runner(''), ACTIONS_ID_TOKEN_REQUEST_URL: 'http://evil.example/' }),
      'IDENTITY_TOKEN',
    ],
  ])('a fault where %s', async (_name, answer, code) => {
    const result = await answer();
    expect(result).toMatchObject({ ok: false, error: { code } });
    expect(JSON.stringify(result)).not.toContain(SECRET);
  });
});
