import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeRecord } from '@plumbline/records';
import { createKey } from '../support/key.js';
import { startPlumbline } from '../support/process.js';
import { exportedTaskRun } from '../support/tekton-run.js';

jest.setTimeout(240_000);

type Item = Readonly<Record<string, unknown>>;

const image = { url: 'registry.example/acme/app', digest: `sha256:${'4b'.repeat(32)}` };
const { items } = JSON.parse(exportedTaskRun(image)) as { readonly items: readonly Item[] };
const [taskRun = {}, pod = {}] = items;

let server: Server;
let address = '';
let folder = '';
const asked: string[] = [];

/** What an API server answers to the paths of Kubernetes API conventions, of one TaskRun. */
function answerTo(path: string): object | null {
  const list = (found: readonly Item[]): object => ({
    metadata: { resourceVersion: '7' },
    items: found,
  });
  if (path === '/apis/tekton.dev/v1/pipelineruns?limit=100') return list([]);
  if (path === '/apis/tekton.dev/v1/taskruns?limit=100') return list([taskRun]);
  if (path === '/apis/tekton.dev/v1/namespaces/ci/taskruns/build-1') return taskRun;
  return path === '/api/v1/namespaces/ci/pods?labelSelector=tekton.dev%2FtaskRun%3Dbuild-1'
    ? list([pod])
    : null;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'plumbline-controller-'));
  createKey(folder, 'attest');
  server = createServer((request, response) => {
    asked.push(`${request.method ?? ''} ${request.url ?? ''}`);
    const answer = answerTo(request.url ?? '');
    response.writeHead(answer === null ? 404 : 200).end(JSON.stringify(answer ?? {}));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const bound = server.address();
  address =
    typeof bound === 'object' && bound !== null ? `http://127.0.0.1:${String(bound.port)}` : '';
});
afterAll(async () => {
  await new Promise((done) => server.close(done));
  rmSync(folder, { recursive: true });
});

const serve = () =>
  startPlumbline(folder, [
    ...['attest-controller', '--once', '--api-server', address, '--offline'],
    ...['--key', 'attest.key', '--store', 'dir:records'],
  ]);

test('a run that has ended is attested once, however often it is looked at', async () => {
  const first = await serve();
  expect([first.status, first.stdout]).toEqual([0, 'attested 1 runs\n']);
  const kinds = readdirSync(join(folder, 'records', 'sha256')).map((name) => {
    const described = describeRecord(readFileSync(join(folder, 'records', 'sha256', name)));
    return described.ok ? described.value.kind : '';
  });
  expect(kinds.sort()).toEqual([
    'artifact-built',
    'function-executed',
    'image-signed',
    'trigger-authorized',
  ]);
  const second = await serve();
  expect([second.status, second.stdout]).toEqual([0, 'attested 0 runs\n']);
  expect(asked.every((line) => line.startsWith('GET '))).toBe(true);
});

test.each([
  ['without an API server', 'attest.key', 'KUBERNETES_NONE'],
  ['without a key', 'keyless', 'KEY_KIND'],
])('%s no run is attested', async (_what, key, code) => {
  const args = ['attest-controller', '--once', '--key', key, '--store', 'dir:records'];
  const outcome = await startPlumbline(folder, args);
  expect([outcome.status, outcome.stderr]).toEqual([3, expect.stringContaining(code)]);
});
