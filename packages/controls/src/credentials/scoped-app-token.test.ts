import { expectLeg } from '../testing/expect-leg.js';
import { scopedAppToken } from './scoped-app-token.js';

const step = (inputs: string, action = 'actions/create-github-app-token@v3'): string => `on: push
permissions: {}
jobs:
  release:
    runs-on: ubuntu-latest
    steps:
      - uses: ${action}
        with:
          app-id: \${{ vars.APP }}
          private-key: \${{ secrets.KEY }}
          ${inputs}
`;

expectLeg(scopedAppToken, 'G', {
  twins: [
    {
      name: 'no permissions',
      bad: step('repositories: docs'),
      edit: ['repositories: docs', 'permission-contents: write'],
      at: '7:15',
    },
    {
      name: 'all repositories of an owner',
      bad: step('permission-issues: write\n          owner: acme'),
      edit: ['owner: acme', 'owner: acme\n          repositories: docs'],
      at: '12:18',
    },
    {
      name: 'a token that outlives the job',
      bad: step('permission-issues: write\n          skip-token-revoke: true'),
      edit: ['revoke: true', 'revoke: false'],
      at: '12:30',
    },
    {
      name: 'an action of others',
      bad: step('repositories: \'["docs"]\'', 'tibdex/github-app-token@v2'),
      edit: ['repositories', 'permissions: \'{"issues":"write"}\'\n          repositories'],
      at: '7:15',
    },
    {
      name: 'in a composite action',
      path: 'token/action.yml',
      bad: `runs:
  using: composite
  steps:
    - uses: Actions/Create-GitHub-App-Token@v3
      with: { app-id: '1', private-key: x, owner: acme, permission-issues: write }
`,
      edit: ['owner: acme', 'owner: acme, repositories: docs'],
      at: '5:51',
    },
  ],
  notApplicable: [{ name: 'no token of an App', files: 'on: push\njobs: { a: { runs-on: x } }\n' }],
});

const config = (name: string, value: string): string => `apiVersion: v1
kind: ConfigMap
metadata: { name: ${name} }
data:
  application-name: ci
  secret-github-app-token-scoped: ${value}
`;

expectLeg(scopedAppToken, 'T', {
  twins: [
    {
      name: 'a Repository that asks for a whole organisation',
      bad: `apiVersion: pipelinesascode.tekton.dev/v1alpha1
kind: Repository
metadata: {name: app, namespace: app-ci}
spec:
  url: https://github.com/acme/app
  settings:
    github_app_token_scope_repos: ["acme/*"]
`,
      edit: ['["acme/*', '["acme/shared-lib'],
      at: '7:36',
    },
    {
      name: 'not scoped',
      bad: config('pipelines-as-code', '"false"'),
      edit: ['false', 'true'],
      at: '6:35',
    },
    {
      name: 'not scoped, default',
      bad: config('pipelines-as-code', "'false'"),
      edit: ["  secret-github-app-token-scoped: 'false'\n", ''],
      at: '6:35',
    },
    {
      name: 'in a list',
      bad: `apiVersion: v1
kind: List
items:
  - apiVersion: v1
    kind: ConfigMap
    metadata: { name: pipelines-as-code }
    data: { secret-github-app-token-scoped: "False" }
`,
      edit: ['"False"', '"True"'],
      at: '7:45',
    },
  ],
  bad: [
    {
      name: 'told to the operator of OpenShift',
      files: `apiVersion: operator.tekton.dev/v1alpha1
kind: TektonConfig
metadata: { name: config }
spec: { platforms: { openshift: { pipelinesAsCode: { settings: { secret-github-app-token-scoped: false } } } } }
`,
      at: ['4:98'],
    },
    {
      name: 'other repositories for all',
      files: config(
        'pipelines-as-code',
        '"true"\n  secret-github-app-scope-extra-repos: acme/infra',
      ),
      at: ['7:40'],
    },
  ],
  notOffered: [
    { name: 'no configuration of Pipelines as Code', files: config('other', '"false"') },
  ],
});
