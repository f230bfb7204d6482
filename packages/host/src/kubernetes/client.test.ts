import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mapGet, stringOf } from '@plumbline/core';
import type { Kubernetes } from '@plumbline/step';
import { createKubernetes } from './client.js';
import { apiServer } from './in-cluster.js';

let server: Server;
let kubernetes: Kubernetes;
const asked: string[] = [];

/** Bodies by path, in the pieces in which they are sent; an API server sends a watch line by line. */
const ANSWERS: Readonly<Record<string, readonly string[]>> = {
  '/one': ['{"kind":"PipelineRun"}'],
  '/twice': ['{"kind":"a","kind":"b"}'],
  '/html': ['<html>'],
  '/watch': [
    '{"type":"ADDED","obj',
    'ect":{"kind":"A"}}\n{"type":"MODIFIED","object":{"kind":"B"}}',
    '\n',
  ],
  '/odd': ['{"type":"ADDED"}\n'],
  '/cut': ['{"type":"ADDED","object":{"kind":"A"}}\n{"type":"MOD'],
};

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(`${request.method ?? ''} ${request.url ?? ''}`);
    const parts = ANSWERS[request.url ?? ''];
    if (request.url === '/forbidden') response.writeHead(403).end('{}');
    else if (request.url === '/moved') response.writeHead(302, { location: '/one' }).end();
    else if (parts === undefined) response.writeHead(404).end('{}');
    else {
      response.writeHead(200);
      for (const part of parts) response.write(part);
      response.end();
    }
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no address');
  const opened = apiServer(`http://127.0.0.1:${String(address.port)}`, {});
  if (!opened.ok) throw new Error(opened.error.code);
  kubernetes = createKubernetes(opened.value);
});
afterAll(async () => {
  await new Promise((done) => server.close(done));
});

const got = async (path: string): Promise<unknown> => {
  const read = await kubernetes.get(path);
  if (!read.ok) return read.error.code;
  return read.value === null ? null : stringOf(mapGet(read.value, 'kind'));
};

test.each([
  ['/one', 'PipelineRun'],
  ['/nowhere', null],
  ['/forbidden', 'KUBERNETES_UNREACHABLE'],
  ['/moved', 'KUBERNETES_UNREACHABLE'],
  ['/twice', 'KUBERNETES_UNREACHABLE'],
  ['/html', 'KUBERNETES_UNREACHABLE'],
])('%s is %p', async (path, expected) => {
  expect(await got(path)).toBe(expected);
});

describe('a watch', () => {
  test.each([
    ['/watch', ['ADDED A', 'MODIFIED B']],
    ['/odd', ['KUBERNETES_UNREACHABLE']],
    ['/cut', ['ADDED A']],
    ['/forbidden', ['KUBERNETES_UNREACHABLE']],
  ])('%s tells %p', async (path, expected) => {
    const told: string[] = [];
    for await (const event of kubernetes.watch(path)) {
      const kind = event.ok ? stringOf(mapGet(event.value.object, 'kind')) : '';
      told.push(event.ok ? `${event.value.type} ${kind ?? ''}` : event.error.code);
    }
    expect(told).toEqual(expected);
  });
});

test('nothing but reading is asked for', () => {
  expect(asked.every((line) => line.startsWith('GET '))).toBe(true);
});

test('a server that is gone is a fault', async () => {
  const opened = apiServer('http://127.0.0.1:9', {});
  if (!opened.ok) throw new Error(opened.error.code);
  expect(await createKubernetes(opened.value).get('/one')).toMatchObject({
    error: { code: 'KUBERNETES_UNREACHABLE' },
  });
});

test.each([
  ['outside of a Pod', null, {}],
  ['a Pod without an account', null, { KUBERNETES_SERVICE_HOST: '10.0.0.1' }],
  ['plain http elsewhere', 'http://10.0.0.1:8001', {}],
  ['https, which would need its authority', 'https://127.0.0.1:6443', {}],
  ['no address', 'here', {}],
])('%s there is no server', (_name, named, env) => {
  expect(apiServer(named, env)).toMatchObject({ error: { code: 'KUBERNETES_NONE' } });
});
