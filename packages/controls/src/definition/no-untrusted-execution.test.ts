import { expectLeg } from '../testing/expect-leg.js';
import { noUntrustedExecution } from './no-untrusted-execution.js';

const job = (event: string, checkout: string, run: string, rest = ''): string => `on: ${event}
permissions: { contents: write }
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - ${checkout}
      - run: ${run}
${rest}`;

const SHA = 'actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683';
const head = (uses: string, ref: string, more = ''): string =>
  `{ uses: ${uses}, with: { ref: '\${{ ${ref} }}'${more} } }`;

expectLeg(noUntrustedExecution, 'G', {
  except: ['comments'],
  twins: [
    {
      name: 'the branch that a script asked GitHub for',
      bad: `on: issue_comment
permissions: { contents: write }
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - id: pull
        uses: actions/github-script@v8
        with:
          script: |
            const pull = await github.rest.pulls.get({ ...context.repo, pull_number: 1 });
            core.setOutput('ref', pull.data.head.ref);
      - { uses: actions/checkout@v7, with: { ref: '\${{ steps.pull.outputs.ref }}' } }
      - run: make
`,
      edit: ['data.head.ref', 'data.base.ref'],
      at: '13:52',
    },
    {
      name: 'a program of the folder, or a place in it',
      bad: job(
        'pull_request_target',
        head(SHA, 'github.event.pull_request.head.sha'),
        './deploy/x',
      ),
      edit: ['./deploy/x', 'cp /tmp/x ./deploy/'],
      at: '7:90',
    },
    {
      name: 'a folder beside the work space that is only read',
      bad: job(
        'pull_request_target',
        `{ uses: ${SHA} }`,
        '|\n          make tool\n          git fetch origin "pull/${{ github.event.number }}/head"\n          git worktree add --detach /tmp/pr FETCH_HEAD\n          (cd /tmp/pr && npm ci)',
      ),
      edit: ['(cd /tmp/pr && npm ci)', './build.sh\n          grep -r TODO /tmp/pr/docs'],
      at: '10:11',
    },
    {
      name: 'a job that is switched off',
      bad: job(
        'pull_request_target',
        head(SHA, 'github.event.pull_request.head.sha'),
        'make',
      ).replace('  a:\n', '  a:\n    if: false\n'),
      edit: ['pull_request_target', 'push'],
      at: '8:90',
    },
    {
      name: 'a step that asks for rights and goes on',
      bad: job(
        'pull_request_target',
        head(SHA, 'github.event.pull_request.head.sha'),
        'gh api repos/a/b/collaborators/$ACTOR/permission | grep -q admin || echo no',
        '      - run: npm test\n',
      ),
      edit: ['echo no', 'exit 1'],
      at: '7:90',
    },
    {
      name: 'an action of the folder that the code was brought into',
      bad: job(
        'pull_request_target',
        head(SHA, 'github.event.pull_request.head.sha', ', path: ./pr'),
        'echo',
        '      - uses: ./pr/.github/actions/setup\n',
      ),
      edit: ['./pr/.github', './.github'],
      at: '7:90',
    },
    {
      name: 'the head of a pull request is built',
      bad: job(
        'pull_request_target',
        head(SHA, 'github.event.pull_request.head.sha'),
        'npm ci && npm test',
      ),
      edit: ['pull_request.head.sha', 'pull_request.base.sha'],
      at: '7:90',
    },
    {
      name: 'with a trigger that has no secrets',
      bad: job('pull_request_target', head(SHA, 'github.head_ref'), 'make'),
      edit: ['pull_request_target', 'pull_request'],
      at: '7:90',
    },
    {
      name: 'checkout is told to allow it',
      bad: job(
        'pull_request_target',
        head(
          'actions/checkout@v7',
          'github.event.pull_request.head.sha',
          ', allow-unsafe-pr-checkout: true',
        ),
        './build.sh',
      ),
      edit: ['allow-unsafe-pr-checkout: true', 'fetch-depth: 0'],
      at: '7:52',
    },
    {
      name: 'a comment',
      bad: job(
        'issue_comment',
        "{ run: 'gh pr checkout ${{ github.event.issue.number }}' }",
        'pip install -r requirements.txt',
      ),
      edit: ['pip install -r requirements.txt', 'git diff --stat'],
      at: '7:17',
    },
    {
      name: 'fetched by its number',
      bad: job(
        'pull_request_target',
        '{ run: "git fetch origin pull/$N/head && git checkout FETCH_HEAD", env: { N: x } }',
        'cargo test',
      ),
      edit: ['cargo test', 'cat README.md'],
      at: '7:17',
    },
    {
      name: 'after another workflow, unless it ran for a push',
      bad: job(
        '{ workflow_run: { workflows: [a] } }',
        head(SHA, 'github.event.workflow_run.head_sha'),
        'go test ./...',
      ).replace(
        '    runs-on',
        "    if: github.event.workflow_run.conclusion == 'success'\n    runs-on",
      ),
      edit: ["conclusion == 'success'", "event == 'push'"],
      at: '8:90',
    },
    {
      name: 'an action of the working folder',
      bad: job(
        'pull_request_target',
        head(SHA, 'github.event.pull_request.head.ref'),
        'true',
      ).replace('run: true', 'uses: ./.github/actions/x'),
      edit: ['uses: ./.github/actions/x', 'uses: $/.github/actions/x'],
      at: '7:90',
    },
    {
      name: 'only for branches of the repository itself',
      bad: job(
        'pull_request_target',
        head(SHA, 'github.event.pull_request.head.sha'),
        'yarn',
      ).replace('    runs-on', "    if: github.event.action != 'x'\n    runs-on"),
      edit: [
        "github.event.action != 'x'",
        'github.event.pull_request.head.repo.full_name == github.repository',
      ],
      at: '8:90',
    },
  ],
  good: [
    {
      name: 'checkout refuses',
      files: job(
        'pull_request_target',
        head('actions/checkout@v7', 'github.event.pull_request.head.sha'),
        'npm ci',
      ),
    },
    {
      name: 'the base is built',
      files: job('pull_request_target', '{ uses: actions/checkout@v7 }', 'npm ci'),
    },
  ],
});

const pac = (event: string, env: string): string => `apiVersion: tekton.dev/v1
kind: PipelineRun
metadata:
  generateName: r-
  annotations: { pipelinesascode.tekton.dev/on-event: "[${event}]" }
spec:
  workspaces: [{ name: s, secret: { secretName: registry } }]
  pipelineSpec:
    workspaces: [{ name: s }]
    tasks:
      - name: a
        ${env}
        taskSpec:
          steps:
            - image: node
              env: [{ name: T, ${env.startsWith('work') ? 'value: x' : 'valueFrom: { secretKeyRef: { name: t, key: t } }'} }]
              script: npm ci && npm test
`;

expectLeg(noUntrustedExecution, 'T', {
  twins: [
    {
      name: `a webhook's pull request head built with a secret`,
      bad: `apiVersion: triggers.tekton.dev/v1beta1
kind: TriggerTemplate
metadata: {name: tt}
spec:
  params: [{name: rev}, {name: url}]
  resourcetemplates:
    - apiVersion: tekton.dev/v1
      kind: TaskRun
      metadata: {generateName: b-}
      spec:
        serviceAccountName: builder
        params: [{name: rev, value: $(tt.params.rev)}, {name: url, value: 'https://github.com/acme/app'}]
        taskSpec:
          params: [{name: rev}, {name: url}]
          steps:
            - name: clone
              image: docker.io/alpine/git
              env: [{name: REV, value: $(params.rev)}, {name: URL, value: $(params.url)}]
              script: "git clone \\"$URL\\" /workspace/src\\ngit -C /workspace/src checkout \\"$REV\\"\\n"
            - name: build
              image: docker.io/library/golang
              workingDir: /workspace/src
              envFrom: [{secretRef: {name: registry-push}}]
              command: [make, all]
---
apiVersion: triggers.tekton.dev/v1beta1
kind: Trigger
metadata: {name: t}
spec:
  interceptors:
    - ref: {name: github}
      params: [{name: secretRef, value: {secretName: hook, secretKey: token}}, {name: eventTypes, value: [pull_request]}]
  bindings: [{name: rev, value: $(body.pull_request.head.sha)}]
  template: {ref: tt}
`,
      edit: ['body.pull_request.head', 'body.pull_request.base'],
      at: '24:25',
    },
    {
      name: 'a secret in the environment of a build',
      bad: pac('pull_request', 'timeout: 1h'),
      edit: ['[pull_request]', '[push]'],
      at: '17:23',
    },
    {
      name: 'an account that deploys',
      bad: pac('pull_request', 'timeout: 1h')
        .replace('valueFrom: { secretKeyRef: { name: t, key: t } }', 'value: x')
        .replace('spec:', 'spec:\n  taskRunTemplate: { serviceAccountName: shop-deployer }'),
      edit: ['shop-deployer', 'shop-preview-deployer'],
      at: '18:23',
    },
    {
      name: 'a secret workspace',
      bad: pac('pull_request', 'workspaces: [{ name: s, workspace: s }]'),
      edit: ['secret: { secretName: registry }', 'emptyDir: {}'],
      at: '17:23',
    },
    {
      name: 'only reads the code',
      bad: pac('pull_request', 'timeout: 1h'),
      edit: ['npm ci && npm test', 'git log --oneline'],
      at: '17:23',
    },
  ],
});
