import { err, ok, undecidableFault, usageFault, type Fault, type Result } from '@plumbline/core';
import type { Kubernetes, Ports, RecordStore } from '@plumbline/step';
import type { Signer } from '@plumbline/trust';
import { attest } from '../chain/attest.js';
import { findLinks } from '../links.js';
import { withPlatformsOf } from '../subjects/image.js';
import { observeTekton } from '../tekton/observe.js';
import { handOn, ownRecords } from './kept.js';
import { listPath, listRuns, watchedRun, type Resource, type WatchedRun } from './watched.js';
import { objectsOf } from './parts.js';

/** The builder that a controller of its own namespace is: no run can use its key. */
const CONTROLLER_BUILDER = 'https://plumbline.dev/builders/tekton-controller/v1';

/** How long a watch goes on before everything is listed again: shorter where a run waits for its records. */
const WATCH_SECONDS = 300;
const RETRY_SECONDS = 30;

/** What the controller works with. */
export interface Controller {
  readonly kubernetes: Kubernetes;
  readonly signer: Signer;
  /** The first one is the disk: what it has is never signed again. */
  readonly stores: readonly RecordStore[];
  /** Whether registries are asked for the platforms of images. */
  readonly asksRegistries: boolean;
  /** Null: all that its role lets it see. */
  readonly namespace: string | null;
  readonly ports: Ports;
  /** The runs that are there, by their UID. */
  readonly seen: Map<string, SeenRun>;
}

/** A run, and whether it has its records. */
export type SeenRun = WatchedRun & { readonly isDone: boolean };

/** What is known of a resource: how many of its runs were attested, and the version to watch from. */
export interface CaughtUp {
  readonly attested: number;
  readonly version: string;
}

/** Attests every run that is over and has no records yet, and tells of those that are gone without. */
export async function catchUp(
  resource: Resource,
  controller: Controller,
): Promise<Result<CaughtUp, Fault>> {
  const { kubernetes, namespace, seen } = controller;
  const list = await listRuns(resource, namespace, kubernetes);
  if (!list.ok) return list;
  if (list.value === null) return err(noTekton());
  const { runs, version } = list.value;
  const there = new Set(runs.map(({ uid }) => uid));
  for (const run of seen.values())
    if (run.resource === resource && !there.has(run.uid)) forget(run, controller);
  let attested = 0;
  for (const run of runs) if (await attestOnce(run, controller)) attested += 1;
  return ok({ attested, version });
}

function noTekton(): Fault {
  return usageFault(
    'KUBERNETES_NO_TEKTON',
    'the cluster has no tekton.dev/v1: Tekton Pipelines is not installed, or older than 0.44',
  );
}

/** Attests runs as they end, until the server ends the watch or a run could not be attested. */
export async function follow(
  resource: Resource,
  version: string,
  controller: Controller,
): Promise<Result<void, Fault>> {
  const isWaiting = waiting(controller).some((run) => run.resource === resource);
  const seconds = isWaiting ? RETRY_SECONDS : WATCH_SECONDS;
  const query = `?watch=true&allowWatchBookmarks=true&timeoutSeconds=${String(seconds)}&resourceVersion=${version}`;
  const path = `${listPath(resource, controller.namespace)}${query}`;
  for await (const event of controller.kubernetes.watch(path)) {
    if (!event.ok) return err(event.error);
    const { type, object } = event.value;
    if (type === 'ERROR') return ok(undefined);
    const run = watchedRun(resource, object);
    if (run === null) continue;
    if (type === 'DELETED') forget(run, controller);
    else await attestOnce(run, controller);
    if (waiting(controller).some(({ uid }) => uid === run.uid)) return ok(undefined);
  }
  return ok(undefined);
}

/** The runs that are over and could not be attested. */
export function waiting({ seen }: Controller): readonly SeenRun[] {
  return [...seen.values()].filter(({ isOver, isDone }) => isOver && !isDone);
}

/** Nothing can be told of a run that is gone: that it has no records must not go unsaid. */
function forget(run: WatchedRun, { seen, ports }: Controller): void {
  const isDone = seen.get(run.uid)?.isDone === true;
  seen.delete(run.uid);
  if (!isDone)
    ports.log.warn(`${nameOf(run)}: it was deleted before it was attested, and has no records`);
}

function nameOf({ namespace, name }: WatchedRun): string {
  return `${namespace}/${name}`;
}

/** Whether records were written. One run that cannot be attested is told, tried again later, and stops no other. */
async function attestOnce(run: WatchedRun, controller: Controller): Promise<boolean> {
  const { seen, ports } = controller;
  if (seen.get(run.uid)?.isDone === true) return false;
  seen.set(run.uid, { ...run, isDone: false });
  if (!run.isOver) return false;
  const result = await attestRunObject(run, controller);
  if (!result.ok) {
    ports.log.warn(`${nameOf(run)}: ${result.error.message} (${result.error.code})`);
    return false;
  }
  seen.set(run.uid, { ...run, isDone: true });
  if (result.value !== null) ports.log.info(`${nameOf(run)}: ${result.value}`);
  return result.value !== null;
}

/** What was done, in words; null: nothing was to do. */
async function attestRunObject(
  run: WatchedRun,
  controller: Controller,
): Promise<Result<string | null, Fault>> {
  const [disk, ...others] = controller.stores;
  if (disk === undefined) throw new Error('there is no store');
  const known = await ownRecords(run.uid, disk, controller.signer);
  if (!known.ok) return known;
  if (known.value.length === 0) return attestAnew(run, controller);
  const late: string[] = [];
  for (const store of others) {
    const handed = await handOn(run.uid, known.value, store);
    if (!handed.ok) return handed;
    if (handed.value) late.push(store.name);
  }
  return ok(late.length === 0 ? null : `its records are now in ${late.join(', ')}, too`);
}

async function attestAnew(
  run: WatchedRun,
  controller: Controller,
): Promise<Result<string | null, Fault>> {
  const { kubernetes, stores, signer, ports } = controller;
  const objects = await objectsOf(run, kubernetes);
  if (!objects.ok) return objects;
  if (objects.value === null) return err(gone());
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
    beside: [],
    stores,
    signer,
  };
  const { kept, signed, fault } = await attest(chain, ports);
  const failure = fault ?? kept.failures[0]?.fault;
  if (failure !== undefined) return err(failure);
  for (const gap of [...observed.value.gaps, ...doubts]) ports.log.warn(`${nameOf(run)}: ${gap}`);
  return ok(`${String(signed.length)} records of a run that ${WORDS[observed.value.status]}`);
}

/** Between the list and the question for all of it. */
function gone(): Fault {
  return undecidableFault('RUN_GONE', 'the run is not there any more, or another one has its name');
}

const WORDS = {
  succeeded: 'succeeded',
  failed: 'failed',
  cancelled: 'was cancelled',
  running: 'goes on',
} as const;
