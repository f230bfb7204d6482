import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecutedFunction } from '@plumbline/records';
import { keySigner, readPrivateKey, type Signer } from '@plumbline/trust';
import { plumbline } from '../support/command.js';
import { createKey, type KeyFiles } from '../support/key.js';
import { createRepository } from '../support/repository.js';
import { runTask } from '../support/task.js';
import { resign, type Statement } from '../whysql/resign.js';

const IMAGE = `docker.io/library/busybox@sha256:${'9a'.repeat(32)}`;
const UID = 'b2f1c8e0-5d2c-4b7e-9a51-0c9d5e3f7a10';
const ARTIFACT = `sha256:${'4b'.repeat(32)}`;

/** The steps of a task, each a script of its own name. */
const taskSpec = (...names: readonly string[]) => ({
  steps: names.map((name) => ({ name, image: IMAGE, script: name })),
});

const TASKS = [
  { name: 'clone', taskSpec: taskSpec('fetch', 'checkout') },
  {
    name: 'test',
    runAfter: ['clone'],
    matrix: { params: [{ name: 'os', value: ['a', 'b'] }] },
    taskSpec: taskSpec('unit', 'scan'),
  },
  {
    name: 'build',
    runAfter: ['test'],
    retries: 1,
    taskSpec: { ...taskSpec('make', 'push'), sidecars: [{ name: 'cache', image: IMAGE }] },
  },
  {
    name: 'deploy',
    runAfter: ['build'],
    when: [{ input: '$(params.deploy)', operator: 'in', values: ['yes'] }],
    taskSpec: taskSpec('ship'),
  },
];
const FINALLY = [{ name: 'tell', taskSpec: taskSpec('mail') }];
const SPEC = { params: [{ name: 'deploy', type: 'string' }], tasks: TASKS, finally: FINALLY };
const PIPELINE = {
  apiVersion: 'tekton.dev/v1',
  kind: 'Pipeline',
  metadata: { name: 'build' },
  spec: SPEC,
};

const at = (second: number): string => `2026-11-21T12:00:${String(second).padStart(2, '0')}Z`;
const ended = (exitCode: number, second: number) => ({
  terminated: { exitCode, startedAt: at(second), finishedAt: at(second + 1), reason: 'Completed' },
});
const condition = (status: 'True' | 'False') => ({
  conditions: [{ type: 'Succeeded', status, reason: status === 'True' ? 'Succeeded' : 'Failed' }],
});

/** The status of a try whose steps ended so. */
function tried(spec: ReturnType<typeof taskSpec>, codes: readonly number[], second: number) {
  return {
    ...condition(codes.every((code) => code === 0) ? 'True' : 'False'),
    taskSpec: spec,
    steps: spec.steps.map(({ name }, index) => ({
      name,
      container: `step-${name}`,
      imageID: IMAGE,
      ...(codes[index - 1] === 1 ? { terminationReason: 'Skipped' } : {}),
      ...ended(codes[index] ?? 0, second),
    })),
  };
}

function taskRun(name: string, task: string, status: object): object {
  return {
    apiVersion: 'tekton.dev/v1',
    kind: 'TaskRun',
    metadata: {
      name,
      namespace: 'ci',
      uid: `${name}-uid`,
      ownerReferences: [
        { apiVersion: 'tekton.dev/v1', kind: 'PipelineRun', name: 'run', uid: UID },
      ],
    },
    spec: {},
    status,
    task,
  };
}

const [CLONE, TEST, BUILD] = TASKS.map((task) => task.taskSpec);
const RUNS = [
  taskRun('clone', 'clone', {
    ...tried(CLONE ?? taskSpec(), [0, 0], 1),
    results: [
      { name: 'CHAINS-GIT_URL', type: 'string', value: 'https://github.com/acme/app' },
      { name: 'CHAINS-GIT_COMMIT', type: 'string', value: '5f'.repeat(20) },
    ],
  }),
  taskRun('test-0', 'test', tried(TEST ?? taskSpec(), [0, 0], 3)),
  taskRun('test-1', 'test', tried(TEST ?? taskSpec(), [0, 0], 3)),
  taskRun('build', 'build', {
    ...tried(BUILD ?? taskSpec(), [0, 0], 8),
    retriesStatus: [{ ...tried(BUILD ?? taskSpec(), [1, 1], 6), sidecars: [cache(6)] }],
    sidecars: [cache(8)],
    results: [
      { name: 'IMAGE_URL', type: 'string', value: 'registry.example/acme/app' },
      { name: 'IMAGE_DIGEST', type: 'string', value: ARTIFACT },
    ],
  }),
  taskRun('tell', 'tell', tried(taskSpec('mail'), [0], 10)),
] as const;

function cache(second: number): object {
  return { name: 'cache', container: 'sidecar-cache', imageID: IMAGE, ...ended(0, second) };
}

const RUN = {
  apiVersion: 'tekton.dev/v1',
  kind: 'PipelineRun',
  metadata: { name: 'run', namespace: 'ci', uid: UID },
  spec: { pipelineRef: { name: 'build' }, params: [{ name: 'deploy', value: 'no' }] },
  status: {
    ...condition('True'),
    startTime: at(0),
    completionTime: at(12),
    pipelineSpec: SPEC,
    childReferences: RUNS.map((run) => {
      const { metadata, task } = run as { metadata: { name: string }; task: string };
      return { kind: 'TaskRun', name: metadata.name, pipelineTaskName: task };
    }),
    skippedTasks: [{ name: 'deploy', reason: 'When Expressions evaluated to false' }],
  },
};

const folder = mkdtempSync(join(tmpdir(), 'plumbline-definition-'));
const repository = createRepository({});
afterAll(() => {
  rmSync(folder, { recursive: true });
  repository.dispose();
});
const [gate, builder] = ['gate', 'builder'].map((name) => createKey(folder, name));

function policy(audit: string): string {
  const key = (name: string, of: KeyFiles | undefined): string =>
    `    ${name}:\n      pem: |\n        ${(of?.publicPem ?? '').trim().replaceAll('\n', '\n        ')}\n`;
  return `trust:\n  keys:\n${key('gate', gate)}${key('builder', builder)}${audit}`;
}

const AUDIT = `audit:
  time: optional
  trigger: { require: optional }
  configuration: { require: optional }
  build: { signers: [builder] }
  pipeline: { signers: [gate] }
  functions: { signers: [builder] }
`;

function signer({ privatePath }: KeyFiles = { privatePath: '' } as KeyFiles): Signer {
  const key = readPrivateKey(readFileSync(privatePath), null);
  if (!key.ok) throw new Error(key.error.code);
  return keySigner(key.value);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function must(...args: string[]): void {
  const { status, stdout, stderr } = plumbline(folder, args);
  if (status !== 0) throw new Error(stdout + stderr);
}

/** The audit of the image, by the records of a store. */
function audit(store: string) {
  const args = ['audit-artifact', ARTIFACT, '--store', `dir:${store}`, '--offline'];
  const { status, stdout } = plumbline(folder, [...args, '--format', 'json']);
  interface Found {
    readonly checks: readonly {
      readonly id: string;
      readonly status: string;
      readonly findings: readonly { readonly message: string }[];
    }[];
  }
  const { checks } = JSON.parse(stdout) as Found;
  const failed = checks.filter((check) => check.status === 'fail' || check.status === 'error');
  return {
    status,
    failed: failed.map(({ id }) => id),
    messages: failed.flatMap(({ findings }) => findings.map(({ message }) => message)),
  };
}

describe('a run of a signed Pipeline', () => {
  beforeAll(() => {
    const own = policy('verify: { minSerial: 1, inCluster: signed }\n');
    repository.write({ '.tekton/build.json': JSON.stringify(PIPELINE), '.plumbline.yaml': own });
    repository.commit();
    const key = gate?.privatePath ?? '';
    const signed = plumbline(repository.path, ['sign-pipeline', '.', '--key', key]);
    if (signed.status !== 0) throw new Error(signed.stdout + signed.stderr);
    repository.commit();
    const verified = runTask({
      task: 'verify-pipeline',
      source: repository.path,
      params: { key: 'gate.key', policy: `.plumbline.yaml@sha256:${sha256(own)}` },
      workspaces: { reports: join(folder, 'records'), keys: folder },
      labels: { 'tekton.dev/pipelineRun': 'run', 'tekton.dev/pipelineRunUID': UID },
    });
    if (verified.status !== 0) throw new Error(verified.stdout + verified.stderr);
    writeFileSync(
      join(folder, 'run.json'),
      JSON.stringify({ kind: 'List', items: [RUN, ...RUNS] }),
    );
    writeFileSync(join(folder, '.plumbline.yaml'), policy(AUDIT));
    const by = ['--key', builder?.privatePath ?? '', '--store', 'dir:records', '--offline'];
    must('attest-run', 'run.json', ...by);
  });

  test('is what the definition names: a matrix, a retry, a sidecar, what was skipped, and finally', () => {
    expect(audit('records')).toEqual({ status: 0, failed: [], messages: [] });
  });

  type Functions = readonly Statement<ExecutedFunction>[];
  const is = (scope: string, name: string, retry = 0) => {
    return ({ predicate }: Statement<ExecutedFunction>): boolean =>
      predicate.function.scope === scope &&
      predicate.function.name === name &&
      predicate.retry === retry;
  };
  const without = (...those: readonly ReturnType<typeof is>[]) => {
    return (all: Functions): Functions => all.filter((one) => !those.some((that) => that(one)));
  };

  test.each<[string, (all: Functions) => Functions, string]>([
    [
      'a step',
      without(is('test[2]', 'scan')),
      '"scan" of test[2] is in the definition and has no record',
    ],
    [
      'a task',
      without(is('clone', 'fetch'), is('clone', 'checkout')),
      'clone is in the definition and has no record',
    ],
    [
      'one of a matrix',
      without(is('test[2]', 'unit'), is('test[2]', 'scan')),
      'test ran 1 times; the definition says 2',
    ],
    [
      'a try that failed',
      without(is('build', 'make'), is('build', 'push'), is('build', 'cache')),
      'a try of build before try 2 has no record',
    ],
    [
      'a sidecar',
      without(is('build', 'cache', 1)),
      '"cache" of build is in the definition and has no record',
    ],
    [
      'what was skipped',
      without(is('deploy', 'deploy')),
      'deploy is in the definition and has no record',
    ],
    [
      'what runs finally',
      without(is('tell', 'mail')),
      'tell is in the definition and has no record',
    ],
  ])('without the record of %s it fails, whoever has signed', async (_name, functions, message) => {
    const copy = mkdtempSync(join(folder, 'copy-'));
    cpSync(join(folder, 'records'), copy, { recursive: true });
    await resign(copy, { gate: signer(gate), builder: signer(builder) }, { functions });
    expect(audit(copy)).toMatchObject({
      status: 1,
      failed: ['audit/definition'],
      messages: expect.arrayContaining([message]),
    });
  });
});
