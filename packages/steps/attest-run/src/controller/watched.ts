import {
  mapGet,
  ok,
  seqItems,
  stringOf,
  type Fault,
  type Node,
  type Result,
} from '@plumbline/core';
import type { Kubernetes } from '@plumbline/step';
import { outcomeOf } from '../tekton/status.js';

/** The kinds that are watched, by the name of their resource. */
export const RESOURCES = ['pipelineruns', 'taskruns'] as const;
export type Resource = (typeof RESOURCES)[number];

const TEKTON = '/apis/tekton.dev/v1';

/** All namespaces, or one. */
export function listPath(resource: Resource, namespace: string | null): string {
  const place = namespace === null ? '' : `/namespaces/${namespace}`;
  return `${TEKTON}${place}/${resource}`;
}

/** A run that belongs to no other run. */
export interface WatchedRun {
  readonly resource: Resource;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  /** Whatever its end. */
  readonly isOver: boolean;
}

const NAME = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/;

/** The run that an object is; null: it is a part of another one, or has no name that the server would give. */
export function watchedRun(resource: Resource, object: Node): WatchedRun | null {
  const metadata = mapGet(object, 'metadata');
  const [namespace = '', name = '', uid = ''] = ['namespace', 'name', 'uid'].map((key) =>
    stringOf(mapGet(metadata, key)),
  );
  if (isOwned(metadata) || uid === '') return null;
  const isOver = outcomeOf(mapGet(object, 'status')) !== 'running';
  return NAME.test(namespace) && NAME.test(name)
    ? { resource, namespace, name, uid, isOver }
    : null;
}

/** A TaskRun of a PipelineRun is a part of that. */
function isOwned(metadata: Node | undefined): boolean {
  return seqItems(mapGet(metadata, 'ownerReferences')).some(
    (owner) =>
      stringOf(mapGet(owner, 'kind')) === 'PipelineRun' &&
      stringOf(mapGet(owner, 'apiVersion'))?.startsWith('tekton.dev/') === true,
  );
}

/** All runs of a resource, and the version to watch from. */
export interface Listed {
  readonly runs: readonly WatchedRun[];
  readonly version: string;
}

/** How many objects the server sends at once: some are as large as a megabyte. */
const PAGE = 100;

/** Lists the runs page by page; null: the server does not know the resource. */
export async function listRuns(
  resource: Resource,
  namespace: string | null,
  kubernetes: Kubernetes,
): Promise<Result<Listed | null, Fault>> {
  const runs: WatchedRun[] = [];
  for (let next = ''; ;) {
    const query = `?limit=${String(PAGE)}${next === '' ? '' : `&continue=${encodeURIComponent(next)}`}`;
    const page = await kubernetes.get(`${listPath(resource, namespace)}${query}`);
    if (!page.ok) return page;
    if (page.value === null) return ok(null);
    const items = seqItems(mapGet(page.value, 'items'));
    runs.push(...items.flatMap((item) => watchedRun(resource, item) ?? []));
    const metadata = mapGet(page.value, 'metadata');
    next = stringOf(mapGet(metadata, 'continue')) ?? '';
    const version = stringOf(mapGet(metadata, 'resourceVersion')) ?? '';
    if (next === '') return ok({ runs, version });
  }
}
