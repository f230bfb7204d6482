import { expectLeg } from '../testing/expect-leg.js';
import { typedInputs } from './typed-inputs.js';

const workflow = (input: string, step: string, job = 'name: a'): string => `on:
  workflow_dispatch:
    inputs:
      ${input}
permissions: {}
jobs:
  a:
    runs-on: ubuntu-latest
    ${job}
    steps:
      - ${step}
`;

expectLeg(typedInputs, 'G', {
  twins: [
    {
      name: 'a field that somebody sends',
      bad: `on: repository_dispatch
jobs:
  a:
    runs-on: ubuntu-24.04
    steps:
      - env: { V: "\${{ github.event.client_payload.version }}" }
        run: ./mirror "$V"
`,
      edit: ['./mirror', 'test "$V" == 2 && ./mirror'],
      at: '1:5',
    },
    {
      name: 'an argument by a variable',
      bad: workflow(
        'tag: { type: string }',
        '{ run: \'git push origin "v$TAG"\', env: { TAG: "${{ inputs.tag }}" } }',
      ),
      edit: ['type: string', 'type: choice'],
      at: '4:7',
    },
    {
      name: 'an argument by a variable of the job, compared in another step',
      bad: workflow(
        'tag: { type: string }',
        'run: test "$TAG"\n      - run: git push origin "v$TAG"',
        'env: { TAG: "${{ inputs.tag }}" }',
      ),
      edit: ['test "$TAG"', 'grep -qE "^[0-9]+$" <<< "$TAG"'],
      at: '4:7',
    },
    {
      name: 'a ref',
      bad: workflow(
        'ref: { description: The ref }',
        '{ uses: actions/checkout@v7, with: { ref: "${{ inputs.ref }}" } }',
      ),
      edit: ['description: The ref', 'type: choice, options: [main, next]'],
      at: '4:7',
    },
    {
      name: 'a part of a command',
      bad: workflow('part: { type: string }', "run: ./deploy ${{ github.event.inputs['part'] }}"),
      edit: ["${{ github.event.inputs['part'] }}", 'all'],
      at: '4:7',
    },
    {
      name: 'an environment',
      bad: workflow('stage: { type: string }', 'run: make', 'environment: "${{ inputs.stage }}"'),
      edit: ['type: string', 'type: environment'],
      at: '4:7',
    },
    {
      name: 'yes or no',
      bad: workflow('dry-run: { type: string, default: "true" }', 'run: make'),
      edit: ['type: string', 'type: boolean'],
      at: '4:7',
    },
    {
      name: 'a tag that is compared',
      bad: workflow(
        'tag: { required: true }',
        '{ uses: actions/checkout@v7, with: { ref: "${{ inputs.tag }}" } }\n      - { env: { TAG: "${{ inputs.tag }}" }, run: \'echo "$TAG"\' }',
      ),
      edit: ['echo "$TAG"', '[[ "$TAG" =~ ^v[0-9.]+$ ]]'],
      at: '4:7',
    },
  ],
  good: [
    {
      name: 'data by a variable',
      files: workflow(
        'notes: { type: string }',
        '{ run: ./notes, env: { NOTES: "${{ inputs.notes }}" } }',
      ),
    },
  ],
  notApplicable: [
    { name: 'no input', files: 'on: push\njobs: { a: { runs-on: x, steps: [] } }\n' },
  ],
});

const listener = (
  interceptor: string,
  value: string,
): string => `apiVersion: triggers.tekton.dev/v1beta1
kind: EventListener
metadata: { name: a }
spec:
  triggers:
    - name: push
      interceptors: [{ ref: { name: cel }, params: [{ name: filter, value: "${interceptor}" }] }]
      bindings: [{ name: branch, value: ${value} }]
      template: { ref: build }
---
apiVersion: triggers.tekton.dev/v1beta1
kind: TriggerTemplate
metadata: { name: build }
spec:
  params: [{ name: branch }]
  resourcetemplates:
    - apiVersion: tekton.dev/v1
      kind: PipelineRun
      metadata: { generateName: a- }
      spec:
        params: [{ name: branch, value: $(tt.params.branch) }]
        pipelineSpec: { params: [{ name: branch, default: a }], tasks: [] }
`;

expectLeg(typedInputs, 'T', {
  twins: [
    {
      name: 'the listener checks the value',
      bad: `apiVersion: triggers.tekton.dev/v1beta1
kind: EventListener
metadata: {name: el, namespace: ci}
spec:
  serviceAccountName: listener
  triggers:
    - name: dispatch
      interceptors:
        - ref: {name: github}
          params: [{name: secretRef, value: {secretName: hook, secretKey: token}}, {name: eventTypes, value: [repository_dispatch]}]
        - ref: {name: cel}
          params: [{name: filter, value: "body.repository.full_name == 'acme/app'"}]
      bindings: [{name: region, value: $(body.client_payload.region)}]
      template:
        spec:
          params: [{name: region}]
          resourcetemplates:
            - apiVersion: tekton.dev/v1
              kind: PipelineRun
              metadata: {generateName: d-}
              spec:
                pipelineRef: {name: deploy}
                taskRunTemplate: {serviceAccountName: deployer}
                params: [{name: region, value: $(tt.params.region)}]
`,
      edit: [`'acme/app'"`, `'acme/app' && body.client_payload.region in ['eu', 'us']"`],
      at: '13:40',
    },
    {
      name: 'a filter of another field',
      bad: listener("body.action == 'opened'", '$(body.ref)'),
      edit: ['body.action', 'body.ref'],
      at: '8:41',
    },
    {
      name: 'text or an identifier',
      bad: listener('true', '$(body.head_commit.message)'),
      edit: ['message', 'id'],
      at: '8:41',
    },
    {
      name: 'an enumeration',
      bad: listener('true', '$(body.pull_request.head.ref)'),
      edit: ['default: a', 'enum: [main]'],
      at: '8:41',
    },
    {
      name: 'a binding by name',
      path: 'binding.yaml',
      bad: `apiVersion: triggers.tekton.dev/v1beta1
kind: TriggerBinding
metadata: { name: b }
spec: { params: [{ name: title, value: "$(body['issue']['title'])" }] }
`,
      edit: ["['title']", "['number']"],
      at: '4:40',
      beside: {
        'trigger.yaml':
          'apiVersion: triggers.tekton.dev/v1beta1\nkind: Trigger\nmetadata: { name: t }\nspec: { bindings: [{ ref: b }], template: { ref: x } }\n',
      },
    },
  ],
  notApplicable: [
    { name: 'no trigger', files: 'apiVersion: tekton.dev/v1\nkind: Task\nspec: { steps: [] }\n' },
  ],
});
