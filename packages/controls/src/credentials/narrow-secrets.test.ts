import { expectLeg } from '../testing/expect-leg.js';
import { narrowSecrets } from './narrow-secrets.js';

const workflow = (top: string, job: string, step: string): string => `on: push
${top}
jobs:
  deploy:
    runs-on: ubuntu-latest
    ${job}
    steps:
      - uses: actions/checkout@v7
      - run: ./deploy
        ${step}
`;

expectLeg(narrowSecrets, 'G', {
  twins: [
    {
      name: 'inherit',
      bad: `on: push
jobs:
  call:
    uses: acme/flows/.github/workflows/a.yml@v1
    secrets: inherit
`,
      edit: ['inherit', '{ KEY: "${{ secrets.KEY }}" }'],
      at: '5:14',
    },
    {
      name: 'in the environment of a job',
      bad: workflow('name: a', 'env: { KEY: "${{ secrets.KEY }}" }', 'id: x'),
      edit: ['"${{ secrets.KEY }}"', 'x'],
      at: '6:17',
    },
    {
      name: 'in the environment of the workflow',
      bad: workflow('env: { KEY: "a${{ secrets[\'KEY\'] }}" }', 'name: a', 'id: x'),
      edit: ['"a${{ secrets[\'KEY\'] }}"', '"${{ vars.KEY }}"'],
      at: '2:13',
    },
    {
      name: 'the token for several jobs',
      bad: `on: push
env: { T: "\${{ secrets.GITHUB_TOKEN }}" }
jobs:
  a: { runs-on: x, steps: [{ run: make }] }
  b: { runs-on: x, steps: [{ run: make }] }
`,
      edit: ['secrets.GITHUB_TOKEN', 'github.sha'],
      at: '2:11',
    },
    {
      name: 'all of them as a text',
      bad: workflow('name: a', 'name: b', 'env: { ALL: "${{ toJSON(secrets) }}" }'),
      edit: ['toJSON(secrets)', 'secrets.KEY'],
      at: '10:21',
    },
    {
      name: 'a computed name',
      bad: workflow('name: a', 'name: b', 'env: { K: "${{ secrets[matrix.key] }}" }'),
      edit: ['matrix.key', "'KEY'"],
      at: '10:19',
    },
  ],
  good: [
    {
      name: 'at the step',
      files: workflow('name: a', 'name: b', 'env: { K: "${{ secrets.KEY }}" }'),
    },
    {
      name: 'the only step',
      files:
        'on: push\njobs: { a: { runs-on: x, env: { K: "${{ secrets.K }}" }, steps: [{ run: make }] } }\n',
    },
    {
      name: 'the token of a job',
      files: workflow('name: a', 'env: { T: "${{ github.token }}" }', 'id: x'),
    },
  ],
  notApplicable: [{ name: 'nothing', files: { 'a.txt': '' } }],
});

const task = (template: string, step: string): string => `apiVersion: tekton.dev/v1
kind: Task
metadata: { name: build }
spec:
  volumes: [{ name: key, secret: { secretName: key } }]
  stepTemplate:
    ${template}
  steps:
    - { name: a, image: a, ${step} }
    - { name: b, image: b }
`;

const credentials = (step: string): string => `apiVersion: tekton.dev/v1
kind: Task
metadata: { name: push }
spec:
  workspaces: [{ name: ssh-key }]
  steps:
    - { name: test, image: a, command: [make] }
    - { name: push, image: b, command: [push, '$(workspaces["ssh-key"].path)'], ${step} }
`;

expectLeg(narrowSecrets, 'T', {
  twins: [
    {
      name: 'a workspace that one step uses',
      bad: credentials('timeout: 5m'),
      edit: ['timeout: 5m', 'workspaces: [{ name: ssh-key }]'],
      at: '5:16',
    },
    {
      name: 'a credential workspace of the whole Task',
      bad: `apiVersion: tekton.dev/v1
kind: Task
metadata: {name: t}
spec:
  workspaces: [{name: ssh-creds, readOnly: true}, {name: source}]
  steps:
    - name: clone
      image: docker.io/alpine/git
      command: [git, clone, "git@github.com:acme/app", $(workspaces.source.path)]
    - {name: test, image: 'docker.io/library/golang', command: [go, test]}
---
apiVersion: tekton.dev/v1
kind: TaskRun
metadata: {name: r}
spec:
  serviceAccountName: builder
  taskRef: {name: t}
  workspaces:
    - {name: ssh-creds, secret: {secretName: deploy-key}}
    - {name: source, emptyDir: {}}
`,
      edit: [
        `docker.io/alpine/git
 `,
        `docker.io/alpine/git
      workspaces: [{name: ssh-creds}]
 `,
      ],
      at: '19:7',
    },
    {
      name: 'in the step template',
      bad: task(
        'env: [{ name: K, valueFrom: { secretKeyRef: { name: key, key: k } } }]',
        'script: a',
      ),
      edit: [
        '{ secretKeyRef: { name: key, key: k } }',
        '{ configMapKeyRef: { name: key, key: k } }',
      ],
      at: '7:11',
    },
    {
      name: 'mounted in the step template',
      bad: task('volumeMounts: [{ name: key, mountPath: /k }]', 'script: a'),
      edit: ['Mounts: [{ name: key', 'Mounts: [{ name: data'],
      at: '7:20',
    },
    {
      name: 'a whole Secret',
      bad: task('workingDir: /', 'envFrom: [{ secretRef: { name: key } }]'),
      edit: ['secretRef', 'configMapRef'],
      at: '9:38',
    },
    {
      name: 'a pod template',
      bad: `apiVersion: tekton.dev/v1
kind: PipelineRun
metadata: { generateName: build- }
spec:
  pipelineRef: { name: build }
  taskRunTemplate:
    podTemplate:
      env: [{ name: K, valueFrom: { secretKeyRef: { name: key, key: k } } }]
`,
      edit: ['valueFrom: { secretKeyRef: { name: key, key: k } }', 'value: k'],
      at: '8:13',
    },
    {
      name: 'a workspace that every step sees',
      bad: `apiVersion: tekton.dev/v1beta1
kind: TaskRun
metadata: { name: build }
spec:
  workspaces: [{ name: key, secret: { secretName: key } }]
  taskSpec:
    workspaces: [{ name: key }]
    steps:
      - { name: a, image: a, workspaces: [] }
      - { name: b, image: b }
`,
      edit: ['workspaces: [] }', 'workspaces: [{ name: key }] }'],
      at: '5:16',
    },
    {
      name: 'copied into every step',
      path: 'flags.yaml',
      bad: `apiVersion: v1
kind: ConfigMap
metadata: { name: feature-flags }
data: { disable-creds-init: "false" }
`,
      edit: ['false', 'true'],
      at: '4:29',
    },
  ],
  notApplicable: [{ name: 'nothing', files: { 'a.txt': '' } }],
});
