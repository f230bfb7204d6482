import { expectLeg } from '../testing/expect-leg.js';
import { strictDefinitions } from './strict-definitions.js';

const workflow = (job: string, on = 'push'): string => `on: ${on}
jobs:
  test:
    runs-on: ubuntu-latest
    steps: [{ run: make }]
  build:
    ${job}
`;
const step = (text: string, on = 'push'): string =>
  workflow(
    `runs-on: ubuntu-latest
    steps:
      - { id: first, run: make }
      - ${text}`,
    on,
  );

expectLeg(strictDefinitions, 'G', {
  except: ['on: list', 'on: map'],
  twins: [
    {
      name: 'an output that the called workflow does not give',
      bad: 'on: push\njobs:\n  v: { uses: ./.github/workflows/v.yml }\n  a:\n    needs: v\n    runs-on: x\n    steps: [{ run: make, env: { V: "${{ needs.v.outputs.version }}" } }]\n',
      edit: ['outputs.version', 'outputs.semver'],
      at: '7:36',
      beside: {
        '.github/workflows/v.yml':
          'on: { workflow_call: { outputs: { semver: { value: x } } } }\njobs: { a: { runs-on: x, steps: [{ run: a }] } }\n',
      },
    },
    {
      name: 'an output that the action of a step does not give',
      bad: 'on: push\njobs:\n  a:\n    runs-on: x\n    outputs: { v: "${{ steps.p.outputs.version }}" }\n    steps: [{ id: p, uses: ./p }]\n',
      edit: ['outputs.version', 'outputs.semver'],
      at: '5:19',
      beside: {
        'p/action.yml':
          'name: p\noutputs: { semver: { value: x } }\nruns: { using: composite, steps: [{ run: a, shell: bash }] }\n',
      },
    },
    {
      name: 'an output that a script does not write',
      bad: workflow(
        'runs-on: x\n    steps:\n      - { id: v, run: \'echo "semver=1" >> "$GITHUB_OUTPUT"\' }\n      - run: echo "${{ steps.v.outputs.version }}"',
      ),
      edit: ['outputs.version', 'outputs.semver'],
      at: '10:14',
    },
    {
      name: 'a condition that no event meets',
      bad: `on: push
jobs:
  a:
    if: github.event_name == 'release'
    runs-on: ubuntu-latest
    steps: [{ run: make }]
`,
      edit: ["'release'", "'push'"],
      at: '4:9',
    },
    {
      name: 'a key of a step',
      bad: step('{ run: make, continue-on-errors: true }'),
      edit: ['on-errors', 'on-error'],
      at: '10:22',
    },
    {
      name: 'a key of a job',
      bad: workflow('need: test\n    runs-on: ubuntu-latest\n    steps: [{ run: make }]'),
      edit: ['need:', 'needs:'],
      at: '7:5',
    },
    {
      name: 'a key of a workflow',
      bad: `permission: {}\n${step('run: make')}`,
      edit: ['permission:', 'permissions:'],
      at: '1:1',
    },
    {
      name: 'a scope of the token',
      bad: `permissions: { content: read }\n${step('run: make')}`,
      edit: ['content:', 'contents:'],
      at: '1:16',
    },
    {
      name: 'a job that runs nowhere',
      bad: workflow('name: ubuntu\n    steps: [{ run: make }]'),
      edit: ['name: ubuntu', 'runs-on: ubuntu'],
      at: '6:3',
    },
    {
      name: 'a step of an action without shell',
      path: 'action.yml',
      bad: 'runs: { using: composite, steps: [{ id: bash, run: make }] }',
      edit: ['id: bash', 'shell: bash'],
      at: '1:52',
    },
    {
      name: 'an event',
      bad: step('run: make', 'pull-request'),
      edit: ['pull-request', 'pull_request'],
      at: '1:5',
    },
    {
      name: 'a filter',
      bad: step('run: make', '{ push: { branch: [main] } }'),
      edit: ['branch:', 'branches:'],
      at: '1:15',
    },
    {
      name: 'a filter and its contrary',
      bad: step('run: make', '{ push: { paths: [a], paths-ignore: [b] } }'),
      edit: [', paths-ignore: [b]', ''],
      at: '1:15',
    },
    {
      name: 'a type of an event',
      bad: step('run: make', '{ pull_request: { types: [open] } }'),
      edit: ['[open]', '[opened]'],
      at: '1:31',
    },
    {
      name: 'a time',
      bad: step('run: make', '{ schedule: [{ cron: "0 25 * * *" }] }'),
      edit: ['25', '23'],
      at: '1:26',
    },
    {
      name: 'a workflow to follow',
      bad: step('run: make', '{ workflow_run: { workflows: [Built] } }'),
      edit: ['Built', 'Build'],
      at: '1:35',
      beside: { '.github/workflows/build.yml': `name: Build\n${step('run: make')}` },
    },
    {
      name: 'a job that is needed',
      bad: workflow('needs: tests\n    runs-on: ubuntu-latest\n    steps: [{ run: make }]'),
      edit: ['tests', 'test'],
      at: '7:12',
    },
    {
      name: 'a step',
      bad: step(`{ if: "steps.fist.outputs.a == 'b'", run: make }`),
      edit: ['fist', 'first'],
      at: '10:15',
    },
    {
      name: 'a job whose outputs are read',
      bad: step('run: echo "${{ needs.test.outputs.a }}"'),
      edit: ['${{ needs.test.outputs.a }}', ''],
      at: '10:14',
    },
    {
      name: 'an input',
      bad: step(
        'run: make "${{ inputs.version }}"',
        '{ workflow_dispatch: { inputs: { versions: { type: string } } } }',
      ),
      edit: ['versions:', 'version:'],
      at: '10:14',
    },
    {
      name: 'a secret in a condition',
      bad: step('{ if: "secrets.KEY != \'\'", run: make }'),
      edit: ['secrets.KEY', 'env.KEY'],
      at: '10:15',
    },
    {
      name: 'a function',
      bad: step('{ if: "startWith(github.ref, \'a\')", run: make }'),
      edit: ['startWith', 'startsWith'],
      at: '10:15',
    },
    {
      name: 'no expression',
      bad: step('run: make ${{ github.ref = 1 }}'),
      edit: [' = ', ' == '],
      at: '10:14',
    },
    {
      name: 'an action that is not there',
      bad: step('uses: ./.github/actions/setup'),
      edit: ['/setup', '/set-up'],
      at: '10:15',
      beside: { '.github/actions/set-up/action.yml': 'runs: { using: composite, steps: [] }' },
    },
    {
      name: 'an input of an own action',
      bad: step('{ uses: ./setup, with: { versoin: 1 } }'),
      edit: ['versoin', 'version'],
      at: '10:34',
      beside: {
        'setup/action.yml': 'inputs: { version: {} }\nruns: { using: composite, steps: [] }',
      },
    },
  ],
  good: [
    {
      name: 'an action of another repository',
      files: step(
        '{ uses: actions/checkout@v7, with: { path: .github/x } }\n      - uses: ./.github/x',
      ),
    },
    { name: 'names in other letters', files: step(`run: echo "\${{ Steps.FIRST.outputs.a }}"`) },
  ],
  notApplicable: [
    { name: 'no workflow', files: { 'a.txt': '' } },
    { name: 'a workflow that cannot be read', files: 'on: [' },
  ],
});

const task = (step: string, version = 'v1'): string => `apiVersion: tekton.dev/${version}
kind: Task
metadata: { name: build }
spec:
  params: [{ name: url }]
  results: [{ name: digest }]
  workspaces: [{ name: source }]
  steps:
    - name: a
      image: alpine
      ${step}
`;
const pipeline = (entry: string): string => `apiVersion: tekton.dev/v1
kind: Pipeline
metadata: { name: build }
spec:
  params: [{ name: url }]
  workspaces: [{ name: source }]
  tasks:
    - { name: test, taskRef: { name: test } }
    - name: build
      taskRef: { name: build }
      ${entry}
`;

expectLeg(strictDefinitions, 'T', {
  twins: [
    {
      name: 'a result that the task does not make',
      bad: `apiVersion: tekton.dev/v1
kind: Pipeline
metadata: { name: p }
spec:
  results: [{ name: r, value: $(tasks.a.results.one) }]
  tasks:
    - name: a
      taskSpec:
        results: [{ name: two }]
        steps: [{ name: s, image: alpine }]
`,
      edit: ['name: two', 'name: one'],
      at: '5:31',
    },
    {
      name: 'a parameter of a template that no binding gives',
      bad: `apiVersion: triggers.tekton.dev/v1beta1
kind: EventListener
metadata: { name: l }
spec:
  triggers:
    - bindings: [{ ref: push }, { name: url, value: $(body.url) }]
      template:
        spec:
          params: [{ name: url }, { name: commit }, { name: unused }]
          resourcetemplates: [{ apiVersion: tekton.dev/v1, kind: PipelineRun, spec: { params: [{ name: a, value: $(tt.params.url)-$(tt.params.commit) }] } }]
---
apiVersion: triggers.tekton.dev/v1beta1
kind: TriggerBinding
metadata: { name: push }
spec: { params: [{ name: comit, value: $(body.after) }] }
`,
      edit: ['comit', 'commit'],
      at: '9:43',
    },
    {
      name: 'a policy in a field of another tool',
      bad: `apiVersion: tekton.dev/v1alpha1
kind: VerificationPolicy
metadata: {name: v, namespace: ci}
spec:
  mode: enforce
  resources: [{resourcePattern: '^https://github.com/acme/tasks$'}]
  authorities: [{name: k, key: {hashAlgorithm: sha256, secretRef: {name: pub, namespace: ci}}}]
`,
      edit: ['[{resourcePattern', '[{pattern'],
      at: '6:16',
    },
    {
      name: 'a parameter that the pipeline task hands on',
      bad: `apiVersion: tekton.dev/v1
kind: Pipeline
metadata: { name: p }
spec:
  tasks:
    - name: a
      params: [{ name: two, value: x }]
      taskSpec:
        steps:
          - name: s
            image: alpine
            script: echo $(params.one)
`,
      edit: ['name: two', 'name: one'],
      at: '12:21',
    },
    {
      name: 'a key of a step',
      bad: task('onerror: continue'),
      edit: ['onerror', 'onError'],
      at: '11:7',
    },
    {
      name: 'a key of an older version',
      bad: task('resources: {}'),
      edit: ['resources', 'computeResources'],
      at: '11:7',
    },
    {
      name: 'a parameter',
      bad: task('args: [$(params.uri)]'),
      edit: ['uri', 'url'],
      at: '11:14',
    },
    {
      name: 'a workspace',
      bad: task('workingDir: $(workspaces.sources.path)'),
      edit: ['sources', 'source'],
      at: '11:19',
    },
    {
      name: 'a result',
      bad: task('script: echo a > $(results.digets.path)'),
      edit: ['digets', 'digest'],
      at: '11:15',
    },
    {
      name: 'a task to run after',
      bad: pipeline('runAfter: [tests]'),
      edit: ['tests', 'test'],
      at: '11:18',
    },
    {
      name: 'a result of a task',
      bad: pipeline('params: [{ name: a, value: $(tasks.tests.results.a) }]'),
      edit: ['tests', 'test'],
      at: '11:34',
    },
    {
      name: 'a workspace of a pipeline',
      bad: pipeline('workspaces: [{ name: a, workspace: sources }]'),
      edit: ['sources', 'source'],
      at: '11:42',
    },
    {
      name: 'a parameter of a template',
      bad: `apiVersion: triggers.tekton.dev/v1beta1
kind: TriggerTemplate
metadata: { name: ci }
spec:
  params: [{ name: revision }]
  resourcetemplates:
    - apiVersion: tekton.dev/v1
      kind: PipelineRun
      metadata: { generateName: ci- }
      spec: { pipelineRef: { name: ci }, params: [{ name: r, value: $(tt.params.revison) }] }
`,
      edit: ['revison', 'revision'],
      at: '10:69',
    },
    {
      name: 'an account in the place of older versions',
      bad: `apiVersion: tekton.dev/v1
kind: PipelineRun
metadata: { name: ci }
spec: { pipelineRef: { name: ci }, serviceAccountName: build }
`,
      edit: ['serviceAccountName: build', 'taskRunTemplate: { serviceAccountName: build }'],
      at: '4:36',
    },
  ],
  good: [
    { name: 'an older version', files: task('resources: {}', 'v1beta1') },
    {
      name: 'what a run gives',
      files: `apiVersion: tekton.dev/v1
kind: PipelineRun
metadata: { name: ci }
spec:
  params: [{ name: a, value: b }]
  pipelineSpec:
    tasks: [{ name: a, taskSpec: { steps: [{ name: a, image: alpine, args: [$(params.a)] }] } }]
`,
    },
  ],
  notApplicable: [
    { name: 'no resource', files: { 'a.txt': '' } },
    { name: 'a resource that cannot be read', files: `${task('onerror: continue')}  - [` },
  ],
});
