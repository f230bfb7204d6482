import { describe, expect, test } from '@jest/globals';
import { ok, sha256Hex } from '@plumbline/core';
import { executedRecord } from '@plumbline/records';
import type { Kubernetes } from '@plumbline/step';
import { functionRecords } from '../chain/functions.js';
import type { ObservedRun } from '../observed.js';
import { clusterOf, nodeOf } from '../testing/cluster.js';
import { NESTED, object, pipelineRun, taskRun, type Plain } from '../testing/nested-run.js';
import { exported } from '../testing/tekton-run.js';
import { objectsOf } from '../controller/parts.js';
import { readRunObjects } from './objects.js';
import { observeTekton } from './observe.js';

const TOLD = { by: 'platform', builderId: 'https://example.com/builder' } as const;

function observe(objects: readonly Plain[] = NESTED): ObservedRun {
  const read = readRunObjects('run.json', exported(objects));
  const run = read.ok ? observeTekton(read.value, TOLD) : read;
  if (!run.ok) throw new Error(run.error.code);
  return run.value;
}

const words = ({ functions }: ObservedRun): readonly string[] =>
  functions.map(
    ({ function: { scope, name }, retry, status }) => `${scope} ${String(retry)} ${name} ${status}`,
  );

test('pipelines in the pipeline, custom tasks with their tries, and what of them was skipped', () => {
  expect(words(observe())).toEqual([
    'clone 0 go succeeded',
    'checks/lint 0 go succeeded',
    'each[1]/lint 0 go succeeded',
    'each[2]/lint 0 go succeeded',
    'early 0 early failed',
    'wait 0 example.dev/v1 Wait failed',
    'wait 1 example.dev/v1 Wait succeeded',
    'ask 0 example.dev/v1 Approve two cancelled',
    'last 0 go succeeded',
    'checks/scan 0 checks/scan skipped',
    'each[1]/scan 0 each[1]/scan skipped',
    'each[2]/scan 0 each[2]/scan skipped',
  ]);
  expect(observe().gaps).toEqual([]);
});

test('of a custom task what it was given is known, and what it called made is no product', () => {
  const wait = observe().functions.find(
    ({ function: { scope }, retry }) => scope === 'wait' && retry === 1,
  );
  const text = '{"until":"noon"}';
  expect(wait).toMatchObject({
    function: { kind: 'unknown', command: { sha256: sha256Hex(text) }, text },
    inputs: [{ name: 'url', value: 'https://x' }],
    products: [],
    observed: 'platform',
  });
});

test('the first functions of a pipeline in the pipeline follow what its task waits for, and what waits for it its last', () => {
  const records = functionRecords(observe(), ['ff'.repeat(32)]).map((draft) => {
    const read = executedRecord.parse(draft.statement);
    if (!read.ok) throw new Error(read.error);
    return { sha256: draft.sha256, executed: read.value.predicate };
  });
  const of = (scope: string) =>
    records.find(({ executed }) => executed.function.scope === scope && executed.retry === 0);
  const before = (scope: string) =>
    of(scope)?.executed.previous.map(
      (sha256) => records.find((each) => each.sha256 === sha256)?.executed.function.scope,
    );
  expect(before('checks/lint')).toEqual(['clone']);
  expect(before('checks/scan')).toEqual(['checks/lint']);
  expect(before('each[2]/scan')).toEqual(['each[2]/lint']);
  expect(before('last')?.toSorted()).toEqual(
    ['checks', 'each[1]', 'each[2]'].flatMap((task) => [`${task}/lint`, `${task}/scan`]),
  );
});

/** An API server with these objects, which it selects by their labels. */
function serverOf(objects: readonly Plain[], asked: string[]): Kubernetes {
  const { kubernetes } = clusterOf([]);
  const labelled = (object: Plain, label: string): boolean => {
    const { labels = {} } = object['metadata'] as { labels?: Readonly<Record<string, string>> };
    return Object.entries(labels).some(([name, value]) => `${name}=${value}` === label);
  };
  return {
    ...kubernetes,
    get: (path) => {
      asked.push(path);
      const [, resource = '', name] = /\/namespaces\/ci\/(\w+)s(?:\/([^?]+))?/.exec(path) ?? [];
      const items = objects.filter(({ kind }) => String(kind).toLowerCase() === resource);
      const label = decodeURIComponent(path.split('labelSelector=')[1] ?? '');
      const found =
        name === undefined
          ? { kind: 'List', items: items.filter((each) => labelled(each, label)) }
          : items.find(({ metadata }) => (metadata as { name: string }).name === name);
      return Promise.resolve(ok(found === undefined ? null : nodeOf(found)));
    },
  };
}

test('the API server is asked for what the status names', async () => {
  const of = { resource: 'pipelineruns', namespace: 'ci', name: 'run', uid: 'run-uid' } as const;
  const asked: string[] = [];
  const objects = await objectsOf(of, serverOf(NESTED, asked));
  if (!objects.ok || objects.value === null) throw new Error('no run');
  const run = observeTekton(objects.value, TOLD);
  expect(run.ok && words(run.value)).toEqual(words(observe()));
  expect(run.ok && run.value.gaps).toEqual([]);
  expect(asked.filter((path) => path.includes('customruns'))).toEqual([
    '/apis/tekton.dev/v1beta1/namespaces/ci/customruns?labelSelector=tekton.dev%2FpipelineRun%3Drun',
  ]);
});

describe('hostile exports', () => {
  const reference = (name: string, kind = 'PipelineRun', task = 'a') => ({
    childReferences: [{ kind, name, pipelineTaskName: task }],
  });
  const chain = (length: number) =>
    Array.from({ length }, (_, at) =>
      pipelineRun(
        `p${String(at)}`,
        at === 0 ? '' : `p${String(at - 1)}`,
        reference(`p${String(at + 1)}`),
      ),
    );
  test.each<[string, readonly Plain[], RegExp]>([
    ['pipelines without end', chain(14), /too deep/],
    [
      'one run for two tasks',
      [
        pipelineRun('run', '', {
          childReferences: ['a', 'b'].map((task) => ({
            kind: 'TaskRun',
            name: 't',
            pipelineTaskName: task,
          })),
        }),
        taskRun('t', 'run'),
      ],
      /t of the task b was not given/,
    ],
    [
      'a run that makes itself',
      [pipelineRun('run', '', reference('run'))],
      /run of the task a was not given/,
    ],
    [
      'a custom run of another run',
      [
        pipelineRun('run', '', reference('c', 'CustomRun')),
        object({ kind: 'CustomRun', name: 'c', by: 'other', status: {} }),
      ],
      /c of the task a was not given.*CustomRun c is none/,
    ],
    [
      'a task that is called like one of another pipeline',
      [pipelineRun('run', '', reference('t', 'TaskRun', 'a/b')), taskRun('t', 'run')],
      /t of the task a\/b was not given/,
    ],
    [
      'a pipeline that nobody names',
      [pipelineRun('run', '', {}), pipelineRun('p', 'run', {})],
      /PipelineRun p is none that the run names/,
    ],
  ])('%s', (_name, objects, gap) => {
    expect(observe(objects).gaps.join('; ')).toMatch(gap);
  });

  test('runs that make each other are no run', () => {
    const circle = [pipelineRun('a', 'b', reference('b')), pipelineRun('b', 'a', reference('a'))];
    expect(() => observe(circle)).toThrow('RUN_NOT_ONE');
  });
});
