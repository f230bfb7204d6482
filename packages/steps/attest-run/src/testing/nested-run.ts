/** The objects of a run with custom tasks and pipelines in its pipeline (Tekton, docs/customruns.md, docs/pipelines-in-pipelines.md). */
export type Plain = Readonly<Record<string, unknown>>;

const BUSYBOX = `docker.io/library/busybox@sha256:${'9a'.repeat(32)}`;

const ended = (status: 'True' | 'False', reason = 'Succeeded'): Plain => ({
  conditions: [{ type: 'Succeeded', status, reason }],
  startTime: '2026-11-21T12:00:02Z',
  completionTime: '2026-11-21T12:00:09Z',
});

interface Run {
  readonly kind: 'TaskRun' | 'CustomRun' | 'PipelineRun';
  readonly name: string;
  /** Of the run that has made it. */
  readonly by: string;
  readonly status: Plain;
  readonly spec?: Plain;
}

/** An object as the API server has it; its UID is its name with `-uid`. */
export const object = ({ kind, name, by, status, spec = {} }: Run): Plain => ({
  apiVersion: kind === 'CustomRun' ? 'tekton.dev/v1beta1' : 'tekton.dev/v1',
  kind,
  metadata: {
    name,
    namespace: 'ci',
    uid: `${name}-uid`,
    ...(by === ''
      ? {}
      : {
          labels: { 'tekton.dev/pipelineRun': by },
          ownerReferences: [{ kind: 'PipelineRun', uid: `${by}-uid` }],
        }),
  },
  spec,
  status,
});

export const taskRun = (name: string, by: string): Plain =>
  object({
    kind: 'TaskRun',
    name,
    by,
    status: {
      ...ended('True'),
      taskSpec: { steps: [{ name: 'go', image: BUSYBOX, script: 'go now' }] },
      steps: [
        {
          name: 'go',
          imageID: BUSYBOX,
          terminated: { exitCode: 0, startedAt: '2026-11-21T12:00:03Z' },
        },
      ],
    },
  });

const child = (kind: string, name: string, task: string): Plain => ({
  kind,
  name,
  pipelineTaskName: task,
});

export const pipelineRun = (name: string, by: string, status: Plain): Plain =>
  object({ kind: 'PipelineRun', name, by, status: { ...ended('True'), ...status } });

const checks = (name: string): readonly Plain[] => [
  pipelineRun(name, 'run', {
    pipelineSpec: { tasks: [{ name: 'lint' }, { name: 'scan', runAfter: ['lint'] }] },
    childReferences: [child('TaskRun', `${name}-lint`, 'lint')],
    skippedTasks: [{ name: 'scan', reason: 'When Expressions evaluated to false' }],
  }),
  taskRun(`${name}-lint`, name),
];

const wait = object({
  kind: 'CustomRun',
  name: 'run-wait',
  by: 'run',
  spec: {
    customSpec: { apiVersion: 'example.dev/v1', kind: 'Wait', spec: { until: 'noon' } },
    params: [{ name: 'url', value: 'https://x' }],
  },
  status: {
    ...ended('True'),
    results: [
      { name: 'IMAGE_URL', value: 'registry.example/app' },
      { name: 'IMAGE_DIGEST', value: `sha256:${'4b'.repeat(32)}` },
    ],
    retriesStatus: [ended('False', 'Failed')],
  },
});

const ask = object({
  kind: 'CustomRun',
  name: 'run-ask',
  by: 'run',
  spec: { customRef: { apiVersion: 'example.dev/v1', kind: 'Approve', name: 'two' } },
  status: ended('False', 'CustomRunCancelled'),
});

const ROOT = pipelineRun('run', '', {
  pipelineSpec: {
    tasks: ['clone', 'checks', 'each', 'early', 'wait', 'ask', 'last'].map((name) => ({
      name,
      runAfter: { checks: ['clone'], last: ['checks', 'each'] }[name] ?? [],
    })),
  },
  childReferences: [
    child('TaskRun', 'run-clone', 'clone'),
    child('PipelineRun', 'run-checks', 'checks'),
    child('PipelineRun', 'run-each-0', 'each'),
    child('PipelineRun', 'run-each-1', 'each'),
    child('PipelineRun', 'run-early', 'early'),
    child('CustomRun', 'run-wait', 'wait'),
    child('CustomRun', 'run-ask', 'ask'),
    child('TaskRun', 'run-last', 'last'),
  ],
});

/** All of them. */
export const NESTED: readonly Plain[] = [
  ROOT,
  taskRun('run-clone', 'run'),
  ...['run-checks', 'run-each-0', 'run-each-1'].flatMap(checks),
  pipelineRun('run-early', 'run', ended('False', 'CouldntGetPipeline')),
  wait,
  ask,
  taskRun('run-last', 'run'),
];
