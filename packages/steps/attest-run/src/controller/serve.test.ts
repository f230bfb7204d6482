import { describe, expect, test } from '@jest/globals';
import { err, ok, undecidableFault } from '@plumbline/core';
import { describeRecord } from '@plumbline/records';
import type { Kubernetes, NewRecord } from '@plumbline/step';
import { generateKeyPair, keySigner, peekPayload, readPrivateKey } from '@plumbline/trust';
import {
  attestedBy,
  builtIn,
  clusterOf,
  controllerOf,
  nodeOf,
  type Plain,
} from '../testing/cluster.js';
import { OBJECTS, PIPELINE_RUN } from '../testing/tekton-run.js';
import { follow } from './serve.js';

describe('a run that has ended', () => {
  test('is attested once, by what the server tells, as the builder that no run can be', async () => {
    const { kubernetes, asked } = clusterOf(OBJECTS);
    const { controller, written } = controllerOf(kubernetes);
    expect(await attestedBy(controller)).toBe(1);
    const built = builtIn(written());
    expect(built?.runDetails.builder.id).toBe(
      'https://plumbline.dev/builders/tekton-controller/v1',
    );
    expect(built?.buildDefinition.internalParameters.plumbline).toMatchObject({
      functions: { count: 14, observed: 'platform' },
      origins: [{ origin: 'platform' }],
    });
    const count = written().length;
    expect(await attestedBy(controller)).toBe(0);
    expect(written()).toHaveLength(count);
    expect(
      asked.every(
        (path) =>
          path.startsWith('/apis/tekton.dev/v1/') || path.startsWith('/api/v1/namespaces/ci/pods?'),
      ),
    ).toBe(true);
  });

  test('is not attested again by another process, which finds its records', async () => {
    const { kubernetes } = clusterOf(OBJECTS);
    const first = controllerOf(kubernetes);
    await attestedBy(first.controller);
    const second = controllerOf(kubernetes, { stored: first.written() });
    expect(await attestedBy(second.controller)).toBe(0);
    expect(second.written()).toEqual([]);
  });

  test('is attested though somebody else has put a build record of it into the store', async () => {
    const { kubernetes } = clusterOf(OBJECTS);
    const first = controllerOf(kubernetes);
    await attestedBy(first.controller);
    const other = readPrivateKey(Buffer.from(generateKeyPair('unencrypted').privateKey), null);
    if (!other.ok) throw new Error(other.error.code);
    const forged: NewRecord[] = [];
    for (const { kind, bytes } of first.written()) {
      const payload = peekPayload(bytes);
      const signed = payload.ok ? await keySigner(other.value).sign(payload.value) : payload;
      if (signed.ok && kind === 'artifact-built') forged.push({ kind, bytes: signed.value });
    }
    expect(forged).toHaveLength(1);
    const second = controllerOf(kubernetes, { stored: forged });
    expect(await attestedBy(second.controller)).toBe(1);
  });

  test('that failed has records, and they vouch for nothing', async () => {
    const text = JSON.stringify(OBJECTS[0]).replace(
      '"True","reason":"Completed"',
      '"False","reason":"Failed"',
    );
    const failed = JSON.parse(text) as Plain;
    const { kubernetes } = clusterOf([failed, ...OBJECTS.slice(1)]);
    const get: Kubernetes['get'] = (path) =>
      path.includes('/pipelineruns/') ? Promise.resolve(ok(nodeOf(failed))) : kubernetes.get(path);
    const { controller, written } = controllerOf({ ...kubernetes, get });
    expect(await attestedBy(controller)).toBe(1);
    expect(builtIn(written())?.buildDefinition.internalParameters.plumbline).toMatchObject({
      status: 'failed',
      origins: [],
    });
  });
});

test('a list of many runs is read page by page, before any of them is attested', async () => {
  const { kubernetes, asked } = clusterOf(OBJECTS);
  const get = (path: string): ReturnType<Kubernetes['get']> => {
    if (path !== '/apis/tekton.dev/v1/pipelineruns?limit=100') return kubernetes.get(path);
    asked.push(path);
    return Promise.resolve(ok(nodeOf({ metadata: { continue: 'next page' }, items: [] })));
  };
  const { controller } = controllerOf({ ...kubernetes, get });
  expect(await attestedBy(controller)).toBe(1);
  expect(asked.slice(0, 2)).toEqual([
    '/apis/tekton.dev/v1/pipelineruns?limit=100',
    '/apis/tekton.dev/v1/pipelineruns?limit=100&continue=next%20page',
  ]);
});

describe('what is left alone', () => {
  test.each<[string, readonly Plain[]]>([
    ['a run that goes on', [{ ...PIPELINE_RUN, status: {} }]],
    ['the TaskRuns of a PipelineRun', OBJECTS.filter((each) => each['kind'] === 'TaskRun')],
    [
      'a name that is none',
      [{ ...PIPELINE_RUN, metadata: { name: '../x', namespace: 'ci', uid: 'u' } }],
    ],
    [
      'another run of the name',
      [{ ...PIPELINE_RUN, metadata: { name: 'build-x7k2p', namespace: 'ci', uid: 'u' } }],
    ],
  ])('%s', async (_name, objects) => {
    const { controller, written } = controllerOf(clusterOf(objects).kubernetes);
    expect(await attestedBy(controller)).toBe(0);
    expect(written()).toEqual([]);
  });
});

const open = { ...PIPELINE_RUN, status: {} };

test('a run that ends while it is watched is attested', async () => {
  const { kubernetes, asked } = clusterOf(OBJECTS, [
    ['ADDED', open],
    ['MODIFIED', PIPELINE_RUN],
    ['MODIFIED', PIPELINE_RUN],
  ]);
  const { controller, written } = controllerOf(kubernetes);
  expect(await follow('pipelineruns', '7', controller)).toEqual({ ok: true, value: undefined });
  expect(written().filter(({ kind }) => kind === 'artifact-built')).toHaveLength(1);
  expect(asked[0]).toContain('watch=true');
  expect(asked[0]).toContain('timeoutSeconds=300&resourceVersion=7');
});

describe('a run that was deleted before it was attested is named', () => {
  const LOST = [expect.stringMatching(/^ci\/build-x7k2p: it was deleted before it was attested/)];
  test.each<[string, readonly [string, unknown][], readonly unknown[]]>([
    [
      'while it ran',
      [
        ['ADDED', open],
        ['DELETED', open],
      ],
      LOST,
    ],
    ['when it was over', [['DELETED', PIPELINE_RUN]], LOST],
    [
      'not where it has its records',
      [
        ['ADDED', PIPELINE_RUN],
        ['DELETED', PIPELINE_RUN],
      ],
      [],
    ],
  ])('%s', async (_name, events, expected) => {
    const { controller, warned } = controllerOf(clusterOf(OBJECTS, events).kubernetes);
    await follow('pipelineruns', '7', controller);
    expect(warned).toEqual(expected);
  });

  test('between two lists, once', async () => {
    const { controller, warned } = controllerOf(clusterOf([open]).kubernetes);
    await attestedBy(controller);
    const later = { ...controller, kubernetes: clusterOf([]).kubernetes };
    await attestedBy(later);
    await attestedBy(later);
    expect(warned).toEqual(LOST);
  });
});

test('a server that cannot be asked is a fault', async () => {
  const fault = undecidableFault('KUBERNETES_UNREACHABLE', 'gone');
  const kubernetes: Kubernetes = {
    get: () => Promise.resolve(err(fault)),
    watch: async function* () {
      await Promise.resolve();
      yield err(fault);
    },
  };
  const { controller } = controllerOf(kubernetes);
  expect(await attestedBy(controller)).toBe('KUBERNETES_UNREACHABLE');
  expect(await follow('taskruns', '', controller)).toMatchObject({ ok: false });
});

test('every record is of a kind that is known', async () => {
  const { controller, written } = controllerOf(clusterOf(OBJECTS).kubernetes);
  await attestedBy(controller);
  for (const { kind, bytes } of written())
    expect(describeRecord(bytes)).toMatchObject({ value: { kind, signed: true } });
});
