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
import { belongsTo, type RunObjects } from '../tekton/objects.js';
import { listPath, type WatchedRun } from './watched.js';

/** Asks again for the run and all that belongs to it; null: it is gone, or another run of its name is there. */
export async function objectsOf(
  { resource, namespace, name, uid }: Omit<WatchedRun, 'isOver'>,
  kubernetes: Kubernetes,
): Promise<Result<RunObjects | null, Fault>> {
  const root = await kubernetes.get(`${listPath(resource, namespace)}/${name}`);
  if (!root.ok) return root;
  if (root.value === null || stringOf(mapGet(mapGet(root.value, 'metadata'), 'uid')) !== uid)
    return ok(null);
  const place = { namespace, kubernetes };
  if (resource === 'pipelineruns') {
    const parts = await partsOf(root.value, place, 0);
    return parts.ok ? ok({ root: root.value, ...parts.value }) : parts;
  }
  const pods = await list('pods', { of: 'taskRun', name }, place);
  return pods.ok
    ? ok({ ...NOTHING, root: root.value, taskRuns: [root.value], pods: pods.value })
    : pods;
}

type Parts = Omit<RunObjects, 'root'>;

const NOTHING: Parts = { pipelineRuns: [], taskRuns: [], customRuns: [], pods: [] };

interface Place {
  readonly namespace: string;
  readonly kubernetes: Kubernetes;
}

/** Deeper no pipeline is asked for in pipelines: what is there is then told to be missing. */
const DEEPEST = 10;

/** Custom tasks and pipelines in the pipeline are asked for where the status names some: not every account may. */
async function partsOf(run: Node, place: Place, depth: number): Promise<Result<Parts, Fault>> {
  const references = seqItems(mapGet(mapGet(run, 'status'), 'childReferences'));
  const kinds = new Set(references.map((each) => stringOf(mapGet(each, 'kind'))));
  const label = {
    of: 'pipelineRun',
    name: stringOf(mapGet(mapGet(run, 'metadata'), 'name')) ?? '',
  };
  const lists: Node[][] = [];
  for (const [kind, resource] of ASKED) {
    const found = kind === null || kinds.has(kind) ? await list(resource, label, place) : ok([]);
    if (!found.ok) return found;
    lists.push([...found.value]);
  }
  const [pods = [], taskRuns = [], customRuns = [], others = []] = lists;
  let parts: Parts = { pods, taskRuns, customRuns, pipelineRuns: others };
  for (const inner of depth < DEEPEST ? others.filter((each) => belongsTo(each, run)) : []) {
    const more = await partsOf(inner, place, depth + 1);
    if (!more.ok) return more;
    parts = together(parts, more.value);
  }
  return ok(parts);
}

/** By the kind that the status names; null: always. */
const ASKED = [
  [null, 'pods'],
  [null, 'taskruns'],
  ['CustomRun', 'customruns'],
  ['PipelineRun', 'pipelineruns'],
] as const;

function together(one: Parts, other: Parts): Parts {
  return {
    pipelineRuns: [...one.pipelineRuns, ...other.pipelineRuns],
    taskRuns: [...one.taskRuns, ...other.taskRuns],
    customRuns: [...one.customRuns, ...other.customRuns],
    pods: [...one.pods, ...other.pods],
  };
}

async function list(
  resource: (typeof ASKED)[number][1],
  { of, name }: { readonly of: string; readonly name: string },
  { namespace, kubernetes }: Place,
): Promise<Result<readonly Node[], Fault>> {
  const query = `?labelSelector=${encodeURIComponent(`tekton.dev/${of}=${name}`)}`;
  const found = await kubernetes.get(`${pathOf(resource, namespace)}${query}`);
  return found.ok ? ok(seqItems(mapGet(found.value, 'items'))) : found;
}

function pathOf(resource: (typeof ASKED)[number][1], namespace: string): string {
  switch (resource) {
    case 'pods':
      return `/api/v1/namespaces/${namespace}/pods`;
    case 'customruns':
      return `/apis/tekton.dev/v1beta1/namespaces/${namespace}/customruns`;
    default:
      return listPath(resource, namespace);
  }
}
