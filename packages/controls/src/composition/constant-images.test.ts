import { expectLeg } from '../testing/expect-leg.js';
import { constantImages } from './constant-images.js';

const workflow = (on: string, container: string): string => `on: ${on}
permissions: {}
jobs:
  build:
    runs-on: ubuntu-latest
    strategy: { matrix: { image: [a, b] } }
    container: ${container}
    steps: [{ run: make }]
`;

const CALL = '{ workflow_call: { inputs: { image: { type: string } } } }';
const DISPATCH = '{ workflow_dispatch: { inputs: { image: { type: string, options: [a, b] } } } }';

expectLeg(constantImages, 'G', {
  twins: [
    {
      name: 'an output of a job that reads a comment',
      bad: `on: issue_comment
jobs:
  read:
    runs-on: x
    outputs: { tag: '\${{ steps.r.outputs.tag }}' }
    steps:
      - { id: r, env: { B: '\${{ github.event.comment.body }}' }, run: 'echo "tag=$B" >> "$GITHUB_OUTPUT"' }
  test: { needs: read, runs-on: x, container: 'a:\${{ needs.read.outputs.tag }}', steps: [{ run: make }] }
`,
      edit: ['comment.body', 'comment.id'],
      at: '8:47',
    },
    {
      name: 'an input of text',
      bad: workflow(DISPATCH, '${{ inputs.image }}'),
      edit: ['type: string', 'type: choice'],
      at: '7:16',
    },
    {
      name: 'a tag by the branch of a fork',
      bad: workflow('pull_request', 'ghcr.io/acme/a:${{ github.head_ref }}'),
      edit: ['github.head_ref', 'github.base_ref'],
      at: '7:16',
    },
    {
      name: 'an input of a called workflow',
      bad: workflow(CALL, '{ image: "${{ inputs[\'image\'] }}" }'),
      edit: ["inputs['image']", 'matrix.image'],
      at: '7:25',
    },
    {
      name: 'the branch of a fork',
      bad: workflow('pull_request_target', 'ghcr.io/acme/${{ github.head_ref }}'),
      edit: ['github.head_ref', 'github.base_ref'],
      at: '7:16',
    },
    {
      name: 'a matrix that an input gives',
      bad: workflow(DISPATCH, '${{ matrix.image }}').replace(
        '[a, b] } }\n    container',
        '"${{ fromJSON(inputs.image) }}" } }\n    container',
      ),
      edit: ['fromJSON(inputs.image)', 'fromJSON(vars.IMAGES)'],
      at: '7:16',
    },
    {
      name: 'a service',
      bad: `on: repository_dispatch
jobs:
  a:
    runs-on: x
    services: { db: { image: "\${{ github.event.client_payload.image }}" } }
    steps: [{ run: make }]
`,
      edit: ['github.event.client_payload.image', 'vars.IMAGE'],
      at: '5:30',
    },
    {
      name: 'an input of the event',
      bad: workflow(DISPATCH, '${{ github.event.inputs.image }}'),
      edit: ['${{ github', 'acme@${{ github'],
      at: '7:16',
    },
  ],
  good: [
    { name: 'a tag that callers give', files: workflow(CALL, 'acme:${{ inputs.image }}') },
    { name: 'a matrix', files: workflow('push', '${{ matrix.image }}') },
  ],
  notApplicable: [{ name: 'no image', files: 'on: push\njobs: { a: { runs-on: x } }\n' }],
});

const task = (param: string, image: string): string => `apiVersion: tekton.dev/v1
kind: Task
metadata: { name: build }
spec:
  params: [{ name: image${param} }]
  steps:
    - name: a
      image: ${image}
`;

const inline = (value: string): string => `apiVersion: tekton.dev/v1beta1
kind: TaskRun
metadata: { name: build }
spec:
  params: [{ name: image, value: ${value} }]
  taskSpec:
    params: [{ name: image }]
    steps: [{ image: "$(params['image'])" }]
`;

expectLeg(constantImages, 'T', {
  twins: [
    {
      name: 'a parameter',
      bad: task('', '$(params.image)'),
      edit: ['$(params.image)', 'alpine:3.22'],
      at: '8:14',
    },
    {
      name: 'an enumeration',
      bad: task(', default: alpine', '$(params.image)'),
      edit: ['default: alpine', 'enum: [alpine]'],
      at: '8:14',
    },
    {
      name: 'a part of the name',
      bad: task('', 'ghcr.io/$(params.image)/a:1'),
      edit: ['ghcr.io/$(params.image)/a:1', 'ghcr.io/a@$(params.image)'],
      at: '8:14',
    },
    {
      name: 'a tag',
      bad: task('', 'ghcr.io/a:$(params.image)'),
      edit: ['a:$(params.image)', 'a:1'],
      at: '8:14',
    },
    {
      name: 'what comes with the event',
      bad: inline('"{{ body.image }}"'),
      edit: ['"{{ body.image }}"', 'alpine'],
      at: '8:22',
    },
    {
      name: 'what a trigger sends',
      bad: `apiVersion: triggers.tekton.dev/v1beta1
kind: TriggerTemplate
metadata: { name: t }
spec:
  params: [{ name: image }]
  resourcetemplates:
    - apiVersion: tekton.dev/v1
      kind: PipelineRun
      spec:
        params: [{ name: image, value: $(tt.params.image) }]
        pipelineSpec:
          params: [{ name: image }]
          tasks: [{ name: a, params: [{ name: i, value: $(params.image) }], taskSpec: { params: [{ name: i }], steps: [{ image: $(params.i) }] } }]
`,
      edit: ['value: $(params.image)', 'value: alpine'],
      at: '13:129',
    },
  ],
  good: [{ name: 'a run that says it', files: inline('alpine') }],
  notApplicable: [
    {
      name: 'no step',
      files: 'apiVersion: tekton.dev/v1\nkind: TaskRun\nspec: { taskRef: { name: a } }\n',
    },
  ],
});
