import { describe, expect, test } from '@jest/globals';
import { err, ok, readJson, usageFault, type Node } from '@plumbline/core';
import type { Kubernetes, TaskFacts } from '@plumbline/step';
import { OBJECTS, PIPELINE_RUN } from '../testing/tekton-run.js';
import { portsOf } from '../testing/ports.js';
import { observeOwn } from './live.js';

const OF = { builderId: 'https://plumbline.dev/builders/tekton-task/v1', offline: false };

const TASK: TaskFacts = {
  kind: 'PipelineRun',
  namespace: 'ci',
  name: 'build-x7k2p',
  uid: 'b2f1c8e0-5d2c-4b7e-9a51-0c9d5e3f7a10',
  event: null,
};

function nodeOf(value: unknown): Node {
  const read = readJson('object', Buffer.from(JSON.stringify(value)));
  if (!read.ok) throw new Error('no JSON');
  return read.value.root;
}

/** The run while its last task attests it: what has no end yet. */
const RUNNING = {
  ...PIPELINE_RUN,
  status: {
    ...(PIPELINE_RUN['status'] as object),
    completionTime: undefined,
    conditions: [{ type: 'Succeeded', status: 'Unknown', reason: 'Running' }],
    results: undefined,
  },
};

/** An API server that has the run, or answers as it is told. */
function serverOf(root: unknown = RUNNING, asked: string[] = []): Kubernetes {
  const ofKind = (kind: string) => OBJECTS.filter((each) => each['kind'] === kind);
  const list = (kind: string) => nodeOf({ kind: 'List', items: ofKind(kind) });
  return {
    get: (path) => {
      asked.push(path);
      if (path.includes('/pipelineruns/'))
        return Promise.resolve(ok(root === null ? null : nodeOf(root)));
      return Promise.resolve(ok(list(path.includes('/pods') ? 'Pod' : 'TaskRun')));
    },
    watch: () => {
      throw new Error('nothing is watched');
    },
  };
}

const observe = (kubernetes: Kubernetes, { task = TASK, offline = false } = {}) =>
  observeOwn(task, { ...OF, offline }, portsOf({ more: { kubernetes: () => ok(kubernetes) } }));

describe('the run that a Task is part of', () => {
  test('is told by the API server, with what it has made so far', async () => {
    const asked: string[] = [];
    const run = await observe(serverOf(RUNNING, asked));
    if (!run.ok) throw new Error(run.error.message);
    expect(run.value).toMatchObject({
      observed: 'platform',
      status: 'running',
      run: { id: TASK.uid, platform: 'tekton' },
      builderId: OF.builderId,
    });
    expect(run.value.artifacts.length).toBeGreaterThan(0);
    expect(new Set(run.value.artifacts.map(({ origin }) => origin))).toEqual(new Set(['platform']));
    const place = '/namespaces/ci/';
    expect(asked.every((path) => path.includes(place))).toBe(true);
  });

  test('has made nothing once it has failed', async () => {
    const conditions = [{ type: 'Succeeded', status: 'False', reason: 'Failed' }];
    const failed = { ...RUNNING, status: { ...RUNNING.status, conditions } };
    const run = await observe(serverOf(failed));
    expect(run).toMatchObject({ value: { status: 'failed', artifacts: [] } });
  });

  test.each<[string, Kubernetes, { task?: TaskFacts; offline?: boolean }, string]>([
    ['is gone', serverOf(null), {}, 'RUN_GONE'],
    ['has given its name to another', serverOf(), { task: { ...TASK, uid: 'x' } }, 'RUN_GONE'],
    ['is not asked for offline', serverOf(), { offline: true }, 'RUN_OFFLINE'],
  ])('%s', async (_name, kubernetes, of, code) => {
    expect(await observe(kubernetes, of)).toMatchObject({ error: { code } });
  });

  test('cannot be asked for without an account', async () => {
    const none = err(usageFault('KUBERNETES_NONE', 'no token'));
    const ports = portsOf({ more: { kubernetes: () => none } });
    expect(await observeOwn(TASK, OF, ports)).toMatchObject({ error: { code: 'KUBERNETES_NONE' } });
  });
});
