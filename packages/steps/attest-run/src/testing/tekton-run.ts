/**
 * The objects of a run as the API server of Tekton 1.x gives them: two tasks, a matrix of two, one that was skipped; in the
 * second task a retry, a sidecar, and a container that something injected.
 */
const at = (second: number): string => `2026-11-21T12:00:${String(second).padStart(2, '0')}Z`;
const UID = 'b2f1c8e0-5d2c-4b7e-9a51-0c9d5e3f7a10';
export const COMMIT = '5f2c1e0d9b8a76543210fedcba98765432100abc';
export const IMAGE_DIGEST = '4b'.repeat(32);
const busybox = `docker.io/library/busybox@sha256:${'9a'.repeat(32)}`;

type Plain = Readonly<Record<string, unknown>>;

const ended = (exitCode: number, from: number): Plain => ({
  terminated: {
    exitCode,
    startedAt: at(from),
    finishedAt: at(from + 2),
    reason: exitCode === 0 ? 'Completed' : 'Error',
  },
});

const condition = (status: 'True' | 'False', reason: string): Plain => ({
  conditions: [{ type: 'Succeeded', status, reason }],
});

interface TaskRunParts {
  readonly name: string;
  readonly task: string;
  readonly status: Plain;
  readonly params?: readonly Plain[];
}

const taskRun = ({ name, task, status, params = [] }: TaskRunParts): Plain => ({
  apiVersion: 'tekton.dev/v1',
  kind: 'TaskRun',
  metadata: {
    name,
    namespace: 'ci',
    uid: `${name}-uid`,
    labels: { 'tekton.dev/pipelineTask': task, 'tekton.dev/pipelineRun': 'build-x7k2p' },
    ownerReferences: [
      { apiVersion: 'tekton.dev/v1', kind: 'PipelineRun', name: 'build-x7k2p', uid: UID },
    ],
  },
  spec: { params, serviceAccountName: 'builder', taskRef: { name: task } },
  status: { podName: `${name}-pod`, startTime: at(2), completionTime: at(9), ...status },
});

const clone = taskRun({
  name: 'build-x7k2p-clone',
  task: 'clone',
  params: [{ name: 'url', value: 'https://github.com/acme/app' }],
  status: {
    ...condition('True', 'Succeeded'),
    taskSpec: { steps: [{ name: 'clone', image: busybox, script: 'git clone' }] },
    steps: [{ name: 'clone', container: 'step-clone', imageID: busybox, ...ended(0, 2) }],
    results: [
      { name: 'CHAINS-GIT_URL', type: 'string', value: 'https://github.com/acme/app' },
      { name: 'CHAINS-GIT_COMMIT', type: 'string', value: COMMIT },
    ],
  },
});

const buildSpec = {
  steps: [
    {
      name: 'make',
      image: busybox,
      command: ['make'],
      args: ['all'],
      env: [{ name: 'CI', value: '1' }],
    },
    { name: 'push', image: busybox, script: 'push' },
  ],
};

const build = taskRun({
  name: 'build-x7k2p-build',
  task: 'build',
  params: [
    { name: 'image', value: 'registry.example/acme/app' },
    { name: 'token', value: `ghp_${'a'.repeat(36)}` },
    { name: 'flags', value: ['-j', '4'] },
  ],
  status: {
    ...condition('True', 'Succeeded'),
    taskSpec: buildSpec,
    provenance: {
      refSource: {
        uri: 'git+https://github.com/acme/catalog',
        digest: { sha1: 'c0'.repeat(20) },
        entryPoint: 'build.yaml',
      },
    },
    retriesStatus: [
      {
        ...condition('False', 'Failed'),
        podName: 'build-x7k2p-build-pod-0',
        taskSpec: buildSpec,
        steps: [
          { name: 'make', container: 'step-make', imageID: busybox, ...ended(2, 3) },
          {
            name: 'push',
            container: 'step-push',
            imageID: busybox,
            terminationReason: 'Skipped',
            ...ended(1, 3),
          },
        ],
        results: [{ name: 'IMAGE_URL', value: 'registry.example/acme/broken' }],
      },
    ],
    steps: [
      { name: 'make', container: 'step-make', imageID: busybox, ...ended(0, 5) },
      {
        name: 'push',
        container: 'step-push',
        imageID: `docker-pullable://${busybox}`,
        ...ended(0, 6),
      },
    ],
    sidecars: [{ name: 'cache', container: 'sidecar-cache', imageID: busybox, ...ended(0, 5) }],
    results: [
      { name: 'IMAGE_URL', type: 'string', value: 'registry.example/acme/app:1.0\n' },
      { name: 'IMAGE_DIGEST', type: 'string', value: `sha256:${IMAGE_DIGEST}\n` },
    ],
  },
});

const test = (number: string): Plain =>
  taskRun({
    name: `build-x7k2p-test-${number}`,
    task: 'test',
    status: {
      ...condition('True', 'Succeeded'),
      taskSpec: { steps: [{ name: 'test', image: busybox, script: 'test' }] },
      steps: [{ name: 'test', container: 'step-test', imageID: busybox, ...ended(0, 12) }],
    },
  });

const pod = (name: string, more: Plain = {}): Plain => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: `${name}-pod`, namespace: 'ci' },
  status: {
    initContainerStatuses: [{ name: 'prepare', imageID: busybox, state: ended(0, 1) }],
    containerStatuses: [{ name: 'step-x', imageID: busybox, state: ended(0, 3) }],
    ...more,
  },
});

export const PIPELINE_RUN: Plain = {
  apiVersion: 'tekton.dev/v1',
  kind: 'PipelineRun',
  metadata: {
    name: 'build-x7k2p',
    namespace: 'ci',
    uid: UID,
    labels: {
      'triggers.tekton.dev/trigger': 'push-main',
      'triggers.tekton.dev/triggers-eventid': '7f3a3a3e-1d1b-4c6e-8f0a-2b3c4d5e6f70',
    },
  },
  spec: {
    pipelineRef: { name: 'build' },
    params: [
      { name: 'revision', value: 'main' },
      { name: 'platforms', value: ['linux/amd64', 'linux/arm64'] },
    ],
    taskRunTemplate: { serviceAccountName: 'builder' },
  },
  status: {
    ...condition('True', 'Completed'),
    startTime: at(1),
    completionTime: at(20),
    pipelineSpec: {
      tasks: [
        { name: 'clone', taskRef: { name: 'clone' } },
        { name: 'build', taskRef: { name: 'build' }, runAfter: ['clone'] },
        {
          name: 'test',
          taskRef: { name: 'test' },
          params: [{ name: 'image', value: '$(tasks.build.results.IMAGE_URL)' }],
        },
        { name: 'docs', taskRef: { name: 'docs' } },
      ],
    },
    childReferences: ['clone', 'build', 'test-1', 'test-2'].map((name) => ({
      apiVersion: 'tekton.dev/v1',
      kind: 'TaskRun',
      name: `build-x7k2p-${name}`,
      pipelineTaskName: name.replace(/-\d$/, ''),
    })),
    skippedTasks: [{ name: 'docs', reason: 'When Expressions evaluated to false' }],
  },
};

const TASK_RUNS = [clone, build, test('1'), test('2')];
const PODS = [
  pod('build-x7k2p-clone'),
  pod('build-x7k2p-build', {
    ephemeralContainerStatuses: [{ name: 'debug', imageID: busybox, state: ended(0, 4) }],
  }),
  pod('build-x7k2p-test-1'),
  pod('build-x7k2p-test-2'),
];

/** All objects of the run. */
export const OBJECTS: readonly Plain[] = [PIPELINE_RUN, ...TASK_RUNS, ...PODS];

/** As `kubectl get -o json` prints them. */
export function exported(objects: readonly Plain[] = OBJECTS): Uint8Array {
  return Buffer.from(JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }));
}

/** The objects with a part of their text replaced. */
export function edited(from: string | RegExp, to: string, objects = OBJECTS): Uint8Array {
  const text = Buffer.from(exported(objects)).toString();
  const changed = text.replaceAll(new RegExp(from, 'g'), to);
  if (changed === text) throw new Error(`nothing to replace: ${String(from)}`);
  return Buffer.from(changed);
}
