import { cluster, type Resource } from '../cluster.js';

const COMMIT = 'c0'.repeat(20);

/** Builds from `built`, which holds the program and the tools; its results are what Tekton and Chains look for. */
const build = {
  results: ['IMAGE_URL', 'IMAGE_DIGEST', 'CHAINS-GIT_URL', 'CHAINS-GIT_COMMIT'].map((name) => ({
    name,
  })),
  workspaces: [{ name: 'built', readOnly: true }],
  volumes: [{ name: 'layout', emptyDir: {} }],
  stepTemplate: {
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
    },
  },
  steps: [
    {
      name: 'build',
      image: cluster.image,
      command: ['/nodejs/bin/node', '$(workspaces.built.path)/build-image.mjs'],
      args: [
        '$(workspaces.built.path)/whysql',
        cluster.registry,
        'whysql',
        '$(results.IMAGE_URL.path)',
        '$(results.IMAGE_DIGEST.path)',
      ],
      volumeMounts: [{ name: 'layout', mountPath: '/layout' }],
    },
    {
      name: 'source',
      image: cluster.image,
      command: ['/nodejs/bin/node', '--eval'],
      args: [
        `const { writeFileSync } = require('node:fs');
writeFileSync('$(results.CHAINS-GIT_URL.path)', process.argv[1]);
writeFileSync('$(results.CHAINS-GIT_COMMIT.path)', '${COMMIT}');`,
        '$(params.uri)',
      ],
    },
  ],
};

const WORKSPACES = ['source', 'built', 'records', 'keys'];

const gate = (name: string, taskRef: object): object => ({
  name,
  taskRef,
  params: [
    { name: 'policy', value: '$(params.policy)' },
    { name: 'key', value: 'ci.key' },
  ],
  workspaces: [
    { name: 'source', workspace: 'source' },
    { name: 'reports', workspace: 'records' },
    { name: 'keys', workspace: 'keys' },
  ],
});

/** The Pipeline, with its gates as they are fetched. */
export function whysqlPipeline(taskRef: (step: string) => object): Resource {
  const result = (name: string) => ({ name, value: `$(tasks.build.results.${name})` });
  const gates = ['verify-pipeline', 'config-benchmark'];
  return {
    apiVersion: 'tekton.dev/v1',
    kind: 'Pipeline',
    metadata: { name: 'whysql-image' },
    spec: {
      // The Task that is written in it sees what the run gives.
      params: [
        { name: 'policy', type: 'string' },
        { name: 'uri', default: 'https://example.com' },
      ],
      workspaces: WORKSPACES.map((name) => ({ name })),
      results: [result('IMAGE_URL'), result('IMAGE_DIGEST')],
      tasks: [
        ...gates.map((name) => gate(name, taskRef(name))),
        {
          name: 'build',
          runAfter: gates,
          when: [
            { input: '$(tasks.verify-pipeline.results.verdict)', operator: 'in', values: ['pass'] },
          ],
          taskSpec: build,
          workspaces: [{ name: 'built', workspace: 'built' }],
        },
      ],
    },
  };
}

/** A run of it by its name. */
export function whysqlRun(name: string, policy: string, workspaces: readonly object[]): Resource {
  const securityContext = { runAsUser: 1000660000, runAsNonRoot: true };
  return {
    apiVersion: 'tekton.dev/v1',
    kind: 'PipelineRun',
    metadata: { name },
    spec: {
      pipelineRef: { name: 'whysql-image' },
      params: [
        { name: 'policy', value: policy },
        { name: 'uri', value: 'https://github.com/acme/whysql' },
      ],
      workspaces,
      taskRunTemplate: { serviceAccountName: 'plumbline', podTemplate: { securityContext } },
    },
  };
}
