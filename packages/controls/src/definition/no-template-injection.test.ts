import { expectLeg } from '../testing/expect-leg.js';
import { noTemplateInjection } from './no-template-injection.js';

const on = (events: string, step: string): string => `on: ${events}
permissions: {}
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
${step.replace(/^/gm, '      ')}
`;

expectLeg(noTemplateInjection, 'G', {
  except: ['comments'],
  twins: [
    {
      name: 'a field that no event of the workflow has',
      bad: `on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - env: { TITLE: '\${{ github.event.issue.title }}' }
        run: ./note "\${{ github.event.issue.title }}"
`,
      edit: ['note "${{ github.event.issue.title }}"', 'note "$TITLE"'],
      at: '7:22',
    },
    {
      name: 'the context env of the step',
      bad: on(
        'issues',
        '- env:\n    TITLE: ${{ github.event.issue.title }}\n  run: echo "${{ env.TITLE }}"',
      ),
      edit: ['${{ env.TITLE }}', '$TITLE'],
      at: '9:20',
    },
    {
      name: 'the context env in an input',
      bad: on(
        'issues',
        '- uses: actions/github-script@v8\n  env:\n    TITLE: ${{ github.event.issue.title }}\n  with:\n    script: console.log(`${{ env.TITLE }}`)',
      ),
      edit: ['`${{ env.TITLE }}`', 'process.env.TITLE'],
      at: '11:32',
    },
    {
      name: 'a title in a script',
      bad: on('issues', '- run: echo "${{ github.event.issue.title }}"'),
      edit: ['title', 'number'],
      at: '7:20',
    },
    {
      name: 'a body in a script of several lines',
      bad: on(
        'issue_comment',
        '- env:\n    BODY: x\n  run: |\n    set -eu\n    echo ${{ github.event.comment.body }}',
      ),
      edit: ['${{ github.event.comment.body }}', '"$BODY"'],
      at: '11:16',
    },
    {
      name: 'the branch of a pull request, by index',
      bad: on('pull_request', "- run: git log ${{ github.event.pull_request['head']['ref'] }}"),
      edit: ["['ref']", "['sha']"],
      at: '7:22',
    },
    {
      name: 'a script of github-script',
      bad: on(
        'issues',
        '- uses: actions/github-script@v8\n  with:\n    script: console.log(`${{ github.event.issue.body }}`)',
      ),
      edit: ['`${{ github.event.issue.body }}`', 'context.payload.issue.body'],
      at: '9:32',
    },
    {
      name: 'all of the event',
      bad: on('pull_request_target', "- run: echo '${{ toJSON(github.event.pull_request) }}'"),
      edit: ['github.event.pull_request)', 'github.event.pull_request.labels.*.id)'],
      at: '7:20',
    },
    {
      name: 'a default in place of a choice',
      bad: on('pull_request', "- run: echo ${{ github.event.pull_request.title || 'none' }}"),
      edit: ["|| 'none'", "== 'x' && 'a' || 'b'"],
      at: '7:19',
    },
    {
      name: 'eval of a variable',
      bad: on('issues', '- env:\n    T: ${{ github.event.issue.title }}\n  run: eval "echo $T"'),
      edit: ['eval "echo $T"', 'echo "$T"'],
      at: '9:14',
    },
    {
      name: 'a shell inside, by double quotes',
      bad: on('issues', `- env:\n    T: \${{ github.event.issue.title }}\n  run: sh -c "echo $T"`),
      edit: ['"echo $T"', `'echo "$T"'`],
      at: '9:14',
    },
    {
      name: 'a length in place of a value',
      bad: on(
        'issues',
        '- env:\n    T: ${{ github.event.issue.title }}\n  run: bash -c "echo ${T}"',
      ),
      edit: ['${T}', '${#T}'],
      at: '9:14',
    },
    {
      name: 'a commit message after a push',
      bad: on('push', '- run: echo "${{ github.event.head_commit.message }}"'),
      edit: ['message', 'id'],
      at: '7:20',
    },
    {
      name: 'the branch, where the trigger lists none',
      bad: on('{ push: { branches: ["release/**"] } }', '- run: echo "${{ github.ref_name }}"'),
      edit: ['release/**', 'main'],
      at: '7:20',
    },
    {
      name: 'cmd fills in variables as text',
      bad: on(
        'issues',
        '- env:\n    T: ${{ github.event.issue.title }}\n  shell: cmd\n  run: echo %T%',
      ),
      edit: ['shell: cmd\n        run: echo %T%', 'shell: pwsh\n        run: echo $env:T'],
      at: '10:14',
    },
    {
      name: 'a condition that keeps the event away',
      bad: on(
        '[push, issues]',
        "- if: github.event_name == 'issues'\n  run: echo ${{ github.event.issue.title }}",
      ),
      edit: ["== 'issues'", "== 'push'"],
      at: '8:19',
    },
    {
      name: 'a python program with a variable filled in by the shell',
      bad: on(
        'issues',
        `- env:\n    T: \${{ github.event.issue.title }}\n  run: python3 -c "print('$T')"`,
      ),
      edit: [`"print('$T')"`, `'import os; print(os.environ["T"])'`],
      at: '9:14',
    },
  ],
  good: [
    {
      name: 'what cannot be free text',
      files: on(
        '[issues, pull_request]',
        "- run: echo ${{ github.event.issue.number }} ${{ github.sha }} ${{ github.event.pull_request.head.sha }} ${{ contains(github.event.issue.title, 'x') }} ${{ hashFiles('x') }} ${{ github.actor }} ${{ github.event.pull_request.base.sha }}",
      ),
    },
    {
      name: 'plain arguments',
      files: on(
        'issues',
        '- env:\n    T: ${{ github.event.issue.title }}\n  run: |\n    gh issue comment 1 --body "$T"\n    printf "%s\\n" "$T" | tee out.txt',
      ),
    },
    {
      name: 'an argument of the program that a shell runs',
      files: on(
        'issues',
        `- env:\n    T: \${{ github.event.issue.title }}\n  run: bash -c 'echo "$1"' -- "$T"`,
      ),
    },
    {
      name: 'a checked value',
      files: on(
        'issues',
        '- env:\n    T: ${{ github.event.issue.title }}\n  run: |\n    [[ "$T" =~ ^[a-z0-9-]+$ ]] || exit 1\n    eval "run-$T"',
      ),
    },
    {
      name: 'steps and their outcome',
      files: on(
        'issues',
        "- id: a\n  run: 'true'\n- run: echo ${{ steps.a.outcome }} ${{ job.status }} ${{ runner.os }}",
      ),
    },
  ],
  notApplicable: [{ name: 'no workflow', files: { 'x.yaml': 'a: 1' } }],
});

const task = (step: string): string => `apiVersion: tekton.dev/v1
kind: Task
metadata: { name: t }
spec:
  params: [{ name: x, type: string }]
  steps:
    - name: s
      image: alpine
${step.replace(/^/gm, '      ')}
`;

expectLeg(noTemplateInjection, 'T', {
  except: ['comments'],
  twins: [
    {
      name: 'a command of Slack, whose signature nobody checks',
      bad: `apiVersion: triggers.tekton.dev/v1beta1
kind: Trigger
metadata: {name: t, namespace: ci}
spec:
  interceptors: [{ref: {name: slack, kind: ClusterInterceptor}, params: [{name: requestedFields, value: [text]}]}]
  bindings: [{name: text, value: $(extensions.text)}]
  template:
    spec:
      params: [{name: text}]
      resourcetemplates:
        - apiVersion: tekton.dev/v1
          kind: TaskRun
          metadata: {generateName: r-}
          spec:
            serviceAccountName: builder
            taskSpec: {steps: [{name: a, image: 'docker.io/library/bash', script: 'echo "$(tt.params.text)"'}]}
`,
      edit: ['extensions.text', 'context.eventID'],
      at: '16:90',
    },
    {
      name: 'a parameter in a script',
      bad: task(
        'env: [{ name: X, value: $(params.x) }]\nscript: |\n  #!/bin/sh\n  echo "$(params.x)"',
      ),
      edit: ['"$(params.x)"', '"$X"'],
      at: '12:15',
    },
    {
      name: 'a parameter behind sh -c',
      bad: task('command: [sh]\nargs: ["-c", "echo $(params.x)"]'),
      edit: ['[sh]', '[mytool]'],
      at: '10:26',
    },
    {
      name: 'a parameter as the first argument of the script behind sh -c',
      bad: task(`command: [sh, -c]\nargs: ['echo "$(params.x)"']`),
      edit: [`'echo "$(params.x)"'`, `'echo "$1"', --, $(params.x)`],
      at: '10:21',
    },
    {
      name: 'eval of the environment',
      bad: task('env: [{ name: T, value: $(params.x) }]\nscript: eval "$T"'),
      edit: ['eval', 'echo'],
      at: '10:15',
    },
    {
      name: 'a python script',
      bad: task(`script: |\n  #!/usr/bin/env python3\n  print("$(params.x)")`),
      edit: ['"$(params.x)"', '"x"'],
      at: '11:16',
    },
    {
      name: 'a parameter with an enumeration',
      bad: task('script: echo $(params.x)').replace('type: string', 'description: d'),
      edit: ['description: d', 'enum: [a, b]'],
      at: '9:20',
    },
    {
      name: 'a variable of Pipelines as Code',
      bad: `apiVersion: tekton.dev/v1
kind: PipelineRun
metadata:
  generateName: r-
  annotations: { pipelinesascode.tekton.dev/on-event: "[pull_request]" }
spec:
  pipelineSpec:
    tasks:
      - name: a
        taskSpec:
          steps:
            - image: alpine
              script: echo "{{ source_branch }}"
`,
      edit: ['source_branch', 'revision'],
      at: '13:29',
    },
    {
      name: 'Kubernetes fills the environment into arguments',
      bad: task('env: [{ name: T, value: $(params.x) }]\ncommand: [sh, -c]\nargs: ["echo $(T)"]'),
      edit: ['$(T)', '\\"$T\\"'],
      at: '11:20',
    },
  ],
  good: [
    {
      name: 'plain arguments',
      files: task('command: [mytool]\nargs: [--title, $(params.x), "$(params.x)"]'),
    },
    {
      name: 'what the cluster makes',
      files: task('script: echo $(context.taskRun.name) $(workspaces.w.path) > $(results.r.path)'),
    },
    {
      name: 'a run that gives a constant',
      files:
        'apiVersion: tekton.dev/v1\nkind: TaskRun\nmetadata: { name: t }\nspec:\n  params: [{ name: x, value: a }]\n  taskSpec:\n    params: [{ name: x }]\n    steps: [{ image: a, script: "echo $(params.x)" }]\n',
    },
  ],
  notApplicable: [{ name: 'no resource', files: { 'x.yaml': 'a: 1' } }],
});
