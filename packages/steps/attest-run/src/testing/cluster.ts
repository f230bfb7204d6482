import { ok, readJson, type Node } from '@plumbline/core';
import { builtRecord, type ArtifactBuilt } from '@plumbline/records';
import type { Kubernetes, NewRecord, StoredRecord } from '@plumbline/step';
import { generateKeyPair, keySigner, peekPayload, readPrivateKey } from '@plumbline/trust';
import { catchUp, type Controller } from '../controller/serve.js';
import { RESOURCES } from '../controller/watched.js';
import { portsOf, type World } from './ports.js';
import { PIPELINE_RUN } from './tekton-run.js';

/** An object of the API server. */
export type Plain = Readonly<Record<string, unknown>>;

/** A value as the strict reader gives it. */
export function nodeOf(value: unknown): Node {
  const read = readJson('object', Buffer.from(JSON.stringify(value)));
  if (!read.ok) throw new Error('no JSON');
  return read.value.root;
}

const ofKind = (objects: readonly Plain[], kind: string): readonly Plain[] =>
  objects.filter((each) => each['kind'] === kind);

/** An API server with these objects; it notes what it was asked. */
export function clusterOf(
  objects: readonly Plain[],
  events: readonly (readonly [string, unknown])[] = [],
) {
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
      for (const [type, object] of events) {
        await Promise.resolve();
        yield ok({ type, object: nodeOf(object) });
      }
    },
  };
  return { kubernetes, asked };
}

const key = readPrivateKey(Buffer.from(generateKeyPair('unencrypted').privateKey), null);
if (!key.ok) throw new Error(key.error.code);
/** The key of the controller. */
export const signer = keySigner(key.value);

/** A controller with a disk and a registry, and what it has written and warned of. */
export function controllerOf(kubernetes: Kubernetes, world: World = {}) {
  const warned: string[] = [];
  const ports = portsOf(world);
  const log = { ...ports.log, warn: (line: string) => warned.push(line) };
  const stores = ports.openStores(['dir:records', 'oci:registry.example/records']);
  if (!stores.ok) throw new Error(stores.error.code);
  const controller: Controller = {
    kubernetes,
    signer,
    stores: stores.value,
    namespace: null,
    asksRegistries: false,
    ports: { ...ports, log },
    seen: new Map(),
  };
  const written = (store = 'dir:records'): readonly StoredRecord[] =>
    ports.written.get(store) ?? [];
  return { controller, written, warned };
}

/** How many runs it attests when it looks at all of them, or the fault. */
export const attestedBy = async (controller: Controller): Promise<unknown> => {
  let attested = 0;
  for (const resource of RESOURCES) {
    const result = await catchUp(resource, controller);
    if (!result.ok) return result.error.code;
    attested += result.value.attested;
  }
  return attested;
};

/** What the build record among these says. */
export function builtIn(records: readonly NewRecord[]): ArtifactBuilt | undefined {
  return records.flatMap(({ kind, bytes }) => {
    const payload = peekPayload(bytes);
    const read = kind === 'artifact-built' && payload.ok ? builtRecord.parse(payload.value) : null;
    return read?.ok === true ? [read.value.predicate] : [];
  })[0];
}
