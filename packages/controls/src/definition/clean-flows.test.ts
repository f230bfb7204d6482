import { expectLeg } from '../testing/expect-leg.js';
import { cleanFlows } from './clean-flows.js';

const CALLEE = `on:
  workflow_call:
    inputs:
      title: { type: string }
jobs:
  a:
    runs-on: ubuntu-latest
    steps: [{ run: 'echo \${{ inputs.title }}' }]
`;

expectLeg(cleanFlows, 'G', {
  except: ['comments'],
  twins: [
    {
      name: 'an output of a step',
      bad: `on: issues
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - id: t
        env: { T: '\${{ github.event.issue.title }}' }
        run: echo "t=$T" >> "$GITHUB_OUTPUT"
      - run: echo "\${{ steps.t.outputs.t }}"
`,
      edit: ['issue.title', 'issue.number'],
      at: '9:20',
    },
    {
      name: 'an output of a job',
      bad: `on: pull_request_target
jobs:
  a:
    runs-on: ubuntu-latest
    outputs: { branch: '\${{ steps.b.outputs.branch }}' }
    steps:
      - id: b
        run: echo "branch=\${GITHUB_HEAD_REF#refs/heads/}" | tee -a $GITHUB_OUTPUT
  b:
    needs: a
    runs-on: ubuntu-latest
    env: { B: '\${{ needs.a.outputs.branch }}' }
    steps:
      - run: git push origin "\${{ needs.a.outputs.branch }}"
`,
      edit: ['"${{ needs.a.outputs.branch }}"', '"$B"'],
      at: '14:31',
    },
    {
      name: 'a reusable workflow',
      bad: `on: issue_comment
jobs:
  a:
    uses: ./.github/workflows/called.yml
    with: { title: '\${{ github.event.comment.body }}' }
`,
      edit: ['comment.body', 'comment.id'],
      at: '.github/workflows/called.yml:8:26',
      beside: { '.github/workflows/called.yml': CALLEE },
    },
    {
      name: 'a composite action',
      bad: `on: pull_request
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - uses: ./.github/actions/x
        with: { branch: '\${{ github.head_ref }}' }
`,
      edit: ['github.head_ref', 'github.base_ref'],
      at: '.github/actions/x/action.yml:6:17',
      beside: {
        '.github/actions/x/action.yml':
          'inputs: { branch: {} }\nruns:\n  using: composite\n  steps:\n    - shell: bash\n      run: echo ${{ inputs.branch }}\n',
      },
    },
    {
      name: 'an action for others',
      path: 'action.yml',
      bad: 'inputs: { branch: {} }\nruns:\n  using: composite\n  steps:\n    - shell: bash\n      env: { B: "${{ inputs.branch }}" }\n      run: echo ${{ inputs.branch }}\n',
      edit: ['run: echo ${{ inputs.branch }}', 'run: echo "$B"'],
      at: '7:17',
    },
    {
      name: 'names of changed files',
      bad: `on: pull_request
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - id: f
        uses: tj-actions/changed-files@v47
      - run: for x in \${{ steps.f.outputs.all_changed_files }}; do echo x; done
`,
      edit: ['all_changed_files', 'any_changed'],
      at: '8:23',
    },
    {
      name: 'an output of github-script',
      bad: `on: issues
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - id: f
        uses: actions/github-script@v8
        with: { script: "core.setOutput('t', context.payload.issue.title)" }
      - run: echo \${{ steps.f.outputs.t }}
`,
      edit: ['issue.title', 'issue.id'],
      at: '9:19',
    },
  ],
  good: [
    {
      name: 'a checked output',
      files: `on: issues
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - id: t
        env: { T: '\${{ github.event.issue.title }}' }
        run: echo "t=$(echo "$T" | tr -cd 'a-zA-Z0-9-')" >> "$GITHUB_OUTPUT"
      - run: echo \${{ steps.t.outputs.t }}
`,
    },
    {
      name: 'a boolean input',
      files: {
        '.github/workflows/ci.yml':
          "on: issues\njobs: { a: { uses: ./.github/workflows/called.yml, with: { title: '${{ github.event.issue.title }}' } } }\n",
        '.github/workflows/called.yml': CALLEE.replace('string', 'boolean'),
      },
    },
  ],
});

const RUN = (script: string, field: string): string => `apiVersion: triggers.tekton.dev/v1beta1
kind: EventListener
metadata: { name: l }
spec:
  triggers:
    - bindings: [{ name: v, value: $(body.${field}) }]
      template: { ref: t }
      interceptors: [{ ref: { name: github }, params: [{ name: secretRef, value: { secretName: a } }] }]
---
apiVersion: triggers.tekton.dev/v1beta1
kind: TriggerTemplate
metadata: { name: t }
spec:
  params: [{ name: v }]
  resourcetemplates:
    - apiVersion: tekton.dev/v1
      kind: PipelineRun
      metadata: { generateName: r- }
      spec:
        params: [{ name: p, value: $(tt.params.v) }]
        pipelineSpec:
          tasks:
            - name: a
              params: [{ name: q, value: $(params.p) }]
              taskSpec:
                params: [{ name: q }]
                results: [{ name: r }]
                steps:
                  - image: alpine
                    env: [{ name: Q, value: $(params.q) }]
                    script: ${script}
            - name: b
              taskSpec:
                steps: [{ image: alpine, script: 'echo $(tasks.a.results.r)' }]
`;

expectLeg(cleanFlows, 'T', {
  except: ['comments'],
  twins: [
    {
      name: `an object parameter's key`,
      bad: `apiVersion: tekton.dev/v1
kind: PipelineRun
metadata:
  name: r
  annotations: {pipelinesascode.tekton.dev/on-event: "[pull_request]", pipelinesascode.tekton.dev/on-target-branch: "[main]"}
spec:
  taskRunTemplate: {serviceAccountName: builder}
  params: [{name: pr, value: {branch: "{{ source_branch }}", commit: "{{ revision }}"}}]
  pipelineSpec:
    params: [{name: pr, type: object, properties: {branch: {type: string}, commit: {type: string}}}]
    tasks:
      - name: a
        params: [{name: b, value: $(params.pr.branch)}]
        taskSpec:
          params: [{name: b}]
          steps: [{name: a, image: 'docker.io/library/bash', script: "git checkout $(params.b)"}]
`,
      edit: ['params.pr.branch', 'params.pr.commit'],
      at: '16:84',
    },
    {
      name: 'a template that is written in the trigger',
      bad: `apiVersion: triggers.tekton.dev/v1beta1
kind: Trigger
metadata: { name: t }
spec:
  bindings: [{ name: title, value: $(body.issue.title) }]
  template:
    spec:
      params: [{ name: title }]
      resourcetemplates:
        - apiVersion: tekton.dev/v1
          kind: TaskRun
          metadata: { generateName: x- }
          spec:
            taskSpec:
              steps:
                - name: s
                  image: alpine
                  script: echo $(tt.params.title)
`,
      edit: ['echo $(tt.params.title)', 'echo'],
      at: '18:32',
    },
    {
      name: 'from the event to the script of a task',
      bad: RUN('echo "$(params.q)"', 'pull_request.title'),
      edit: ['echo "$(params.q)"', 'echo "$Q"'],
      at: '31:35',
    },
    {
      name: 'a field without free characters',
      bad: RUN('echo "$(params.q)"', 'pull_request.head.ref'),
      edit: ['head.ref', 'head.sha'],
      at: '31:35',
    },
    {
      name: 'over a result',
      bad: RUN('echo -n "$Q" > $(results.r.path)', 'head_commit.message'),
      edit: ['echo -n "$Q" >', 'echo -n "$Q" | sha256sum >'],
      at: '34:56',
    },
    {
      name: 'the author of a commit over a result',
      bad: RUN('git log -1 --format=%an > $(results.r.path)', 'pull_request.head.sha'),
      edit: ['%an', '%H'],
      at: '34:56',
    },
    {
      name: 'a task of the same file, by a webhook without secret',
      bad: RUN('eval "$Q"', 'anything'),
      edit: ['eval', 'echo'],
      at: '31:29',
    },
  ],
});
