import { expectLeg } from '../testing/expect-leg.js';
import { noSecretParams } from './no-secret-params.js';

const workflow = (on: string, job = 'name: a', step = 'run: make'): string => `on: ${on}
permissions: {}
jobs:
  a:
    runs-on: ubuntu-latest
    ${job}
    steps:
      - ${step}
`;

expectLeg(noSecretParams, 'G', {
  twins: [
    {
      name: 'an input of a called workflow that a secret fills',
      bad: `on: push
jobs:
  a:
    uses: ./.github/workflows/b.yml
    with: { key: '\${{ secrets.KEY }}' }
`,
      edit: ['with', 'secrets'],
      at: '5:18',
    },
    {
      name: 'an input of a workflow that is started',
      bad: `on: push
jobs:
  a:
    runs-on: ubuntu-24.04
    steps:
      - env: { KEY: '\${{ secrets.KEY }}', TAG: v1 }
        run: gh workflow run deploy.yml -f key="$KEY"
`,
      edit: ['"$KEY"', '"$TAG"'],
      at: '7:14',
    },
    {
      name: 'an input that somebody types',
      bad: workflow('{ workflow_dispatch: { inputs: { api-token: { type: string } } } }'),
      edit: ['api-token', 'api-version'],
      at: '1:38',
    },
    {
      name: 'an input of a called workflow',
      bad: workflow('{ workflow_call: { inputs: { npmPassword: { type: string } } } }'),
      edit: ['inputs', 'secrets'],
      at: '1:34',
    },
    {
      name: 'an output of a job',
      bad: workflow('push', 'outputs: { key: "${{ secrets.KEY }}" }'),
      edit: ['secrets.KEY', 'steps.a.outputs.key'],
      at: '6:21',
    },
    {
      name: 'an output of a step',
      bad: workflow(
        'push',
        'name: a',
        '{ run: "echo k=$K >> $GITHUB_OUTPUT", env: { K: "${{ secrets.K }}" } }',
      ),
      edit: ['secrets.K', 'github.sha'],
      at: '8:16',
    },
    {
      name: 'a payload',
      bad: workflow(
        'push',
        'name: a',
        '{ uses: peter-evans/repository-dispatch@v4, with: { client-payload: "${{ secrets.K }}" } }',
      ),
      edit: ['secrets.K', 'github.sha'],
      at: '8:77',
    },
  ],
  good: [
    {
      name: 'a choice and a switch',
      files: workflow(
        '{ workflow_dispatch: { inputs: { token: { type: choice, options: [a] }, use-password: { type: boolean }, secret-name: {} } } }',
      ),
    },
  ],
  notApplicable: [{ name: 'nothing', files: { 'a.txt': '' } }],
});

const task = (
  param: string,
  step: string,
  rest = 'description: a',
): string => `apiVersion: tekton.dev/v1
kind: Task
metadata: { name: a }
spec:
  params: [{ name: ${param} }]
  ${rest}
  steps: [{ name: a, image: a, ${step} }]
`;

expectLeg(noSecretParams, 'T', {
  twins: [
    {
      name: 'an event that carries a token',
      bad: `apiVersion: v1
kind: List
items:
- apiVersion: triggers.tekton.dev/v1beta1
  kind: TriggerBinding
  metadata: {name: b, namespace: ci}
  spec:
    params:
    - {name: deployToken, value: $(body.deploy.value)}
`,
      edit: ['deployToken', 'deployTarget'],
      at: '9:14',
    },
    {
      name: 'a parameter',
      bad: task('password', 'args: ["$(params.password)"]'),
      edit: ['name: password', 'name: password-file'],
      at: '5:20',
    },
    {
      name: 'a value or the key in a Secret',
      bad: task('api-key', 'args: ["$(params.api-key)"]'),
      edit: [
        'args: ["$(params.api-key)"]',
        'env: [{ name: A, valueFrom: { secretKeyRef: { name: a, key: $(params.api-key) } } }]',
      ],
      at: '5:20',
    },
    {
      name: 'a value or its name',
      bad: task('token, description: The token to use', 'args: []'),
      edit: ['The token to use', 'The name of the Secret with the token'],
      at: '5:20',
    },
    {
      name: 'a variable for a credential takes it, whatever its name',
      bad: task('a', 'env: [{ name: API_TOKEN, value: $(params.a) }]'),
      edit: ['API_TOKEN', 'API_HOST'],
      at: '7:64',
    },
    {
      name: 'a credential in a result of another name',
      bad: task('a', 'script: "gh auth token > $(results.x.path)"', 'results: [{ name: x }]'),
      edit: ['gh auth token', 'gh auth status'],
      at: '7:41',
    },
    {
      name: 'a result',
      bad: task('a', 'args: []', 'results: [{ name: token }]'),
      edit: ['name: token', 'name: token-id'],
      at: '6:21',
    },
    {
      name: 'what a trigger passes',
      bad: `apiVersion: triggers.tekton.dev/v1beta1
kind: TriggerTemplate
metadata: { name: t }
spec: { params: [{ name: gitToken }], resourcetemplates: [] }
`,
      edit: ['gitToken', 'gitRevision'],
      at: '4:26',
    },
  ],
  good: [{ name: 'the name of a Secret', files: task('github-secret', 'args: []') }],
  notApplicable: [{ name: 'nothing', files: { 'a.txt': '' } }],
});
