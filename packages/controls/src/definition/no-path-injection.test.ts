import { expectLeg } from '../testing/expect-leg.js';
import { noPathInjection } from './no-path-injection.js';

const job = (event: string, step: string): string => `on: ${event}
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - ${step}
`;

expectLeg(noPathInjection, 'G', {
  twins: [
    {
      name: 'a folder that a command removes',
      bad: `on: pull_request_target
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - env: { NAME: '\${{ github.head_ref }}' }
        run: rm -rf "/srv/$NAME"
`,
      edit: ['github.head_ref', 'github.event.number'],
      at: '7:14',
    },
    {
      name: 'a working directory',
      bad: job('pull_request', "{ run: 'true', working-directory: 'out/${{ github.head_ref }}' }"),
      edit: ['github.head_ref', 'github.sha'],
      at: '6:48',
    },
    {
      name: 'the folder of an artifact',
      bad: job(
        'issues',
        "{ uses: actions/download-artifact@v6, with: { path: '${{ github.event.issue.title }}' } }",
      ),
      edit: ['issue.title', 'issue.number'],
      at: '6:62',
    },
    {
      name: 'the key of a cache',
      bad: job(
        'pull_request_target',
        "{ uses: actions/cache@v5, with: { path: x, key: 'k-${{ github.head_ref }}' } }",
      ),
      edit: ['github.head_ref', 'github.run_id'],
      at: '6:60',
    },
  ],
});

expectLeg(noPathInjection, 'T', {
  twins: [
    {
      name: `a subPath of a Pipeline's workspace from the webhook`,
      bad: `apiVersion: triggers.tekton.dev/v1beta1
kind: TriggerTemplate
metadata: {name: tt}
spec:
  params: [{name: where}]
  resourcetemplates:
    - apiVersion: tekton.dev/v1
      kind: PipelineRun
      metadata: {generateName: m-}
      spec:
        taskRunTemplate: {serviceAccountName: builder}
        params: [{name: where, value: $(tt.params.where)}]
        workspaces: [{name: all, persistentVolumeClaim: {claimName: pr}}]
        pipelineSpec:
          params: [{name: where}]
          workspaces: [{name: all}]
          tasks:
            - name: t
              taskRef: {name: build}
              workspaces: [{name: source, workspace: all, subPath: $(params.where)}]
---
apiVersion: triggers.tekton.dev/v1beta1
kind: Trigger
metadata: {name: t}
spec:
  interceptors:
    - ref: {name: github}
      params: [{name: secretRef, value: {secretName: hook, secretKey: token}}, {name: eventTypes, value: [pull_request]}]
  bindings: [{name: where, value: $(body.pull_request.head.ref)}]
  template: {ref: tt}
`,
      edit: ['body.pull_request.head.ref', 'body.pull_request.head.sha'],
      at: '20:68',
    },
    {
      name: 'the folder of a workspace',
      bad: 'apiVersion: tekton.dev/v1\nkind: Pipeline\nmetadata: { name: p }\nspec:\n  params: [{ name: d }]\n  tasks:\n    - name: a\n      taskRef: { name: t }\n      workspaces: [{ name: w, workspace: s, subPath: $(params.d) }]\n',
      edit: ['$(params.d)', '$(context.pipelineRun.name)'],
      at: '9:54',
    },
    {
      name: 'a mount with a parameter that is listed',
      bad: 'apiVersion: tekton.dev/v1beta1\nkind: Task\nmetadata: { name: p }\nspec:\n  params: [{ name: d, default: a }]\n  steps:\n    - image: a\n      volumeMounts: [{ name: v, mountPath: /v, subPath: x/$(params.d) }]\n',
      edit: ['default: a', 'enum: [a]'],
      at: '8:57',
    },
    {
      name: 'a run of Pipelines as Code',
      bad: 'apiVersion: tekton.dev/v1\nkind: PipelineRun\nmetadata: { name: p }\nspec:\n  pipelineRef: { name: x }\n  workspaces: [{ name: w, subPath: "{{ source_branch }}", persistentVolumeClaim: { claimName: c } }]\n',
      edit: ['source_branch', 'revision'],
      at: '6:36',
    },
  ],
});
