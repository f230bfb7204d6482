import { expectLeg } from '../testing/expect-leg.js';
import { soundConditions } from './sound-conditions.js';

const step = (condition: string, head = 'on: issue_comment'): string => `${head}
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - if: ${condition}
        run: make
`;
const DISPATCH = 'on: { workflow_dispatch: { inputs: { skip: { type: boolean } } } }';

expectLeg(soundConditions, 'G', {
  twins: [
    {
      name: 'an output that is false as a text',
      bad: step('steps.g.outputs.ok').replace(
        '    steps:',
        "    steps:\n      - { id: g, run: 'echo ok=false >> $GITHUB_OUTPUT' }",
      ),
      edit: ['outputs.ok', "outputs.ok == 'true'"],
      at: '7:13',
    },
    {
      name: 'an input that is false as a text',
      bad: step(
        'inputs.go',
        'on: { workflow_call: { inputs: { go: { type: string, default: "false" } } } }',
      ),
      edit: ['if: inputs.go', "if: inputs.go == 'true'"],
      at: '6:13',
    },
    {
      name: 'a line end behind the braces',
      bad: step(`"\${{ github.actor == 'me' }}\\n"`),
      edit: ['\\n', ''],
      at: '6:13',
    },
    {
      name: 'text between braces',
      bad: step(`"\${{ github.actor == 'me' }} && \${{ success() }}"`),
      edit: ['}} && ${{', '&&'],
      at: '6:13',
    },
    {
      name: 'not in front of the braces',
      bad: step(`"!\${{ github.event.issue.locked }}"`),
      edit: ['!${{', '${{ !'],
      at: '6:13',
    },
    {
      name: 'a bare text',
      bad: step(`github.actor == 'me' || 'you'`),
      edit: ["|| 'you'", "|| github.actor == 'you'"],
      at: '6:13',
    },
    {
      name: 'a bare text inside',
      bad: step(`github.event.issue.locked && (github.actor == 'me' || 'you')`),
      edit: ["|| 'you'", "|| github.actor == 'you'"],
      at: '6:13',
    },
    {
      name: 'what is always true',
      bad: step('always() || github.event.issue.locked'),
      edit: ['||', '&&'],
      at: '6:13',
    },
    {
      name: 'excludes nothing',
      bad: step(`github.actor != 'me' || github['ACTOR'] != 'you'`),
      edit: ['||', '&&'],
      at: '6:13',
    },
    {
      name: 'includes nothing',
      bad: step(`github.ref == 'refs/heads/a' && github.ref == 'refs/heads/b'`),
      edit: ['&&', '||'],
      at: '6:13',
    },
    {
      name: 'a list that is a text',
      bad: step(`contains('me, you', github.actor)`),
      edit: [`'me, you'`, `fromJSON('["me", "you"]')`],
      at: '6:13',
    },
    {
      name: 'a boolean compared with a text',
      bad: step(`inputs.skip != 'true'`, DISPATCH),
      edit: [`inputs.skip != 'true'`, 'inputs.skip != true'],
      at: '6:13',
    },
    {
      name: 'a text taken for a boolean',
      bad: step('github.event.inputs.skip', DISPATCH),
      edit: ['github.event.inputs', 'inputs'],
      at: '6:13',
    },
    {
      name: 'an output compared with a boolean',
      bad: step('steps.check.outputs.trusted != true'),
      edit: ['true', "'true'"],
      at: '6:13',
    },
    {
      name: 'a variable that says false',
      bad: step('env.DEPLOY', 'on: push\nenv: { DEPLOY: false }'),
      edit: ['env.DEPLOY', "env.DEPLOY == 'true'"],
      at: '7:13',
    },
    {
      name: 'a choice whose middle is empty',
      bad: `on: push
jobs: { build: { runs-on: ubuntu-latest, env: { A: "\${{ github.ref_protected && '' || '--unsafe' }}" }, steps: [{ run: make }] } }
`,
      edit: ["&& '' || '--unsafe'", "&& '--safe' || '--unsafe'"],
      at: '2:52',
    },
    {
      name: 'a condition of a job',
      bad: `on: push
jobs: { build: { runs-on: ubuntu-latest, if: "github.ref == 'refs/heads/a' || 'refs/heads/b'", steps: [{ run: make }] } }
`,
      edit: ["|| 'refs", "|| github.ref == 'refs"],
      at: '2:46',
    },
  ],
  good: [
    { name: 'always', files: step('always()') },
    { name: 'true', files: step('true') },
    {
      name: 'part of a value that others make',
      files: step(`contains('push release', github.event_name)`),
    },
    { name: 'a label', files: step(`contains(github.event.issue.labels.*.name, 'safe')`) },
    { name: 'an unnamed text', files: step(`contains(github.event.comment.body, '/run')`) },
    { name: 'braces', files: step(`\${{ github.actor == 'me' || github.actor == 'you' }}`) },
    {
      name: 'an input of an action',
      files: {
        'action.yml': `inputs: { a: { type: boolean } }
runs: { using: composite, steps: [{ if: "inputs.a == 'true'", shell: bash, run: make }] }`,
      },
    },
  ],
  notApplicable: [{ name: 'no workflow', files: { 'a.txt': '' } }],
});

const pipeline = (when: string): string => `apiVersion: tekton.dev/v1
kind: Pipeline
metadata: { name: build }
spec:
  params: [{ name: branch }]
  tasks:
    - name: deploy
      taskRef: { name: deploy }
      when: [{ ${when} }]
`;
const listener = (filter: string): string => `apiVersion: triggers.tekton.dev/v1beta1
kind: EventListener
metadata: { name: ci }
spec:
  triggers:
    - name: push
      interceptors:
        - ref: { name: cel }
          params: [{ name: filter, value: "${filter}" }]
`;

expectLeg(soundConditions, 'T', {
  twins: [
    {
      name: 'an input without a variable',
      bad: pipeline('input: main, operator: in, values: [main]'),
      edit: ['input: main', 'input: $(params.branch)'],
      at: '9:23',
    },
    {
      name: 'an input among its values',
      bad: pipeline('input: $(params.branch), operator: in, values: [main, $(params.branch)]'),
      edit: ['[main, $(params.branch)]', '[main]'],
      at: '9:23',
    },
    {
      name: 'a constant of CEL in a task',
      bad: pipeline(`cel: "'$(params.branch)' == 'main' || true"`),
      edit: [' || true', ''],
      at: '9:21',
    },
    {
      name: 'a filter that excludes nothing',
      bad: listener(`body.ref != 'refs/heads/a' || body.ref != 'refs/heads/b'`),
      edit: ['||', '&&'],
      at: '9:43',
    },
    {
      name: 'a filter with a constant inside',
      bad: listener(`body.action == 'opened' && (body.sender.login == 'me' || 1 == 1)`),
      edit: [' || 1 == 1', ''],
      at: '9:43',
    },
    {
      name: 'the end of a branch',
      bad: listener(`body.ref.endsWith('main')`),
      edit: [`.endsWith('main')`, ` == 'refs/heads/main'`],
      at: '9:43',
    },
    {
      name: 'a part of the path of a branch',
      bad: listener(`body.ref.split('/')[2] == 'main'`),
      edit: [`.split('/')[2] == 'main'`, `.startsWith('refs/tags/')`],
      at: '9:43',
    },
    {
      name: 'a list that is a text',
      bad: listener(`'main release'.contains(body.ref)`),
      edit: [`'main release'.contains(body.ref)`, `body.ref in ['main', 'release']`],
      at: '9:43',
    },
    {
      name: 'an expression of Pipelines as Code',
      bad: `apiVersion: tekton.dev/v1
kind: PipelineRun
metadata:
  name: ci
  annotations: { pipelinesascode.tekton.dev/on-cel-expression: "event == 'push' || target_branch != 'a' || target_branch != 'b'" }
spec: { pipelineRef: { name: ci } }
`,
      edit: ["|| target_branch != 'b'", "&& target_branch != 'b'"],
      at: '5:64',
    },
  ],
  good: [
    {
      name: 'a value',
      files: pipeline('input: $(params.branch), operator: notin, values: [main]'),
    },
    { name: 'a filter', files: listener(`body.ref == 'a' || (body.ref == 'b' && has(body.x))`) },
  ],
  notApplicable: [{ name: 'no resource', files: { 'a.txt': '' } }],
});
