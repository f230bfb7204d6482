import { expect, test } from '@jest/globals';
import { expectLeg } from '../testing/expect-leg.js';
import { subjectOf } from '../testing/subject.js';
import { commitBoundApproval } from './commit-bound-approval.js';

const job = (on: string, condition: string, ref: string): string => `on: ${on}
jobs:
  a:
    ${condition}
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
        with: { ref: '${ref}' }
      - run: npm test
`;
const dispatched = (step: string): string => `on:
  workflow_dispatch: { inputs: { pr: { type: number }, sha: { type: string } } }
permissions: { contents: write }
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - ${step}
      - run: npm test
`;
const HEAD = '${{ github.event.pull_request.head.sha }}';

expectLeg(commitBoundApproval, 'G', {
  twins: [
    {
      name: 'what stands there behind the comment',
      bad: `on: issue_comment
permissions: { contents: write }
jobs:
  a:
    if: github.event.comment.author_association == 'OWNER'
    runs-on: ubuntu-latest
    steps:
      - { id: c, run: 'echo "sha=$(gh pr view 1 --json headRefOid --jq .headRefOid)" >> "$GITHUB_OUTPUT"' }
      - { uses: actions/checkout@v7, with: { ref: '\${{ steps.c.outputs.sha }}' } }
      - run: make
`,
      edit: ['headRefOid --jq .headRefOid', 'title --jq .title'],
      at: '9:51',
    },
    {
      name: 'a number that somebody typed',
      bad: dispatched(
        '{ uses: actions/checkout@v7, with: { ref: "refs/pull/${{ inputs.pr }}/head" } }',
      ),
      edit: ['refs/pull/${{ inputs.pr }}/head', '${{ inputs.sha }}'],
      at: '8:51',
    },
    {
      name: 'a number that gh checks out',
      bad: dispatched('{ run: gh pr checkout "$PR", env: { PR: "${{ inputs.pr }}" } }'),
      edit: ['checkout', 'view'],
      at: '8:16',
    },
    {
      name: 'nothing runs of it',
      bad: dispatched(
        '{ uses: actions/checkout@v7, with: { ref: "refs/pull/${{ inputs.pr }}/merge" } }',
      ),
      edit: ['npm test', 'wc -l README.md'],
      at: '8:51',
    },
    {
      name: 'a branch after a label',
      bad: job(
        '{ pull_request_target: { types: [labeled] } }',
        "if: github.event.label.name == 'safe'",
        '${{ github.event.pull_request.head.ref }}',
      ),
      edit: ['head.ref', 'head.sha'],
      at: '8:23',
    },
    {
      name: 'a label that stays',
      bad: job(
        '{ pull_request_target: { types: [labeled, synchronize] } }',
        "if: contains(github.event.pull_request.labels.*.name, 'safe')",
        HEAD,
      ),
      edit: ['[labeled, synchronize]', '[labeled]'],
      at: '8:23',
    },
    {
      name: 'a number after a comment of a member',
      bad: job(
        'issue_comment',
        "if: github.event.comment.author_association == 'MEMBER'",
        'refs/pull/${{ github.event.issue.number }}/head',
      ),
      edit: ['refs/pull/${{ github.event.issue.number }}/head', 'main'],
      at: '8:23',
    },
    {
      name: 'a branch after the approval of an environment',
      bad: job('pull_request_target', 'environment: review', '${{ github.head_ref }}'),
      edit: ['github.head_ref', 'github.event.pull_request.head.sha'],
      at: '8:23',
    },
  ],
});

const config = (settings: string): string => `apiVersion: v1
kind: ConfigMap
metadata: { name: pipelines-as-code, namespace: pipelines-as-code }
data:
${settings}`;
const pulled = (param: string): string => `apiVersion: tekton.dev/v1
kind: PipelineRun
metadata:
  name: pr
  annotations: { pipelinesascode.tekton.dev/on-event: "[pull_request]" }
spec:
  params: [ ${param} ]
  pipelineRef: { name: build }
`;
const labelled = (ref: string): string => `apiVersion: triggers.tekton.dev/v1beta1
kind: Trigger
metadata: { name: labelled }
spec:
  interceptors:
    - ref: { name: cel }
      params: [ { name: filter, value: "body.action == 'labeled' && body.label.name == 'ok'" } ]
  bindings: [ { ref: pull } ]
  template: { ref: build }
---
apiVersion: triggers.tekton.dev/v1beta1
kind: TriggerBinding
metadata: { name: pull }
spec: { params: [ { name: git-revision, value: $(body.pull_request.head.${ref}) } ] }
`;

expectLeg(commitBoundApproval, 'T', {
  twins: [
    {
      name: `a comment's run that takes the branch`,
      bad: `apiVersion: tekton.dev/v1
kind: PipelineRun
metadata:
  name: deploy-preview
  annotations:
    pipelinesascode.tekton.dev/on-comment: "^/deploy"
    pipelinesascode.tekton.dev/on-target-branch: "[main]"
spec:
  pipelineRef: {name: preview}
  taskRunTemplate: {serviceAccountName: builder}
  params:
    - {name: url, value: "{{ repo_url }}"}
    - {name: revision, value: "{{ source_branch }}"}
`,
      edit: ['source_branch', 'revision'],
      at: '13:31',
    },
    {
      name: 'an approval is remembered',
      bad: config('  require-ok-to-test-sha: "true"\n  remember-ok-to-test: "true"\n'),
      edit: ['remember-ok-to-test: "true"', 'remember-ok-to-test: "false"'],
      at: '6:24',
    },
    {
      name: 'an approval names no commit',
      bad: config('  remember-ok-to-test: "false"\n  require-ok-to-test-sha: "false"\n'),
      edit: ['sha: "false"', 'sha: "true"'],
      at: '6:27',
    },
    {
      name: 'told to the operator',
      bad: `apiVersion: operator.tekton.dev/v1alpha1
kind: OpenShiftPipelinesAsCode
metadata: { name: pipelines-as-code }
spec: { settings: { require-ok-to-test-sha: "true", remember-ok-to-test: "true" } }
`,
      edit: ['remember-ok-to-test: "true"', 'remember-ok-to-test: "false"'],
      at: '4:74',
    },
    {
      name: 'a run of a pull request clones its branch',
      bad: pulled('{ name: revision, value: "{{ source_branch }}" }'),
      edit: ['source_branch', 'revision'],
      at: '7:38',
    },
    {
      name: 'a task that clones the branch',
      bad: `apiVersion: tekton.dev/v1
kind: PipelineRun
metadata: { name: a, annotations: { pipelinesascode.tekton.dev/on-comment: "^/e2e" } }
spec:
  pipelineSpec:
    tasks:
      - name: clone
        taskRef: { name: git-clone }
        params: [{ name: revision, value: "{{ source_branch }}" }]
`,
      edit: ['source_branch', 'revision'],
      at: '9:43',
    },
    {
      name: 'a script that fetches the number',
      bad: `apiVersion: tekton.dev/v1
kind: PipelineRun
metadata: { name: a, annotations: { pipelinesascode.tekton.dev/on-comment: "^/e2e" } }
spec:
  pipelineSpec:
    tasks:
      - name: clone
        taskSpec:
          steps:
            - { name: a, image: alpine, script: 'git fetch origin "pull/$N/head"' }
`,
      edit: ['pull/$N/head', '$REVISION'],
      at: '10:49',
    },
    {
      name: 'a label, and then the branch',
      bad: labelled('ref'),
      edit: ['head.ref', 'head.sha'],
      at: '14:48',
    },
  ],
  good: [
    {
      name: 'the branch is only a name',
      files: pulled('{ name: source-branch, value: "{{ source_branch }}" }'),
    },
  ],
  notOffered: [
    { name: 'no run for pull requests', files: pulled('').replace('pull_request', 'push') },
  ],
});

test('where nothing is said the default of Pipelines as Code is shown, and does not count', () => {
  const judgement = commitBoundApproval.legs.T;
  const found =
    judgement !== undefined && 'judge' in judgement
      ? judgement.judge(subjectOf({ 'config.yaml': config('  remember-ok-to-test: "false"\n') }))
      : [];
  expect(found).toMatchObject([{ subject: 'require-ok-to-test-sha', confidence: 'low' }]);
});
