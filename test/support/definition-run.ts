/** A signed Pipeline of all that Tekton can run, and the objects of a run of it. */
const IMAGE = `docker.io/library/busybox@sha256:${'9a'.repeat(32)}`;
export const UID = 'b2f1c8e0-5d2c-4b7e-9a51-0c9d5e3f7a10';
export const ARTIFACT = `sha256:${'4b'.repeat(32)}`;

/** The steps of a task, each a script of its own name. */
const taskSpec = (...names: readonly string[]) => ({
  steps: names.map((name) => ({ name, image: IMAGE, script: name })),
});

/** A step with values of the run, and what Tekton makes of it. */
const mail = (script: string) => ({
  params: [
    { name: 'to', type: 'string' },
    { name: 'from', default: 'ci' },
  ],
  workspaces: [{ name: 'out' }],
  steps: [{ name: 'mail', image: IMAGE, script }],
});
const MAIL =
  'mail $(params.to) --from $(params.from) --by $(params.deploy) < $(workspaces.out.path)/$(date)';
export const MAILED = 'mail dana --from ci --by no < /workspace/out/$(date)';

const SIDECARS = { sidecars: [{ name: 'cache', image: IMAGE, script: 'serve' }] };
const CLONE = taskSpec('fetch', 'checkout');
const TEST = taskSpec('unit', 'scan');
const BUILD = { ...taskSpec('make', 'push'), ...SIDECARS };
const LINTING = taskSpec('lint');
const TASKS = [
  { name: 'clone', taskSpec: CLONE },
  {
    name: 'test',
    runAfter: ['clone'],
    matrix: { params: [{ name: 'os', value: ['a', 'b'] }] },
    taskSpec: TEST,
  },
  {
    name: 'build',
    runAfter: ['test'],
    retries: 1,
    taskSpec: BUILD,
  },
  {
    name: 'checks',
    runAfter: ['clone'],
    pipelineSpec: {
      tasks: [
        { name: 'lint', taskSpec: LINTING },
        { name: 'deep', when: [{ cel: 'false' }], taskSpec: taskSpec('deep') },
      ],
    },
  },
  {
    name: 'wait',
    runAfter: ['checks'],
    taskSpec: { apiVersion: 'example.dev/v1', kind: 'Wait', spec: { until: 'noon' } },
  },
  {
    name: 'deploy',
    runAfter: ['build'],
    when: [{ input: '$(params.deploy)', operator: 'in', values: ['yes'] }],
    taskSpec: taskSpec('ship'),
  },
];
const FINALLY = [
  {
    name: 'tell',
    taskSpec: mail(MAIL),
    params: [
      { name: 'to', value: '$(params.who)' },
      { name: 'mode', value: 'plain' },
    ],
  },
];
const SPEC = { params: [{ name: 'deploy', default: 'yes' }], tasks: TASKS, finally: FINALLY };
export const PIPELINE = {
  apiVersion: 'tekton.dev/v1',
  kind: 'Pipeline',
  metadata: { name: 'build' },
  spec: SPEC,
};

const at = (second: number): string => `2026-11-21T12:00:${String(second).padStart(2, '0')}Z`;
const ended = (exitCode: number, second: number) => ({
  terminated: { exitCode, startedAt: at(second), finishedAt: at(second + 1), reason: 'Completed' },
});
const condition = (status: 'True' | 'False') => ({
  conditions: [{ type: 'Succeeded', status, reason: status === 'True' ? 'Succeeded' : 'Failed' }],
});

/** The status of a try whose steps ended so. */
function tried(
  spec: Pick<ReturnType<typeof taskSpec>, 'steps'>,
  codes: readonly number[],
  second: number,
) {
  return {
    ...condition(codes.every((code) => code === 0) ? 'True' : 'False'),
    taskSpec: spec,
    steps: spec.steps.map(({ name }, index) => ({
      name,
      container: `step-${name}`,
      imageID: IMAGE,
      ...(codes[index - 1] === 1 ? { terminationReason: 'Skipped' } : {}),
      ...ended(codes[index] ?? 0, second),
    })),
  };
}

interface RunOf {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly [more: string]: unknown };
  readonly task: string;
  readonly [more: string]: unknown;
}

function taskRun(name: string, task: string, status: object, more: object = {}): RunOf {
  return {
    apiVersion: 'tekton.dev/v1',
    kind: 'TaskRun',
    metadata: {
      name,
      namespace: 'ci',
      uid: `${name}-uid`,
      ownerReferences: [
        { apiVersion: 'tekton.dev/v1', kind: 'PipelineRun', name: 'run', uid: UID },
      ],
    },
    spec: {},
    status,
    task,
    ...more,
  };
}

const child = ({ kind, metadata, task }: RunOf): object => ({
  kind,
  name: metadata.name,
  pipelineTaskName: task,
});

export const RUNS = [
  taskRun('clone', 'clone', {
    ...tried(CLONE, [0, 0], 1),
    results: [
      { name: 'CHAINS-GIT_URL', type: 'string', value: 'https://github.com/acme/app' },
      { name: 'CHAINS-GIT_COMMIT', type: 'string', value: '5f'.repeat(20) },
    ],
  }),
  taskRun('test-0', 'test', tried(TEST, [0, 0], 3)),
  taskRun('test-1', 'test', tried(TEST, [0, 0], 3)),
  taskRun('build', 'build', {
    ...tried(BUILD, [0, 0], 8),
    retriesStatus: [{ ...tried(BUILD, [1, 1], 6), sidecars: [cache(6)] }],
    sidecars: [cache(8)],
    results: [
      { name: 'IMAGE_URL', type: 'string', value: 'registry.example/acme/app' },
      { name: 'IMAGE_DIGEST', type: 'string', value: ARTIFACT },
    ],
  }),
  taskRun(
    'checks',
    'checks',
    {
      ...condition('True'),
      pipelineSpec: { tasks: [{ name: 'lint' }, { name: 'deep' }] },
      childReferences: [{ kind: 'TaskRun', name: 'lint', pipelineTaskName: 'lint' }],
      skippedTasks: [{ name: 'deep', reason: 'When Expressions evaluated to false' }],
    },
    { kind: 'PipelineRun' },
  ),
  taskRun('wait', 'wait', condition('True'), {
    apiVersion: 'tekton.dev/v1beta1',
    kind: 'CustomRun',
    spec: { customSpec: { apiVersion: 'example.dev/v1', kind: 'Wait', spec: { until: 'noon' } } },
  }),
  taskRun('tell', 'tell', tried(mail(MAILED), [0], 10), {
    spec: {
      params: [
        { name: 'to', value: 'dana' },
        { name: 'mode', value: 'plain' },
      ],
    },
  }),
] as const;

/** Of the pipeline in the pipeline. */
export const LINT = taskRun('lint', 'lint', tried(LINTING, [0], 4), {
  metadata: {
    name: 'lint',
    namespace: 'ci',
    uid: 'lint-uid',
    ownerReferences: [{ kind: 'PipelineRun', name: 'checks', uid: 'checks-uid' }],
  },
});

function cache(second: number): object {
  return { name: 'cache', container: 'sidecar-cache', imageID: IMAGE, ...ended(0, second) };
}

export const RUN = {
  apiVersion: 'tekton.dev/v1',
  kind: 'PipelineRun',
  metadata: { name: 'run', namespace: 'ci', uid: UID },
  spec: { pipelineRef: { name: 'build' }, params: [{ name: 'deploy', value: 'no' }] },
  status: {
    ...condition('True'),
    startTime: at(0),
    completionTime: at(12),
    pipelineSpec: SPEC,
    childReferences: RUNS.map(child),
    skippedTasks: [{ name: 'deploy', reason: 'When Expressions evaluated to false' }],
  },
};
