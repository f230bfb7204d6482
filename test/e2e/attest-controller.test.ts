import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeRecord } from '@plumbline/records';
import { startApiServer, type LoopbackApiServer } from '../support/api-server.js';
import { createKey } from '../support/key.js';
import { startPlumbline } from '../support/process.js';

jest.setTimeout(240_000);

const image = { url: 'registry.example/acme/app', digest: `sha256:${'4b'.repeat(32)}` };

let server: LoopbackApiServer;
let folder = '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'plumbline-controller-'));
  createKey(folder, 'attest');
  server = await startApiServer(image);
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

const serve = () =>
  startPlumbline(folder, [
    ...['attest-controller', '--once', '--api-server', server.address, '--offline'],
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
  expect(server.asked.every((line) => line.startsWith('GET '))).toBe(true);
});

test.each([
  ['without an API server', 'attest.key', 'KUBERNETES_NONE'],
  ['without a key', 'keyless', 'KEY_KIND'],
])('%s no run is attested', async (_what, key, code) => {
  const args = ['attest-controller', '--once', '--key', key, '--store', 'dir:records'];
  const outcome = await startPlumbline(folder, args);
  expect([outcome.status, outcome.stderr]).toEqual([3, expect.stringContaining(code)]);
});
