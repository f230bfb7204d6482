import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtRecord, describeRecord, type ArtifactBuilt } from '@plumbline/records';
import type { Report } from '@plumbline/report';
import { peekPayload } from '@plumbline/trust';
import { runAction, type ActionOutcome } from '../support/action.js';
import { plumbline, report } from '../support/command.js';
import { createKey, type KeyFiles } from '../support/key.js';
import { createRepository, type Repository } from '../support/repository.js';
import { runTask } from '../support/task.js';
import { exportedTaskRun } from '../support/tekton-run.js';

const DIGEST = `sha256:${'4b'.repeat(32)}`;
const WORKFLOW = `name: release
on: push
permissions: {}
jobs:
  release:
    runs-on: ubuntu-24.04
    steps:
      - run: make dist
      - uses: plumbline/plumbline/actions/attest-run@${'c0'.repeat(20)}
`;

let folder = '';
let key: KeyFiles;
let repository: Repository;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'plumbline-attest-'));
  mkdirSync(join(folder, 'keys'));
  key = createKey(join(folder, 'keys'), 'ci');
  repository = createRepository({
    '.github/workflows/release.yml': WORKFLOW,
    'run.json': exportedTaskRun({ url: 'registry.example/acme/app', digest: DIGEST }),
    'dist/app.txt': 'an artifact\n',
  });
});
afterAll(() => {
  repository.dispose();
  rmSync(folder, { recursive: true });
});

const place = (): string => mkdtempSync(join(folder, 'records-'));

function kindsIn(store: string): readonly string[] {
  return recordsIn(store)
    .map((bytes) => {
      const described = describeRecord(bytes);
      return described.ok && described.value.signed ? described.value.kind : 'none';
    })
    .sort();
}

const recordsIn = (store: string): readonly Uint8Array[] =>
  readdirSync(join(store, 'sha256')).map((name) => readFileSync(join(store, 'sha256', name)));

const KINDS = ['artifact-built', 'function-executed', 'image-signed', 'trigger-authorized'];

describe('an exported run, the same on every face', () => {
  const params = { target: 'run.json', offline: 'true' };
  const answers = ({ verdict, checks }: Report): unknown => [
    verdict,
    checks.map(({ id, status, counted, findings }) => ({ id, status, counted, findings })),
  ];

  test('command, Task and Action', () => {
    const [ofCommand, ofTask, ofAction] = [place(), place(), place()];
    const args = ['attest-run', 'run.json', '--offline', '--key', key.privatePath];
    const command = report(repository.path, [...args, '--store', `dir:${ofCommand}`]);
    const task = runTask({
      task: 'attest-run',
      source: repository.path,
      params: { ...params, key: 'ci.key' },
      workspaces: { keys: join(folder, 'keys'), reports: ofTask },
    });
    const action = runAction({
      action: 'attest-run',
      inputs: {
        ...params,
        key: readFileSync(key.privatePath, 'utf8'),
        store: `dir:${ofAction}`,
        output: `json=${join(ofAction, 'report.json')}`,
      },
      workspace: repository.path,
      commit: repository.git('rev-parse', 'HEAD'),
    });
    expect([command.status, task.status, action.status]).toEqual([0, 0, 0]);
    for (const store of [ofCommand, ofTask, ofAction]) expect(kindsIn(store)).toEqual(KINDS);
    const kept = JSON.parse(
      readFileSync(join(ofTask, task.results['report'] ?? ''), 'utf8'),
    ) as Report;
    const ofRunner = JSON.parse(readFileSync(join(ofAction, 'report.json'), 'utf8')) as Report;
    expect(answers(kept)).toEqual(answers(command.report));
    expect(answers(ofRunner)).toEqual(answers(command.report));
    expect(task.results).toMatchObject({ verdict: 'pass', records: '4' });
    expect(action.outputs).toMatchObject({ verdict: 'pass', records: '4' });
    expect(describeRecord(readFileSync(join(ofTask, task.results['record'] ?? '')))).toMatchObject({
      value: { kind: 'artifact-built' },
    });
    expect(JSON.stringify(task.results).length).toBeLessThan(4096);
  });
});

describe('a run on GitHub without a token', () => {
  let outcome: ActionOutcome;
  let store = '';
  beforeAll(() => {
    store = place();
    outcome = runAction({
      action: 'attest-run',
      inputs: {
        subjects: 'dist/*.txt',
        key: readFileSync(key.privatePath, 'utf8'),
        store: `dir:${store}`,
        output: `text=${join(folder, 'report.txt')}`,
      },
      workspace: repository.path,
      commit: repository.git('rev-parse', 'HEAD'),
      env: {
        GITHUB_WORKFLOW_REF: 'acme/app/.github/workflows/release.yml@refs/heads/main',
        GITHUB_WORKFLOW_SHA: repository.git('rev-parse', 'HEAD'),
        GITHUB_ACTOR: 'dana',
        GITHUB_ACTOR_ID: '583231',
        GITHUB_REPOSITORY_OWNER_ID: '7',
        GITHUB_JOB: 'release',
        RUNNER_ENVIRONMENT: 'github-hosted',
      },
    });
  });

  test('is recorded as the workflow declares it, and says so', () => {
    expect(outcome.status).toBe(0);
    const text = readFileSync(join(folder, 'report.txt'), 'utf8');
    expect(text).toMatch(
      /function records 2 \(as the workflow declares\), 2 recorded as still open/,
    );
    expect(text).toMatch(/trigger record +push by dana, as the run itself tells it/);
    expect(text).toMatch(/build level 1 at most/);
    expect(kindsIn(store)).toEqual([
      'artifact-built',
      'function-executed',
      'function-executed',
      'trigger-authorized',
    ]);
  });

  test('has provenance as actions/attest writes it, with its own part beside', () => {
    const [built] = recordsIn(store).flatMap((bytes) => {
      const payload = peekPayload(bytes);
      const read = payload.ok ? builtRecord.parse(payload.value) : payload;
      return read.ok ? [read.value] : [];
    });
    expect(built?.subjects.map(({ name }) => name)).toEqual(['dist/app.txt']);
    const { buildDefinition, runDetails } = built?.predicate ?? ({} as ArtifactBuilt);
    expect(buildDefinition).toMatchObject({
      externalParameters: {
        workflow: {
          ref: 'refs/heads/main',
          repository: 'https://github.com/acme/app',
          path: '.github/workflows/release.yml',
        },
      },
      internalParameters: {
        github: { event_name: 'push', repository_id: '42', runner_environment: 'github-hosted' },
        plumbline: { origins: [{ name: 'dist/app.txt', origin: 'declared' }] },
      },
    });
    expect(runDetails.metadata.invocationId).toBe(
      'https://github.com/acme/app/actions/runs/8123/attempts/1',
    );
  });
});

test.each([
  ['no key', ['run.json', '--store', 'dir:x'], /INPUT_MISSING/],
  ['nothing to attest', ['.', '--key', 'KEY', '--store', 'dir:x'], /RUN_NONE/],
  ['no place for records', ['run.json', '--offline', '--key', 'KEY'], /STORE_NONE/],
])('%s ends with 3', (_name, args, code) => {
  const argv = args.map((arg) => (arg === 'KEY' ? key.privatePath : arg));
  const run = plumbline(repository.path, ['attest-run', ...argv]);
  expect(run.status).toBe(3);
  expect(run.stderr + run.stdout).toMatch(code);
});

test('a secret in the run reaches no record, no report and no log', () => {
  const canary = `ghp_${'c4n4ry'.repeat(6)}`;
  const text = readFileSync(join(repository.path, 'run.json'), 'utf8');
  const run = text.replace('"spec":{', `"spec":{"params":[{"name":"token","value":"${canary}"}],`);
  expect(run).toContain(canary);
  writeFileSync(join(folder, 'secret.json'), run);
  const store = place();
  const outcome = plumbline(repository.path, [
    ...['attest-run', join(folder, 'secret.json'), '--offline', '--key', key.privatePath],
    ...['--store', `dir:${store}`, '--format', 'json'],
  ]);
  expect(outcome.status).toBe(0);
  const payloads = recordsIn(store).map((bytes) => {
    const payload = peekPayload(bytes);
    return payload.ok ? Buffer.from(payload.value).toString() : '';
  });
  expect([...payloads, outcome.stdout, outcome.stderr].join('')).not.toContain(canary);
});
