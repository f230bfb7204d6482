import { createKey } from '../../support/key.js';
import type { TaskRun } from '../../support/task.js';
import { remoteRun, remoteTask, serve, trust } from '../catalog.js';
import { cluster, create, createNamespace, get, kubectl, wait, type Resource } from '../cluster.js';
import { pinned, signed, steps, taskText } from '../tasks.js';
import { newFolder, secret, volume } from './volumes.js';

/** What a TaskRun leaves that ran in a pod. */
export interface PodOutcome {
  readonly run: Resource;
  /** Exit status of the one step. */
  readonly status: number | undefined;
  readonly log: string;
  readonly results: Readonly<Record<string, unknown>>;
}

/** A namespace with bounds, and the signed Tasks that may run in it. */
export interface Place {
  readonly namespace: string;
  /** The Task as it is served, signed with the key whose public half this is. */
  readonly taskText: (step: string) => string;
  readonly releasePem: string;
  /** How a Pipeline names one of the Tasks: by its place and its digest. */
  readonly taskRef: (step: string) => object;
  /** Runs a Task as any user; `name` is that of the TaskRun. */
  readonly run: (name: string, request: TaskRun) => Promise<PodOutcome>;
  readonly close: () => Promise<void>;
}

const ANYBODY = 1000660000;

/** As an administrator bounds a namespace; the containers that Tekton adds get the defaults. */
const bounds: readonly Resource[] = [
  {
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: { name: 'bounds' },
    spec: {
      hard: {
        'requests.cpu': '8',
        'requests.memory': '8Gi',
        'limits.cpu': '32',
        'limits.memory': '32Gi',
      },
    },
  },
  {
    apiVersion: 'v1',
    kind: 'LimitRange',
    metadata: { name: 'bounds' },
    spec: {
      limits: [
        {
          type: 'Container',
          default: { cpu: '1', memory: '256Mi' },
          defaultRequest: { cpu: '10m', memory: '32Mi' },
        },
      ],
    },
  },
];

/** Opens a place that trusts a key of its own, with which all our Tasks are signed. */
export async function openPlace(name: string): Promise<Place> {
  const key = createKey(newFolder(name, 'release'), 'release');
  const tasks = new Map(
    steps.map(
      (step) => [`${step}.yaml`, signed(pinned(taskText(step), cluster.image ?? ''), key)] as const,
    ),
  );
  const textOf = (step: string): string => tasks.get(`${step}.yaml`) ?? '';
  const catalog = await serve(tasks);
  const namespace = await createNamespace(name);
  await create(namespace, ...bounds);
  // Until its controller has seen a quota, no pod is admitted.
  await wait(namespace, 'resourcequota/bounds', '{.status.hard}');
  await trust(namespace, `^${catalog.url('')}`, key.publicPem);
  return {
    namespace,
    taskText: textOf,
    releasePem: key.publicPem,
    taskRef: (step) => remoteTask(catalog.url(`${step}.yaml`), textOf(step)),
    run: async (run, request) => {
      const spec = await specOf(namespace, run, request);
      await create(namespace, remoteRun(run, catalog.url(`${request.task}.yaml`), spec));
      return outcomeOf(namespace, run);
    },
    close: catalog.close,
  };
}

async function specOf(namespace: string, name: string, request: TaskRun): Promise<object> {
  const folders = Object.entries({ source: request.source, ...request.workspaces });
  const workspaces = await Promise.all(
    folders.map(async ([workspace, path]) => {
      const bind = workspace === 'keys' ? secret : volume;
      return { name: workspace, ...(await bind(namespace, `${name}-${workspace}`, path)) };
    }),
  );
  const params = pairs(request.params);
  const podTemplate = { securityContext: { runAsUser: ANYBODY }, env: pairs(request.env) };
  return { workspaces, params, podTemplate };
}

const pairs = <T>(values: Readonly<Record<string, T>> = {}): readonly object[] =>
  Object.entries(values).map(([name, value]) => ({ name, value }));

interface Finished extends Resource {
  readonly status: {
    readonly podName?: string;
    readonly results?: readonly { readonly name: string; readonly value: unknown }[];
    readonly steps?: readonly {
      readonly container: string;
      readonly terminated?: { readonly exitCode: number };
    }[];
    readonly conditions: readonly { readonly message: string }[];
  };
}

async function outcomeOf(namespace: string, name: string): Promise<PodOutcome> {
  await wait(namespace, `taskrun/${name}`, '{.status.completionTime}');
  const run = await get<Finished>(namespace, 'taskrun', name);
  const { podName, results = [], steps: [step] = [], conditions } = run.status;
  if (podName === undefined || step?.terminated === undefined) {
    throw new Error(`${name} did not run: ${conditions.map(({ message }) => message).join()}`);
  }
  return {
    run,
    status: step.terminated.exitCode,
    log: await kubectl(['logs', '-n', namespace, podName, '-c', step.container]),
    results: Object.fromEntries(results.map((result) => [result.name, result.value])),
  };
}
