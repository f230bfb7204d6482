import {
  err,
  mapGet,
  ok,
  seqItems,
  stringOf,
  usageFault,
  type Fault,
  type Result,
} from '@plumbline/core';
import { PROVENANCE_PREDICATE } from '@plumbline/records';
import type { Kubernetes, Ports, RecordStore } from '@plumbline/step';
import { verifyBundle, type Signer } from '@plumbline/trust';
import { attest } from '../chain/attest.js';
import { findLinks } from '../links.js';
import { withPlatformsOf } from '../subjects/image.js';
import { observeTekton } from '../tekton/observe.js';
import {
  completedRun,
  listPath,
  objectsOf,
  type CompletedRun,
  type Resource,
} from './completed.js';

/** The builder that a controller of its own namespace is: no run can use its key. */
const CONTROLLER_BUILDER = 'https://plumbline.dev/builders/tekton-controller/v1';

/** What the controller works with. */
export interface Controller {
  readonly kubernetes: Kubernetes;
  readonly signer: Signer;
  readonly stores: readonly RecordStore[];
  /** Whether registries are asked for the platforms of images. */
  readonly asksRegistries: boolean;
  /** Null: all that its role lets it see. */
  readonly namespace: string | null;
  readonly ports: Ports;
  /** UIDs of runs that have their records. */
  readonly done: Set<string>;
}

/** What is known of a resource: how many of its runs were attested, and the version to watch from. */
export interface CaughtUp {
  readonly attested: number;
  readonly version: string;
}

/** Attests every run that is over and has no records yet. */
export async function catchUp(
  resource: Resource,
  controller: Controller,
): Promise<Result<CaughtUp, Fault>> {
  const list = await controller.kubernetes.get(listPath(resource, controller.namespace));
  if (!list.ok) return list;
  if (list.value === null) return err(noTekton());
  let attested = 0;
  for (const item of seqItems(mapGet(list.value, 'items'))) {
    const run = completedRun(resource, item);
    if (run !== null && (await attestOnce(run, controller))) attested += 1;
  }
  const version = stringOf(mapGet(mapGet(list.value, 'metadata'), 'resourceVersion')) ?? '';
  return ok({ attested, version });
}

function noTekton(): Fault {
  return usageFault(
    'KUBERNETES_NO_TEKTON',
    'the cluster has no tekton.dev/v1: Tekton Pipelines is not installed, or older than 0.44',
  );
}

/** Attests runs as they end, until the server ends the watch. */
export async function follow(
  resource: Resource,
  version: string,
  controller: Controller,
): Promise<Result<void, Fault>> {
  const query = `?watch=true&allowWatchBookmarks=true&timeoutSeconds=300&resourceVersion=${version}`;
  const path = `${listPath(resource, controller.namespace)}${query}`;
  for await (const event of controller.kubernetes.watch(path)) {
    if (!event.ok) return err(event.error);
    const { type, object } = event.value;
    if (type === 'ERROR') return ok(undefined);
    const run = type === 'DELETED' ? null : completedRun(resource, object);
    if (run !== null) await attestOnce(run, controller);
  }
  return ok(undefined);
}

/** Whether records were written. One run that cannot be attested is told, tried again later, and stops no other. */
async function attestOnce(run: CompletedRun, controller: Controller): Promise<boolean> {
  const { done, ports } = controller;
  if (done.has(run.uid)) return false;
  const name = `${run.namespace}/${run.name}`;
  const result = await attestRunObject(run, controller);
  if (!result.ok) {
    ports.log.warn(`${name}: ${result.error.message} (${result.error.code})`);
    return false;
  }
  done.add(run.uid);
  if (result.value !== null) ports.log.info(`${name}: ${result.value}`);
  return result.value !== null;
}

/** What was done, in words; null: nothing was to do. */
async function attestRunObject(
  run: CompletedRun,
  controller: Controller,
): Promise<Result<string | null, Fault>> {
  const { kubernetes, stores, signer, ports } = controller;
  const known = await hasRecords(run, controller);
  if (!known.ok) return known;
  if (known.value) return ok(null);
  const objects = await objectsOf(run, kubernetes);
  if (!objects.ok) return objects;
  if (objects.value === null) return ok(null);
  const observed = observeTekton(objects.value, { by: 'platform', builderId: CONTROLLER_BUILDER });
  if (!observed.ok) return observed;
  const found = await findLinks(observed.value.run, stores);
  if (!found.ok) return found;
  const { artifacts, doubts } = controller.asksRegistries
    ? await withPlatformsOf(observed.value.artifacts, ports.registry)
    : { artifacts: observed.value.artifacts, doubts: [] };
  const chain = {
    observed: observed.value,
    artifacts,
    bom: null,
    found: found.value,
    stores,
    signer,
  };
  const { kept, signed, fault } = await attest(chain, ports);
  const failure = fault ?? kept.failures[0]?.fault;
  if (failure !== undefined) return err(failure);
  for (const gap of [...observed.value.gaps, ...doubts])
    ports.log.warn(`${run.namespace}/${run.name}: ${gap}`);
  return ok(`${String(signed.length)} records of a run that ${WORDS[observed.value.status]}`);
}

const WORDS = {
  succeeded: 'succeeded',
  failed: 'failed',
  cancelled: 'was cancelled',
  running: 'goes on',
} as const;

/** Whether this very key has signed the build record of the run: what others have written counts for nothing. */
async function hasRecords(
  { uid }: CompletedRun,
  { stores, signer, ports }: Controller,
): Promise<Result<boolean, Fault>> {
  const { publicKey } = signer;
  if (publicKey === null) return ok(false);
  const own = { publicKey, notBefore: null, notAfter: null, revoked: false };
  for (const store of stores) {
    const found = await store.find({ by: 'run', id: uid });
    if (!found.ok) return found;
    const isOurs = found.value.records.some(({ bytes }) => {
      const verified = verifyBundle(bytes, { keys: { own }, now: ports.now() });
      return verified.ok && verified.value.statement.predicateType === PROVENANCE_PREDICATE;
    });
    if (isOurs) return ok(true);
  }
  return ok(false);
}
