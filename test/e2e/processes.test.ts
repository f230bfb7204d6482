// Each step once where it has nothing to object to and once where it has, by the bundle and in a process of its own, as users
// start it. The other tests of this folder let many runs share a process (test/support/program.ts).
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createKey } from '../support/key.js';
import { files, IMAGE, WORKFLOW } from '../support/pipeline-files.js';
import { PLUMBLINE, runProcess } from '../support/program.js';
import { createRepository, type Repository } from '../support/repository.js';
import { exportedTaskRun } from '../support/tekton-run.js';

const folder = mkdtempSync(join(tmpdir(), 'plumbline-processes-'));
const KEY = join(folder, 'ci.key');
const STORE = ['--store', `dir:${join(folder, 'records')}`, '--offline'];
const BUILT = `sha256:${'4b'.repeat(32)}`;

let good: Repository;
let changed: Repository;

beforeAll(() => {
  const { publicPem } = createKey(folder, 'ci');
  const optional = { require: 'optional' };
  const audit = { trigger: optional, pipeline: optional, configuration: optional };
  const policy = JSON.stringify({
    trust: { keys: { ci: { pem: publicPem } } },
    audit: { time: 'optional', functions: optional, ...audit },
  });
  const contents = { ...files, '.plumbline.yaml': policy };
  good = createRepository(contents);
  changed = createRepository(contents);
  changed.write({ [WORKFLOW]: (files[WORKFLOW] ?? '').replace(/@[0-9a-f]{40}/, '@v7') });
  changed.commit();
});
afterAll(() => {
  for (const { dispose } of [good, changed]) dispose();
  rmSync(folder, { recursive: true });
});

const status = (repository: Repository, ...args: string[]): number | null =>
  runProcess(PLUMBLINE, args, { cwd: repository.path, env: { PATH: process.env['PATH'] ?? '' } })
    .status;

test('sign-pipeline and verify-pipeline', () => {
  const sign = ['sign-pipeline', '--key', KEY];
  expect([status(good, ...sign), status(good, 'sign-pipeline', '--key', 'gone.key')]).toEqual([
    0, 3,
  ]);
  const manifest = '.plumbline/pipeline.sigstore.json';
  changed.write({ [manifest]: readFileSync(join(good.path, manifest), 'utf8') });
  for (const repository of [good, changed]) repository.commit();
  expect([good, changed].map((one) => status(one, 'verify-pipeline'))).toEqual([0, 1]);
});

test('config-benchmark', () => {
  const args = ['config-benchmark', '--controls', 'pin-refs'];
  expect([good, changed].map((one) => status(one, ...args))).toEqual([0, 1]);
});

test('attest-run and audit-artifact', () => {
  const attested = [
    exportedTaskRun({ url: 'ghcr.io/acme/app', digest: BUILT }),
    '{"kind":"TaskRun","kind":"TaskRun"}',
  ].map((run) => {
    writeFileSync(join(folder, 'run.json'), run);
    return status(good, 'attest-run', join(folder, 'run.json'), '--key', KEY, ...STORE);
  });
  expect(attested).toEqual([0, 3]);
  const audited = [BUILT, IMAGE.replace(/.*@/, '')];
  const audit = ['audit-artifact', ...STORE];
  expect(audited.map((one) => status(good, ...audit, one))).toEqual([0, 1]);
});

test('a command that there is not', () => {
  expect(status(good, 'verify-pipelin')).toBe(3);
});
