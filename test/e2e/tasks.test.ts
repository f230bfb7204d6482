import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readYaml, toPlain } from '@plumbline/core';
import type { Report } from '@plumbline/report';
import { version } from '@plumbline/step';
import { runAction } from '../support/action.js';
import { plumbline, report } from '../support/command.js';
import { createKey, type KeyFiles } from '../support/key.js';
import { files, WORKFLOW } from '../support/pipeline-files.js';
import { createRepository, type Repository } from '../support/repository.js';
import { root } from '../support/root.js';
import { readTask, runTask, TASK_RUN, type TaskOutcome, type TaskRun } from '../support/task.js';
import { exportedTaskRun } from '../support/tekton-run.js';

const STEPS = ['attest-run', 'config-benchmark', 'sign-pipeline', 'verify-pipeline'] as const;
const POLICY = '.plumbline.yaml';

let folder = '';
let key: KeyFiles;
let repository: Repository;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'plumbline-tasks-'));
  mkdirSync(join(folder, 'keys'));
  key = createKey(join(folder, 'keys'), 'ci');
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});
afterEach(() => {
  repository.dispose();
});

const sha256 = (bytes: string | Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex');

function reports(): string {
  return mkdtempSync(join(folder, 'reports-'));
}

function start(task: string, run: Omit<TaskRun, 'task' | 'source'> = {}): TaskOutcome {
  return runTask({ task, source: repository.path, ...run });
}

const withKeys = (): Record<string, string> => ({ keys: join(folder, 'keys') });

/** The policy of the repository by its digest, as an operator pins it. */
function pinned(): string {
  return `${POLICY}@sha256:${sha256(readFileSync(join(repository.path, POLICY)))}`;
}

/** A repository that trusts the key, signed by the Task. */
function signed(): TaskOutcome {
  const pem = key.publicPem.trim().replaceAll('\n', '\n        ');
  const policy = `trust:\n  keys:\n    ci:\n      pem: |\n        ${pem}\n`;
  repository = createRepository({ ...files, [POLICY]: policy });
  const outcome = start('sign-pipeline', {
    params: { key: 'ci.key', policy: pinned() },
    workspaces: withKeys(),
  });
  repository.commit();
  return outcome;
}

function change(): void {
  repository.write({ [WORKFLOW]: (files[WORKFLOW] ?? '').replace('on: push', 'on: [push]') });
  repository.commit();
}

const kept = (place: string, outcome: TaskOutcome): string =>
  readFileSync(join(place, outcome.results['report'] ?? ''), 'utf8');

interface Statement {
  readonly predicate: { readonly run?: unknown };
}

/** The files of this test are written and judged within one minute. */
const SOON = new Date(Date.now() + 60_000).toISOString();

describe('the same report on every face', () => {
  test.each([
    ['good', () => undefined, 0],
    ['changed', change, 1],
  ])('verify-pipeline, %s', (_name, prepare, status) => {
    signed();
    prepare();
    const place = reports();
    const params = { policy: pinned(), 'as-of': SOON };
    const args = ['verify-pipeline', '.', '--policy', params.policy, '--as-of', SOON];
    const task = start('verify-pipeline', { params, workspaces: { reports: place } });
    const command = plumbline(repository.path, args);
    const json = report(repository.path, args);
    const action = runAction({
      action: 'verify-pipeline',
      inputs: { ...params, output: `json=${join(place, 'action')}` },
      workspace: repository.path,
      commit: repository.git('rev-parse', 'HEAD'),
    });
    expect([task.status, command.status, action.status]).toEqual([status, status, status]);
    expect(task.stdout).toBe(command.stdout);
    const ofTask = withoutRecords(kept(place, task));
    expect(ofTask).toEqual(withoutRecords(JSON.stringify(json.report)));
    expect(answers(ofTask)).toEqual(
      answers(readReport(readFileSync(join(place, 'action'), 'utf8'))),
    );
    for (const name of ['verdict', 'failed', 'undecided', 'references', 'signed-by', 'expires'])
      expect([name, task.results[name]]).toEqual([name, action.outputs[name]]);
  });

  test('config-benchmark', () => {
    repository = createRepository(files);
    const place = reports();
    const params = { level: '2', controls: ['pin-refs', '2.1.1'] };
    const task = start('config-benchmark', { params, workspaces: { reports: place } });
    const args = ['--level', '2', '--controls', 'pin-refs', '2.1.1'];
    const json = report(repository.path, ['config-benchmark', '.', ...args]);
    expect(task.status).toBe(json.status);
    // Only at somebody's desk are ignore comments of the target believed; a note says so.
    expect(answers(readReport(kept(place, task)))).toEqual(answers(json.report));
  });

  const readReport = (json: string): Report => JSON.parse(json) as Report;

  /** Each face keeps records in a place of its own. */
  function withoutRecords(json: string): Report {
    return { ...readReport(json), records: [] };
  }

  /** What each check says; only a runner tells for which ref a run is. */
  function answers({ verdict, checks }: Report): unknown {
    const said = checks
      .filter(({ id }) => id !== 'manifest/ref-class')
      .map(({ id, status, counted, findings }) => [id, { status, counted, findings }] as const);
    return { verdict, checks: Object.fromEntries(said) };
  }
});

describe('sign-pipeline', () => {
  test('signs with the key of the workspace', () => {
    const { status, results } = signed();
    expect(status).toBe(0);
    expect(results).toMatchObject({ verdict: 'pass', serial: '1', failed: '0' });
  });

  test.each([
    ['of the key', 'ci.password', 0],
    ['of another', 'other.password', 3],
  ])('an encrypted key is opened by the password %s beside it', (_name, name, status) => {
    repository = createRepository(files);
    const keys = mkdtempSync(join(folder, 'secret-'));
    const made = plumbline(keys, ['keygen', '--out', 'ci'], { COSIGN_PASSWORD: 'correct horse' });
    writeFileSync(join(keys, name), 'correct horse\n');
    const run = start('sign-pipeline', { params: { key: 'ci.key' }, workspaces: { keys } });
    expect([made.status, run.status]).toEqual([0, status]);
    expect(run.stdout + run.stderr).not.toContain('correct horse');
  });
});

describe('what cannot be believed', () => {
  const verify = (params: TaskRun['params'] = {}, rest: Partial<TaskRun> = {}): TaskOutcome =>
    start('verify-pipeline', { params, ...rest });

  test('a policy of the source, without its digest', () => {
    signed();
    for (const policy of ['', POLICY]) {
      const { status, results } = verify({ policy });
      expect([status, results['verdict']]).toEqual([2, 'undecidable']);
    }
    expect(verify({ policy: pinned() }).status).toBe(0);
  });

  test('the environment', () => {
    signed();
    const env = {
      GITHUB_ACTIONS: 'true',
      GITHUB_REPOSITORY: 'acme/app',
      COSIGN_PASSWORD: 'x',
      GITHUB_TOKEN: 'x',
    };
    const { status, stdout } = verify({ policy: pinned() }, { env });
    expect([status, stdout]).toEqual([0, verify({ policy: pinned() }).stdout]);
  });

  test.each([
    ['a flag as target', { target: '--worktree' }],
    ['a flag as item', { output: ['--mode=audit'] }],
    ['an empty flag as item', { store: ['--policy='] }],
    ['a flag of the command line alone', { store: ['--trust=ci.pub'] }],
    ['a place', { store: ['--task-keys=/tmp'] }],
    ['the end of the flags', { target: '--', output: ['--'] }],
  ])('%s', (_name, params) => {
    signed();
    const { status, results } = verify({ policy: pinned(), ...params });
    expect([status, results['verdict']]).toEqual([3, '']);
  });

  test.each([
    ['a key without its workspace', { key: 'ci.key' }, {}],
    ['a key elsewhere', { key: '../keys/ci.key' }, { keys: '.' }],
    ['a key by its whole path', { key: '/keys/ci.key' }, { keys: '/keys' }],
    ['a file without its workspace', { output: ['json=x.json'] }, {}],
    ['a file elsewhere', { output: ['json=../x.json'] }, { reports: '.' }],
  ])('%s', (_name, params, workspaces) => {
    signed();
    expect(verify({ policy: pinned(), ...params }, { workspaces }).status).toBe(3);
  });

  test('a planted link in the reports', () => {
    signed();
    const place = reports();
    const other = join(folder, 'other');
    writeFileSync(other, 'mine');
    symlinkSync(other, join(place, 'x.json'));
    const params = { policy: pinned(), output: ['json=x.json'] };
    const { status, results } = verify(params, { workspaces: { reports: place } });
    expect([status, results['verdict'], readFileSync(other, 'utf8')]).toEqual([3, '', 'mine']);
  });

  test('nothing to check is no pass, and every result is there', () => {
    repository = createRepository({ 'README.md': '' });
    const { status, results } = verify();
    expect(status).toBe(3);
    expect(Object.keys(results).toSorted()).toEqual(
      readTask('verify-pipeline')
        .results.map(({ name }) => name)
        .filter((name) => !name.includes('_'))
        .toSorted(),
    );
  });
});

describe('what is left behind', () => {
  test('report, text and record, by their digests, and a hint that names no build', () => {
    signed();
    const place = reports();
    const outcome = start('verify-pipeline', {
      params: { policy: pinned(), key: 'ci.key' },
      workspaces: { reports: place, ...withKeys() },
    });
    const { report: name = '', record = '' } = outcome.results;
    expect(sha256(readFileSync(join(place, name)))).toBe(outcome.results['report-sha256']);
    expect(sha256(readFileSync(join(place, record)))).toBe(outcome.results['record-sha256']);
    expect(readdirSync(place)).toContain(name.replace(/json$/, 'txt'));
    expect(JSON.parse(outcome.results['record-ARTIFACT_OUTPUTS'] ?? '')).toEqual({
      uri: `file://${join(place, record)}`,
      digest: `sha256:${outcome.results['record-sha256'] ?? ''}`,
      isBuildArtifact: 'false',
    });
    expect(JSON.stringify(outcome.results).length).toBeLessThan(4096);
  });

  test('the commit that was looked at is a hint for Chains, and nothing hints at something built', () => {
    signed();
    const params = { policy: pinned() };
    expect(start('verify-pipeline', { params }).results).not.toHaveProperty(
      'source-ARTIFACT_INPUTS',
    );
    repository.git('remote', 'add', 'origin', 'https://user:secret@github.com/acme/app.git');
    const { results } = start('verify-pipeline', { params });
    expect(JSON.parse(results['source-ARTIFACT_INPUTS'] ?? '')).toEqual({
      uri: 'git+https://github.com/acme/app',
      digest: `sha1:${repository.git('rev-parse', 'HEAD')}`,
    });
    const named = STEPS.flatMap((step) => readTask(step).results.map(({ name }) => name));
    expect(named.filter((name) => /IMAGE|ARTIFACT_(?:URI|DIGEST)$/.test(name))).toEqual([]);
    expect(new Set(named.filter((name) => name.includes('ARTIFACT_')))).toEqual(
      new Set(['record-ARTIFACT_OUTPUTS', 'source-ARTIFACT_INPUTS']),
    );
  });

  test.each(['verify-pipeline', 'config-benchmark'])(
    'the record of %s names the run that the Task is part of',
    (step) => {
      signed();
      const uid = 'b2f1c8e0-5d2c-4b7e-9a51-0c9d5e3f7a10';
      const owned = { 'tekton.dev/pipelineRun': 'build-1', 'tekton.dev/pipelineRunUID': uid };
      const runIn = (labels: Readonly<Record<string, string>>): unknown => {
        const place = reports();
        const params = { policy: pinned(), key: 'ci.key' };
        const { results } = start(step, {
          params,
          labels,
          workspaces: { reports: place, ...withKeys() },
        });
        const bundle = readFileSync(join(place, results['record'] ?? ''), 'utf8');
        const payload = /"payload":"([^"]*)"/.exec(bundle)?.[1] ?? '';
        const statement = JSON.parse(Buffer.from(payload, 'base64').toString()) as Statement;
        return statement.predicate.run;
      };
      const run = { attempt: 1, platform: 'tekton' };
      expect(runIn(owned)).toEqual({
        ...run,
        id: uid,
        invocation: `tekton:ci/pipelineruns/build-1/${uid}`,
      });
      const own = `tekton:ci/taskruns/${TASK_RUN.name}/${TASK_RUN.uid}`;
      expect(runIn({})).toEqual({ ...run, id: TASK_RUN.uid, invocation: own });
      expect(runIn({ ...owned, 'tekton.dev/pipelineRunUID': 'x' })).toBeUndefined();
    },
  );

  test('paths of a workspace are relative to it, those of attest-run too', () => {
    repository = createRepository({ 'app.tar': 'x' });
    const image = { url: 'ghcr.io/acme/app', digest: `sha256:${'4b'.repeat(32)}` };
    repository.write({ 'run.json': exportedTaskRun(image) });
    const place = reports();
    const { status, results } = start('attest-run', {
      params: { target: 'run.json', key: 'ci.key', offline: 'true' },
      workspaces: { reports: place, ...withKeys() },
    });
    expect(status).toBe(0);
    for (const name of ['report', 'record', 'provenance', 'bundle']) {
      expect(results[name]).toMatch(/^[^/]/);
      expect(readdirSync(place, { recursive: true })).toContain(results[name]);
    }
  });

  test('the text is in the log whatever the format', () => {
    signed();
    const { stdout, stderr } = start('verify-pipeline', {
      params: { policy: pinned(), format: 'json' },
    });
    expect(JSON.parse(stdout)).toMatchObject({ verdict: 'pass' });
    expect(stderr).toMatch(/^pass: /m);
  });
});

describe.each(STEPS)('the Task %s', (step) => {
  const place = join('tekton-tasks', step, version);

  test.each(['1.9', '1.10'])('can be signed as it stands for Tekton %s', (tekton) => {
    repository = createRepository({});
    cpSync(join(root, place, `${step}.yaml`), join(repository.path, 'task.yaml'));
    const run = plumbline(repository.path, [
      ...['sign-pipeline', '.', '--annotate', '--key', key.privatePath],
      ...['--tekton-version', tekton, '--format', 'json'],
    ]);
    expect(run.status).toBe(0);
    expect(run.stdout).toMatch(/signed 1 /);
    const text = readFileSync(join(repository.path, 'task.yaml'), 'utf8');
    const unsigned = text.replace(/^ +tekton\.dev\/signature: .*\n/m, '');
    expect(unsigned).toBe(readFileSync(join(root, place, `${step}.yaml`), 'utf8'));
  });

  test('has a sample that gives what it wants, and nothing else', () => {
    repository = createRepository({});
    const path = join(root, place, 'samples', 'taskrun.yaml');
    const file = readYaml(path, readFileSync(path), { aliases: 'refuse' });
    const document = file.ok ? file.value.documents[0]?.root : undefined;
    const { spec } = (document ? toPlain(document) : {}) as unknown as Sample;
    const task = readTask(step);
    const names = (list: readonly { name: string }[]): string[] => list.map(({ name }) => name);
    expect(names(task.params)).toEqual(expect.arrayContaining(names(spec.params)));
    expect(names(task.workspaces)).toEqual(expect.arrayContaining(names(spec.workspaces)));
    const required = task.params.filter((param) => param.default === undefined);
    expect(names(spec.params)).toEqual(expect.arrayContaining(names(required)));
  });

  interface Sample {
    readonly spec: {
      readonly params: readonly { readonly name: string }[];
      readonly workspaces: readonly { readonly name: string }[];
    };
  }
});
