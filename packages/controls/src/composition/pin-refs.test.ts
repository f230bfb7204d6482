import { expectLeg } from '../testing/expect-leg.js';
import { pinRefs } from './pin-refs.js';

const COMMIT = '0123456789abcdef0123456789abcdef01234567';
const DIGEST = `sha256:${'ab'.repeat(32)}`;

const workflow = (step: string): string => `on: push
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      ${step}
`;

expectLeg(pinRefs, 'G', {
  twins: [
    {
      name: 'a tag',
      bad: workflow('- uses: actions/checkout@v7'),
      edit: ['@v7', `@${COMMIT} # v7.0.0`],
      at: '6:15',
    },
    {
      name: 'a branch of an action in a folder',
      bad: workflow('- uses: github/codeql-action/init@main'),
      edit: ['@main', `@${COMMIT}`],
      at: '6:15',
    },
    {
      name: 'a shortened commit',
      bad: workflow('- uses: actions/checkout@0123456'),
      edit: ['@0123456', `@${COMMIT}`],
      at: '6:15',
    },
    {
      name: 'a reusable workflow',
      bad: `on: push
jobs:
  call:
    uses: acme/flows/.github/workflows/build.yml@v1
`,
      edit: ['@v1', `@${COMMIT}`],
      at: '4:11',
    },
    {
      name: 'a step of a composite action',
      path: 'setup/action.yml',
      bad: `name: setup
runs:
  using: composite
  steps:
    - uses: actions/setup-node@v6
`,
      edit: ['@v6', `@${COMMIT}`],
      at: '5:13',
    },
    {
      name: 'a workflow that the lock does not cover',
      path: '.github/workflows/actions.lock',
      bad: lock('other.yml'),
      edit: ['other.yml', 'ci.yml'],
      at: '.github/workflows/ci.yml:6:15',
      beside: { '.github/workflows/ci.yml': workflow('- uses: actions/checkout@v7') },
    },
  ],
  bad: [
    {
      name: 'a tag with the line break of a block',
      files: workflow('- uses: "actions/checkout@v7\\n"'),
      at: ['6:15'],
    },
  ],
  good: [
    { name: 'local and docker', files: workflow('- uses: ./setup\n      - uses: docker://alpine') },
    {
      name: 'a template that never runs',
      files: {
        'templates/ci.yml': workflow('- uses: a/b@v1'),
        '.github/workflows/ok.yml': workflow('- run: make'),
      },
    },
  ],
  notApplicable: [{ name: 'no workflow', files: { 'a.txt': '' } }],
});

function lock(workflow: string): string {
  return `version: v0.0.2
workflows:
  .github/workflows/${workflow}:
    - actions/checkout@v7
dependencies:
  actions/checkout@v7:
    ref: v7
    commit: sha1-${COMMIT}
    owner_id: 1
    repo_id: 2
`;
}

const run = (reference: string): string => `apiVersion: tekton.dev/v1
kind: PipelineRun
metadata:
  name: build
spec:
  pipelineRef:
    resolver: ${reference}
`;

expectLeg(pinRefs, 'T', {
  twins: [
    {
      name: 'git resolver',
      bad: run(`git
    params:
      - { name: url, value: https://github.com/acme/flows }
      - { name: pathInRepo, value: build.yaml }
      - { name: revision, value: main }`),
      edit: ['value: main', `value: ${COMMIT}`],
      at: '7:5',
    },
    {
      name: 'bundle resolver',
      bad: run(`bundles
    params:
      - { name: bundle, value: ghcr.io/acme/build:v1 }
      - { name: name, value: build }`),
      edit: ['build:v1', `build@${DIGEST}`],
      at: '7:5',
    },
    {
      name: 'http resolver',
      bad: run(`http
    params:
      - { name: url, value: https://example.com/build.yaml }`),
      edit: ['build.yaml }', `build.yaml }\n      - { name: digest, value: ${DIGEST} }`],
      at: '7:5',
    },
    {
      name: 'a default of a parameter',
      bad: `apiVersion: tekton.dev/v1
kind: Pipeline
metadata: { name: build }
spec:
  params:
    - { name: revision, default: main }
  tasks:
    - name: compile
      taskRef:
        resolver: git
        params:
          - { name: url, value: https://github.com/acme/tasks }
          - { name: pathInRepo, value: compile.yaml }
          - { name: revision, value: $(params.revision) }
`,
      edit: ['default: main', `default: ${COMMIT}`],
      at: '10:9',
    },
    {
      name: 'what the run itself gives',
      bad: `apiVersion: tekton.dev/v1
kind: PipelineRun
metadata: { name: build }
spec:
  params: [{ name: r, value: main }]
  pipelineSpec:
    params: [{ name: r }]
    tasks:
      - name: a
        taskRef:
          resolver: git
          params: [{ name: url, value: https://github.com/acme/t }, { name: pathInRepo, value: t.yaml }, { name: revision, value: $(params.r) }]
`,
      edit: ['value: main', `value: ${COMMIT}`],
      at: '11:11',
    },
    {
      name: 'the commit that is tested',
      bad: run(`git
    params:
      - { name: url, value: "{{ repo_url }}" }
      - { name: pathInRepo, value: build.yaml }
      - { name: revision, value: "{{ source_branch }}" }`),
      edit: ['{{ source_branch }}', '{{ revision }}'],
      at: '7:5',
    },
    {
      name: 'an address in an annotation',
      bad: `apiVersion: tekton.dev/v1
kind: PipelineRun
metadata:
  name: build
  annotations:
    pipelinesascode.tekton.dev/task: "[https://raw.example.com/acme/t/main/a.yaml]"
spec: { pipelineRef: { name: build } }
`,
      edit: ['/main/', `/${COMMIT}/`],
      at: '6:38',
    },
    {
      name: 'a name of a hub in an annotation',
      bad: `apiVersion: tekton.dev/v1
kind: PipelineRun
metadata:
  name: build
  annotations: { pipelinesascode.tekton.dev/task-1: git-clone }
spec: { pipelineRef: { name: build } }
`,
      edit: ['git-clone }', '.tekton/git-clone.yaml }'],
      at: '5:53',
    },
    {
      name: 'a step',
      bad: `apiVersion: tekton.dev/v1beta1
kind: Task
metadata: { name: a }
spec: { steps: [{ name: a, ref: { resolver: bundles, params: [{ name: bundle, value: ghcr.io/acme/a:1 }, { name: name, value: a }] } }] }
`,
      edit: ['acme/a:1', `acme/a@${DIGEST}`],
      at: '4:33',
    },
    {
      name: 'the field bundle',
      bad: `apiVersion: tekton.dev/v1beta1
kind: TaskRun
metadata: { name: a }
spec: { taskRef: { name: a, bundle: ghcr.io/acme/a:1 } }
`,
      edit: ['acme/a:1', `acme/a@${DIGEST}`],
      at: '4:18',
    },
  ],
  good: [{ name: 'a name in the cluster', files: run('cluster') }],
  notApplicable: [{ name: 'no resource', files: { 'a.txt': '' } }],
});
