import { describe, expect, test } from '@jest/globals';
import type { ObservedRun } from '../observed.js';
import {
  COMMIT,
  edited,
  exported,
  IMAGE_DIGEST,
  OBJECTS,
  PIPELINE_RUN,
} from '../testing/tekton-run.js';
import { readRunObjects } from './objects.js';
import { observeTekton } from './observe.js';

function observe(bytes: Uint8Array = exported()): ObservedRun {
  const objects = readRunObjects('run.json', bytes);
  const run = objects.ok
    ? observeTekton(objects.value, { by: 'platform', builderId: 'https://example.com/builder' })
    : objects;
  if (!run.ok) throw new Error(run.error.code);
  return run.value;
}

const words = ({ functions }: ObservedRun): readonly string[] =>
  functions.map(
    ({ function: { scope, index, name, role }, retry, status }) =>
      `${scope}/${String(index)}/${String(retry)} ${name} ${role} ${status}`,
  );

test('every function, retry, sidecar and injected container of a run', () => {
  expect(words(observe())).toEqual([
    'clone/1/0 clone step succeeded',
    'clone/2/0 prepare platform succeeded',
    'build/1/0 make step failed',
    'build/2/0 push step skipped',
    'build/1/1 make step succeeded',
    'build/2/1 push step succeeded',
    'build/3/1 cache sidecar succeeded',
    'build/4/1 prepare platform succeeded',
    'build/5/1 debug injected succeeded',
    'test[1]/1/0 test step succeeded',
    'test[1]/2/0 prepare platform succeeded',
    'test[2]/1/0 test step succeeded',
    'test[2]/2/0 prepare platform succeeded',
    'docs/1/0 docs step skipped',
  ]);
});

test('what the run is, what it took and what it made', () => {
  const run = observe();
  expect(run).toMatchObject({
    status: 'succeeded',
    startedAt: '2026-11-21T12:00:01Z',
    finishedAt: '2026-11-21T12:00:20Z',
    run: {
      platform: 'tekton',
      invocation: 'tekton:ci/pipelineruns/build-x7k2p/b2f1c8e0-5d2c-4b7e-9a51-0c9d5e3f7a10',
      event: '7f3a3a3e-1d1b-4c6e-8f0a-2b3c4d5e6f70',
      source: { uri: 'https://github.com/acme/app', commit: COMMIT },
      definition: { uri: 'tekton:ci/pipelines/build' },
    },
    artifacts: [
      { name: 'registry.example/acme/app', digest: { sha256: IMAGE_DIGEST }, origin: 'platform' },
    ],
    internalParameters: { tekton: { kind: 'PipelineRun', serviceAccount: 'builder' } },
    trigger: { event: 'push-main', by: 'nothing' },
    gaps: [],
  });
  expect(run.materials.map(({ uri }) => uri)).toEqual([
    'git+https://github.com/acme/app',
    'tekton:ci/pipelines/build',
    'tekton:ci/tasks/clone',
    'git+https://github.com/acme/catalog#build.yaml',
    'tekton:ci/tasks/test',
    `docker.io/library/busybox@sha256:${'9a'.repeat(32)}`,
  ]);
});

test('a secret, an array and a plain value as params', () => {
  const run = observe();
  const push = run.functions.find(
    ({ function: { name }, retry }) => name === 'push' && retry === 1,
  );
  expect(push).toMatchObject({
    inputs: [
      { name: 'image', value: 'registry.example/acme/app' },
      { name: 'token', value: null },
      { name: 'flags', value: '["-j","4"]' },
    ],
    products: [{ name: 'registry.example/acme/app' }],
  });
  expect(JSON.stringify(run)).not.toContain('ghp_');
  expect(run.externalParameters.params).toEqual([
    { name: 'revision', type: 'string', value: 'main' },
    { name: 'platforms', type: 'array', value: '["linux/amd64","linux/arm64"]' },
  ]);
});

test('tasks wait for what they name and for whose results they take', () => {
  expect([...observe().after]).toEqual([
    ['clone', []],
    ['build', ['clone']],
    ['test', ['build']],
    ['docs', []],
  ]);
});

describe('what is missing is said', () => {
  const without = (name: string) =>
    exported(OBJECTS.filter((each) => !JSON.stringify(each).includes(`"name":"${name}"`)));
  test.each([
    [
      'a TaskRun',
      exported(OBJECTS.filter((_, index) => index !== 2)),
      /build-x7k2p-build of the task build/,
    ],
    ['a Pod', without('build-x7k2p-test-1-pod'), /the Pod build-x7k2p-test-1-pod/],
    [
      'the owner',
      edited('"uid":"b2f1[^"]+"\\}\\]', '"uid":"another"}]'),
      /is none that the run names/,
    ],
  ])('%s', (_name, bytes, gap) => {
    expect(observe(bytes).gaps.join('; ')).toMatch(gap);
  });
});

describe('a run that did not succeed has made nothing', () => {
  const failed = {
    ...PIPELINE_RUN,
    status: { conditions: [{ type: 'Succeeded', status: 'False', reason: 'Failed' }] },
  };
  test.each([
    ['failed', 'Failed'],
    ['cancelled', 'Cancelled'],
  ])('%s', (status, reason) => {
    const text = JSON.stringify([failed]).replaceAll('Failed', reason);
    const run = observe(Buffer.from(text.slice(1, -1)));
    expect(run).toMatchObject({ status, artifacts: [], functions: [] });
  });
});

test('a task of its own is a run', () => {
  const run = observe(
    exported(OBJECTS.filter((each) => each['kind'] !== 'PipelineRun').slice(1, 2)),
  );
  expect(run.run).toMatchObject({
    invocation: 'tekton:ci/taskruns/build-x7k2p-build/build-x7k2p-build-uid',
    definition: {
      uri: 'git+https://github.com/acme/catalog#build.yaml',
      digest: { sha1: 'c0'.repeat(20) },
    },
  });
  expect(run.functions).toHaveLength(5);
});

describe('what is no run is refused', () => {
  test.each([
    ['nothing', '{}', 'RUN_NOT_ONE'],
    [
      'two runs',
      JSON.stringify({ kind: 'List', items: [PIPELINE_RUN, PIPELINE_RUN] }),
      'RUN_NOT_ONE',
    ],
    [
      'another group',
      JSON.stringify({ ...PIPELINE_RUN, apiVersion: 'example.com/v1' }),
      'RUN_NOT_ONE',
    ],
    ['no JSON', '{"kind":', 'RUN_UNREADABLE'],
    ['a key twice', '{"kind":"PipelineRun","kind":"TaskRun"}', 'RUN_UNREADABLE'],
    [
      'never created',
      JSON.stringify({ ...PIPELINE_RUN, metadata: { name: 'x' } }),
      'RUN_UNREADABLE',
    ],
    ['an alias', 'a: &x 1\nb: *x\n', 'RUN_UNREADABLE'],
  ])('%s', (_name, text, code) => {
    expect(() => observe(Buffer.from(text))).toThrow(code);
  });
});

test('YAML says the same as JSON', () => {
  const yaml = OBJECTS.map((each) => `---\n${JSON.stringify(each)}\n`).join('');
  expect(observe(Buffer.from(yaml))).toEqual(observe());
});
