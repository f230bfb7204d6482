// The run that `record-chains.mjs` has signed: a clone, and a build of two steps that hints at an image and an archive.
const image = `docker.io/library/busybox@sha256:${'9a'.repeat(32)}`;
const at = (second) => `2026-11-21T12:00:${String(second).padStart(2, '0')}Z`;
const NAME = 'build-x7k2p';

const succeeded = {
  conditions: [
    { type: 'Succeeded', status: 'True', reason: 'Succeeded', lastTransitionTime: at(9) },
  ],
};

const ran = (name, second) => ({
  name,
  container: `step-${name}`,
  imageID: image,
  terminated: {
    exitCode: 0,
    reason: 'Completed',
    startedAt: at(second),
    finishedAt: at(second + 1),
  },
});

const param = { name: 'url', value: 'https://github.com/acme/app' };

const clone = {
  spec: {
    params: [{ name: 'url', type: 'string' }],
    steps: [{ name: 'clone', image, script: 'git clone "$1"' }],
  },
  steps: [ran('clone', 2)],
  results: [
    { name: 'CHAINS-GIT_URL', type: 'string', value: 'https://github.com/acme/app' },
    {
      name: 'CHAINS-GIT_COMMIT',
      type: 'string',
      value: '5f2c1e0d9b8a76543210fedcba98765432100abc',
    },
  ],
};

const archive = (isBuildArtifact) => ({
  uri: `pkg:generic/app-${isBuildArtifact}.tar.gz`,
  digest: `sha256:${(isBuildArtifact === 'true' ? '5c' : '6d').repeat(32)}`,
  isBuildArtifact,
});

const build = {
  spec: {
    steps: [
      { name: 'make', image, command: ['make'], args: ['all'], env: [{ name: 'CI', value: '1' }] },
      { name: 'push', image, script: 'push' },
    ],
  },
  steps: [ran('make', 5), ran('push', 7)],
  results: [
    { name: 'IMAGE_URL', type: 'string', value: 'registry.example/acme/app' },
    { name: 'IMAGE_DIGEST', type: 'string', value: `sha256:${'4b'.repeat(32)}` },
    { name: 'made-ARTIFACT_OUTPUTS', type: 'object', value: archive('true') },
    { name: 'seen-ARTIFACT_OUTPUTS', type: 'object', value: archive('false') },
  ],
};

const TASK_SPECS = { clone, build };

/** What the run hands on: what it was built from, and the image. */
const RESULTS = ['clone', 'build'].flatMap((task) =>
  TASK_SPECS[task].results.slice(0, 2).map((result) => ({ ...result, task })),
);

/** The tasks of the pipeline, in order. */
export const TASKS = Object.keys(TASK_SPECS);

/** A TaskRun of the run, with its status. */
export const taskRun = (namespace, task, owner) => ({
  apiVersion: 'tekton.dev/v1',
  kind: 'TaskRun',
  metadata: {
    name: `${NAME}-${task}`,
    namespace,
    labels: { 'tekton.dev/pipelineTask': task, 'tekton.dev/pipelineRun': NAME },
    ownerReferences: [
      {
        apiVersion: 'tekton.dev/v1',
        kind: 'PipelineRun',
        name: NAME,
        uid: owner,
        controller: true,
      },
    ],
  },
  spec: {
    serviceAccountName: 'builder',
    taskRef: { name: task },
    ...(task === 'clone' && { params: [param] }),
  },
  status: {
    ...succeeded,
    podName: `${NAME}-${task}-pod`,
    startTime: at(task === 'clone' ? 1 : 4),
    completionTime: at(task === 'clone' ? 3 : 8),
    taskSpec: TASK_SPECS[task].spec,
    steps: TASK_SPECS[task].steps,
    results: TASK_SPECS[task].results,
  },
});

/** The run itself. */
export const pipelineRun = (namespace) => ({
  apiVersion: 'tekton.dev/v1',
  kind: 'PipelineRun',
  metadata: { name: NAME, namespace },
  spec: {
    pipelineRef: { name: 'build' },
    params: [param],
    taskRunTemplate: { serviceAccountName: 'builder' },
  },
  status: {
    ...succeeded,
    startTime: at(0),
    completionTime: at(9),
    pipelineSpec: {
      params: [{ name: 'url', type: 'string' }],
      tasks: TASKS.map((name, index) => ({
        name,
        taskRef: { name },
        ...(index > 0 && { runAfter: [TASKS[index - 1]] }),
      })),
      results: RESULTS.map(({ task, name }) => ({
        name,
        value: `$(tasks.${task}.results.${name})`,
      })),
    },
    results: RESULTS.map(({ name, value }) => ({ name, value })),
    childReferences: TASKS.map((task) => ({
      apiVersion: 'tekton.dev/v1',
      kind: 'TaskRun',
      name: `${NAME}-${task}`,
      pipelineTaskName: task,
    })),
  },
});
