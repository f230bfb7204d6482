import { describe, expect, test } from '@jest/globals';
import { ok, type FileTree } from '@plumbline/core';
import type { GitHubStep, Target } from '@plumbline/step';
import type { ObservedRun } from '../observed.js';
import { COMMIT, FACTS, gitHubOf, job, JOBS, WORKFLOW, type Said } from '../testing/github-run.js';
import { portsOf } from '../testing/ports.js';
import { observeGitHub } from './observe.js';

const RELEASE = '.github/workflows/release.yml';

function targetOf(workflow: string, called = ''): Target {
  const files = new Map([
    [RELEASE, workflow],
    ...(called === '' ? [] : [['.github/workflows/called.yml', called] as const]),
  ]);
  const tree: FileTree = {
    source: { kind: 'folder' },
    entries: () =>
      ok([...files.keys()].map((path) => ({ path, kind: 'file' as const, executable: false }))),
    read: (path) => ok(Buffer.from(files.get(path) ?? '')),
  };
  return { name: '.', tree, commit: null, sourceUri: null };
}

async function observe(said: Said = {}, workflow = WORKFLOW, called = ''): Promise<ObservedRun> {
  const ports = portsOf({ more: { gitHub: gitHubOf(said), run: FACTS } });
  const run = await observeGitHub(FACTS, targetOf(workflow, called), ports);
  if (!run.ok) throw new Error(run.error.code);
  return run.value;
}

const words = ({ functions }: ObservedRun): readonly string[] =>
  functions.map(
    ({ function: { scope, index, kind, role }, status }) =>
      `${scope}/${String(index)} ${kind} ${role} ${status}`,
  );

test('every step of every job, as the API tells and the definition explains', async () => {
  const run = await observe();
  expect(words(run)).toEqual([
    'build (a)/1 unknown platform succeeded',
    'build (a)/2 action step succeeded',
    'build (a)/3 script step succeeded',
    'build (a)/6 unknown platform succeeded',
    'build (a)/7 unknown platform succeeded',
    'build (b)/1 unknown platform succeeded',
    'build (b)/2 action step succeeded',
    'build (b)/3 script step succeeded',
    'build (b)/6 unknown platform succeeded',
    'build (b)/7 unknown platform succeeded',
    'release/1 unknown platform succeeded',
    'release/2 action step succeeded',
    'release/3 action step open',
  ]);
  expect(run.functions[1]).toMatchObject({
    function: {
      uri: 'pkg:github/actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683',
      digest: { gitCommit: '11bd71901bbe5b1630ceea73d27597364c9af683' },
    },
    inputs: [{ name: 'persist-credentials', value: 'false' }],
    observed: 'platform',
  });
  expect(run.functions[2]).toMatchObject({ environment: ['A', 'CI'] });
  expect(run.after.get('release')).toEqual(['build (a)', 'build (b)']);
});

test('parameters, source and artifacts as actions/attest has them', async () => {
  expect(await observe()).toMatchObject({
    status: 'running',
    observed: 'platform',
    gaps: [],
    artifacts: [{ name: 'dist', digest: { sha256: 'd1'.repeat(32) }, origin: 'platform' }],
    builderId: 'https://github.com/acme/app/.github/workflows/release.yml@refs/heads/main',
    externalParameters: {
      workflow: {
        ref: 'refs/heads/main',
        repository: 'https://github.com/acme/app',
        path: '.github/workflows/release.yml',
      },
    },
    internalParameters: { github: { event_name: 'push', runner_environment: 'github-hosted' } },
    run: { invocation: 'https://github.com/acme/app/actions/runs/9182736455/attempts/1' },
  });
  expect((await observe()).materials[0]).toMatchObject({
    uri: 'git+https://github.com/acme/app@refs/heads/main',
    digest: { gitCommit: COMMIT },
  });
});

describe('what the run has come to', () => {
  const [first, second] = JOBS;
  const failed = job('build (a)', 'failure', first?.steps ?? []);
  const jobs = [failed, ...JOBS.slice(1)];
  const mayFail = WORKFLOW.replace('  build:\n', '  build:\n    continue-on-error: true\n');
  test.each<[string, Said, string, string]>([
    ['a job failed', { jobs }, WORKFLOW, 'failed'],
    ['a job that may fail did', { jobs }, mayFail, 'running'],
    ['a job was cancelled', { jobs: [job('build (a)', 'cancelled', [])] }, WORKFLOW, 'cancelled'],
    ['it is over', { run: { conclusion: 'success' } }, WORKFLOW, 'succeeded'],
    ['it timed out', { run: { conclusion: 'timed_out' } }, WORKFLOW, 'failed'],
    ['nothing but a skipped job', { jobs: [job('docs', 'skipped', [])] }, WORKFLOW, 'running'],
  ])('%s', async (_name, said, workflow, status) => {
    expect(second).toBeDefined();
    expect((await observe(said, workflow)).status).toBe(status);
  });
});

test('a step that the definition does not have is unknown', async () => {
  const other = WORKFLOW.replace(
    "      - name: make\n        run: make dist\n        env: { CI: 'true', A: b }\n",
    '',
  );
  const build = words(await observe({}, other)).filter((word) => word.startsWith('build (a)'));
  expect(build.slice(1, 3)).toEqual([
    'build (a)/2 action step succeeded',
    'build (a)/3 unknown step succeeded',
  ]);
});

describe('steps and jobs are known by the names that the definition gives them', () => {
  const [first] = JOBS;
  const steps = (...names: readonly string[]) =>
    names.map((name, at) => ({ ...(first?.steps[0] as GitHubStep), number: at + 1, name }));
  const jobsOf = (text: string) => `on: push\njobs:\n${text}`;

  test('a step that is called like one of the runner', async () => {
    const jobs = [
      job('build', 'success', steps('Set up job', 'Post results', 'Post results', 'Complete job')),
    ];
    const workflow = jobsOf('  build:\n    steps: [{ name: Post results, run: x }]\n');
    expect(words(await observe({ jobs }, workflow))).toEqual([
      'build/1 unknown platform succeeded',
      'build/2 script step succeeded',
      'build/3 unknown platform succeeded',
      'build/4 unknown platform succeeded',
    ]);
  });

  test('images of Actions that the runner fetches and builds, and a step that is called so', async () => {
    const names = [
      'Set up job',
      'Pull alpine:3',
      'Build acme/act@v1',
      'Run acme/act@v1',
      'Pull data',
    ];
    const jobs = [job('build', 'success', steps(...names))];
    const workflow = jobsOf(
      '  build:\n    steps: [{ uses: acme/act@v1 }, { name: Pull data, run: x }]\n',
    );
    expect(words(await observe({ jobs }, workflow))).toEqual([
      'build/1 unknown platform succeeded',
      'build/2 unknown platform succeeded',
      'build/3 unknown platform succeeded',
      'build/4 action step succeeded',
      'build/5 script step succeeded',
    ]);
  });

  test('a step that nobody declared', async () => {
    const jobs = [job('build', 'success', steps('Set up job', 'Run x', 'sneak'))];
    const workflow = jobsOf('  build:\n    steps: [{ run: x }]\n');
    expect(words(await observe({ jobs }, workflow)).slice(1)).toEqual([
      'build/2 script step succeeded',
      'build/3 unknown step succeeded',
    ]);
  });

  test('jobs that are called alike have records of their own', async () => {
    const jobs = [1, 2].map(() => job('build', 'success', steps('Run x')));
    const workflow = jobsOf(
      '  a:\n    name: build\n    steps: [{ run: x }]\n  b:\n    name: build\n    steps: [{ run: x }]\n',
    );
    expect(words(await observe({ jobs }, workflow))).toEqual([
      'build/1 script step succeeded',
      'build[2]/1 script step succeeded',
    ]);
  });

  test('jobs of a called workflow of the same repository, in its order', async () => {
    const jobs = [
      job('ci / test', 'success', steps('Run test')),
      job('ci / scan', 'success', steps('Run scan')),
      job('ship', 'success', steps('Run ship')),
    ];
    const run = await observe(
      { jobs },
      jobsOf(
        '  ci:\n    uses: ./.github/workflows/called.yml\n  ship:\n    needs: ci\n    steps: [{ run: ship }]\n',
      ),
      'on: workflow_call\njobs:\n  test:\n    steps: [{ run: test }]\n  scan:\n    needs: test\n    steps: [{ run: scan }]\n',
    );
    expect(words(run)).toEqual([
      'ci / test/1 script step succeeded',
      'ci / scan/1 script step succeeded',
      'ship/1 script step succeeded',
    ]);
    expect(Object.fromEntries(run.after)).toEqual({
      'ci / test': [],
      'ci / scan': ['ci / test'],
      ship: ['ci / test', 'ci / scan'],
    });
  });
});

describe('what the logs say was downloaded', () => {
  const SHA = '11bd71901bbe5b1630ceea73d27597364c9af683';
  const OTHER = 'ab'.repeat(20);
  const byTag = WORKFLOW.replace(`actions/checkout@${SHA}`, 'Actions/Checkout@v4');
  const digestOf = ({ functions }: ObservedRun) => functions[1]?.function.digest;
  const ended = JOBS.slice(0, 1).map((each) => ({
    ...each,
    steps: each.steps.map((one) => ({
      ...one,
      name: one.name.replace(`actions/checkout@${SHA}`, 'Actions/Checkout@v4'),
    })),
  }));

  test('is what the definition names', async () => {
    const run = await observe();
    expect(run.actions).toMatchObject({ contradictions: [], unknown: [] });
    expect(digestOf(run)).toEqual({ gitCommit: SHA });
  });

  test('is recorded where the definition names a tag', async () => {
    const downloads = [{ repository: 'actions/checkout', ref: 'v4', sha: OTHER }];
    const run = await observe({ jobs: ended, downloads }, byTag);
    expect(run.actions).toMatchObject({ contradictions: [], unknown: [] });
    expect(digestOf(run)).toEqual({ gitCommit: OTHER });
  });

  test('contradicts where it is another commit', async () => {
    const downloads = [{ repository: 'actions/checkout', ref: SHA, sha: OTHER }];
    const run = await observe({ downloads });
    expect(run.actions?.contradictions).toHaveLength(2);
    expect(digestOf(run)).toEqual({ gitCommit: OTHER });
  });

  test('contradicts where it does not name an Action that ran', async () => {
    expect((await observe({ downloads: [] })).actions?.contradictions).toHaveLength(2);
  });

  test('is not known without a log, and not asked of a job that has not ended', async () => {
    const { actions } = await observe({ downloads: null });
    expect(actions).toMatchObject({ contradictions: [] });
    expect(actions?.unknown).toEqual([
      expect.stringContaining('build (a)'),
      expect.stringContaining('build (b)'),
    ]);
    expect((await observe({ fault: 'GITHUB_TOKEN' })).actions).toBeNull();
  });
});

describe('who started it, by the best word', () => {
  const claims = {
    run_id: FACTS.runId,
    run_attempt: '1',
    repository: 'acme/app',
    event_name: 'push',
    sha: COMMIT,
    ref: 'refs/heads/main',
    actor: 'dana',
    actor_id: '583231',
  };
  test.each<[string, Said, string]>([
    ['a token of this job', { claims }, 'oidc'],
    ['a token of another run', { claims: { ...claims, run_id: '1' } }, 'api'],
    ['a token of another attempt', { claims: { ...claims, run_attempt: '2' } }, 'api'],
    ['the API', {}, 'api'],
    ['the runner alone', { fault: 'GITHUB_TOKEN' }, 'nothing'],
  ])('%s', async (_name, said, by) => {
    expect((await observe(said)).trigger).toMatchObject({ by, actor: { id: '583231' } });
  });
});

describe('where GitHub cannot be asked', () => {
  test('the steps of this job are as declared, and open', async () => {
    const run = await observe({ fault: 'GITHUB_TOKEN' });
    expect(run).toMatchObject({ observed: 'declared', artifacts: [], gaps: [] });
    expect(words(run)).toEqual(['release/1 action step open', 'release/2 action step open']);
  });

  test('though there was a token, that is a gap', async () => {
    expect((await observe({ fault: 'GITHUB_UNREACHABLE' })).gaps).toHaveLength(1);
  });
});

test.each<[string, Said]>([
  ['another commit', { run: { commit: 'c0'.repeat(20) } }],
  ['another event', { run: { event: 'schedule' } }],
  ['another workflow', { run: { path: '.github/workflows/other.yml' } }],
])('what the runner says and GitHub denies is a gap: %s', async (_name, said) => {
  expect((await observe(said)).gaps).toHaveLength(1);
});

test.each([
  ['no digest', null],
  ['another algorithm', `sha512:${'d1'.repeat(64)}`],
])('an artifact with %s is none', async (_name, digest) => {
  expect((await observe({ digest })).artifacts).toEqual([]);
});
