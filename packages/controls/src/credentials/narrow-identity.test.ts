import { expectLeg } from '../testing/expect-leg.js';
import { narrowIdentity } from './narrow-identity.js';

const job = (step: string, rest = 'name: release'): string => `on: push
permissions: {}
jobs:
  release:
    runs-on: ubuntu-latest
    permissions: { id-token: write }
    ${rest}
    steps:
      - ${step}
`;

const two = (top: string): string => `on: push
permissions: { ${top} }
jobs:
  a: { runs-on: x, steps: [{ run: make }] }
  b: { runs-on: x, steps: [{ run: make }] }
  c: { runs-on: x, permissions: { id-token: write }, steps: [{ run: make }] }
`;

expectLeg(narrowIdentity, 'G', {
  twins: [
    {
      name: 'for every job',
      bad: two('id-token: write'),
      edit: ['{ id-token: write }\njobs', '{ contents: read }\njobs'],
      at: '2:26',
    },
    {
      name: 'a cloud without an environment',
      bad: job('uses: aws-actions/configure-aws-credentials@v5'),
      edit: ['name: release', 'environment: production'],
      at: '6:30',
    },
    {
      name: 'a package without an environment',
      bad: job('run: npm publish'),
      edit: ['name: release', 'environment: { name: npm }'],
      at: '6:30',
    },
    {
      name: 'a job that only tests',
      bad: job('run: npm ci && npm test'),
      edit: ['npm test', 'npm run sign'],
      at: '6:30',
    },
    {
      name: 'a trust policy for every branch',
      path: 'infra/roles.tf',
      bad: 'variable = "token.actions.githubusercontent.com:sub"\nvalues = ["repo:acme/app:*"]\n',
      edit: ['app:*', 'app:environment:production'],
      at: '2:12',
      beside: { '.github/workflows/ci.yml': job('run: cosign sign a', 'environment: a') },
    },
    {
      name: 'a login',
      bad: job('uses: pypa/gh-action-pypi-publish@release/v1'),
      edit: ['pypa/gh-action-pypi-publish@release/v1', 'actions/attest-build-provenance@v3'],
      at: '6:30',
    },
  ],
  notApplicable: [
    { name: 'no identity', files: 'on: push\njobs: { a: { runs-on: x, steps: [] } }\n' },
  ],
});

const account = (name: string): string => `apiVersion: v1
kind: ServiceAccount
metadata: { name: ${name}, namespace: ci, annotations: { eks.amazonaws.com/role-arn: "arn:x" } }
`;
const run = (event: string, name: string): string => `---
apiVersion: tekton.dev/v1
kind: PipelineRun
metadata:
  name: ${event}
  annotations: { pipelinesascode.tekton.dev/on-event: "[${event}]" }
spec: { pipelineRef: { name: p }, taskRunTemplate: { serviceAccountName: "${name}" } }
`;
const mounting = (rest: string): string => `apiVersion: tekton.dev/v1
kind: Task
metadata: { name: t }
spec:
  volumes:
    - name: token
      projected: { sources: [ { serviceAccountToken: { path: token${rest} } } ] }
  steps: [ { image: i, script: make } ]
`;

expectLeg(narrowIdentity, 'T', {
  twins: [
    {
      name: 'a role that any account of the cluster may take',
      bad: `{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity",
  "Principal": {"Federated": "arn:aws:iam::123456789012:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE"},
  "Condition": {"StringLike": {"oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE:sub": "system:serviceaccount:*:*"}}}]}
`,
      edit: ['"system:serviceaccount:*:*', '"system:serviceaccount:ci:builder'],
      at: '3:83',
      path: 'iam/ci-trust.json',
      beside: {
        'pipeline.yaml': `apiVersion: v1
kind: ServiceAccount
metadata: {name: builder, namespace: ci, annotations: {eks.amazonaws.com/role-arn: "arn:aws:iam::123456789012:role/ci"}}
---
apiVersion: tekton.dev/v1
kind: TaskRun
metadata: {name: r, namespace: ci}
spec: {taskRef: {name: t}, serviceAccountName: builder}
`,
      },
    },
    {
      name: 'every pod has it',
      bad: account('default') + run('push', 'build'),
      edit: ['name: default', 'name: release'],
      at: '3:86',
    },
    {
      name: 'pull requests share it with releases',
      bad: account('release') + run('push', 'release') + run('pull_request', 'release'),
      edit: ['on-event: "[pull_request]"', 'on-event: "[push]"'],
      at: '3:86',
    },
    {
      name: 'a token for everybody',
      bad: mounting(', expirationSeconds: 600'),
      edit: ['expirationSeconds: 600', 'audience: sigstore'],
      at: '7:31',
    },
  ],
  good: [
    {
      name: 'an account for each',
      files: account('release') + run('push', 'release') + run('pull_request', 'check'),
    },
  ],
  notOffered: [{ name: 'no account', files: run('push', 'build') }],
});
