import { describe, expect, test } from '@jest/globals';
import { err, ok, readJson, undecidableFault, type Node } from '@plumbline/core';
import { builtRecord, describeRecord, type ArtifactBuilt } from '@plumbline/records';
import type { Kubernetes, NewRecord, StoredRecord } from '@plumbline/step';
import { generateKeyPair, keySigner, peekPayload, readPrivateKey } from '@plumbline/trust';
import { OBJECTS, PIPELINE_RUN } from '../testing/tekton-run.js';
import { portsOf, type World } from '../testing/ports.js';
import { RESOURCES } from './completed.js';
import { catchUp, follow, type Controller } from './serve.js';

type Plain = Readonly<Record<string, unknown>>;

function nodeOf(value: unknown): Node {
  const read = readJson('object', Buffer.from(JSON.stringify(value)));
  if (!read.ok) throw new Error('no JSON');
  return read.value.root;
}

const ofKind = (objects: readonly Plain[], kind: string): readonly Plain[] =>
  objects.filter((each) => each['kind'] === kind);

/** An API server with these objects; it notes what it was asked. */
function clusterOf(objects: readonly Plain[], events: readonly unknown[] = []) {
  const asked: string[] = [];
  const list = (items: readonly Plain[]): Node =>
    nodeOf({ kind: 'List', metadata: { resourceVersion: '7' }, items });
  const kubernetes: Kubernetes = {
    get: (path) => {
      asked.push(path);
      if (path.includes('/pipelineruns/')) return Promise.resolve(ok(nodeOf(PIPELINE_RUN)));
      if (path.includes('/pods')) return Promise.resolve(ok(list(ofKind(objects, 'Pod'))));
      const kind = path.includes('pipelineruns') ? 'PipelineRun' : 'TaskRun';
      return Promise.resolve(ok(list(ofKind(objects, kind))));
    },
    watch: async function* (path) {
      asked.push(path);
      for (const event of events) {
        await Promise.resolve();
        yield ok({ type: 'MODIFIED', object: nodeOf(event) });
      }
    },
  };
  return { kubernetes, asked };
}

const key = readPrivateKey(Buffer.from(generateKeyPair('unencrypted').privateKey), null);
if (!key.ok) throw new Error(key.error.code);
const signer = keySigner(key.value);

function controllerOf(kubernetes: Kubernetes, world: World = {}) {
  const ports = portsOf(world);
  const stores = ports.openStores(['dir:records']);
  if (!stores.ok) throw new Error(stores.error.code);
  const controller: Controller = {
    kubernetes,
    signer,
    stores: stores.value,
    namespace: null,
    asksRegistries: false,
    ports,
    done: new Set(),
  };
  const written = (): readonly StoredRecord[] => ports.written.get('dir:records') ?? [];
  return { controller, written };
}

const attestedBy = async (controller: Controller): Promise<unknown> => {
  let attested = 0;
  for (const resource of RESOURCES) {
    const result = await catchUp(resource, controller);
    if (!result.ok) return result.error.code;
    attested += result.value.attested;
  }
  return attested;
};

function builtIn(records: readonly NewRecord[]): ArtifactBuilt | undefined {
  return records.flatMap(({ kind, bytes }) => {
    const payload = peekPayload(bytes);
    const read = kind === 'artifact-built' && payload.ok ? builtRecord.parse(payload.value) : null;
    return read?.ok === true ? [read.value.predicate] : [];
  })[0];
}

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

describe('what is left alone', () => {
  const open = { ...PIPELINE_RUN, status: {} };
  test.each<[string, readonly Plain[]]>([
    ['a run that goes on', [open]],
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

test('a run that ends while it is watched is attested', async () => {
  const { kubernetes, asked } = clusterOf(OBJECTS, [
    { ...PIPELINE_RUN, status: {} },
    PIPELINE_RUN,
    PIPELINE_RUN,
  ]);
  const { controller, written } = controllerOf(kubernetes);
  expect(await follow('pipelineruns', '7', controller)).toEqual({ ok: true, value: undefined });
  expect(written().filter(({ kind }) => kind === 'artifact-built')).toHaveLength(1);
  expect(asked[0]).toContain('watch=true');
  expect(asked[0]).toContain('resourceVersion=7');
});

test('a store that fails leaves the run to be tried again', async () => {
  const { kubernetes } = clusterOf(OBJECTS);
  const { controller } = controllerOf(kubernetes, { broken: ['dir:records'] });
  expect(await attestedBy(controller)).toBe(0);
  expect(controller.done.size).toBe(0);
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
