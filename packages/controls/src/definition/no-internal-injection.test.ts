import { expectLeg } from '../testing/expect-leg.js';
import { noInternalInjection } from './no-internal-injection.js';

const workflow = (on: string, step: string, job = ''): string => `on: ${on}
jobs:
  a:
    runs-on: ubuntu-latest
${job}    steps:
      - ${step}
`;

const CALLED = '{ workflow_call: { inputs: { level: { type: string } } } }';

expectLeg(noInternalInjection, 'G', {
  twins: [
    {
      name: 'an input of a called workflow',
      bad: workflow(CALLED, 'run: make LEVEL=${{ inputs.level }}'),
      edit: ['type: string', 'type: number'],
      at: '6:25',
    },
    {
      name: 'an output, and the state of its step',
      bad: workflow('push', 'run: echo ${{ steps.build.outputs.image }}'),
      edit: ['outputs.image', 'outcome'],
      at: '6:19',
    },
    {
      name: 'a value of the matrix, and a comparison with it',
      bad: workflow('push', 'run: make ${{ matrix.os }}'),
      edit: ['matrix.os', "matrix.os == 'macos' && 'fast' || 'slow'"],
      at: '6:19',
    },
    {
      name: 'a variable that is written out above',
      bad: workflow('push', 'run: echo ${{ env.TAG }}', '    env: { TAG: "${{ vars.TAG }}" }\n'),
      edit: ['"${{ vars.TAG }}"', '"v1"'],
      at: '7:19',
    },
    {
      name: 'a script of an action',
      bad: workflow(
        'push',
        "{ uses: actions/github-script@v8, with: { script: 'f(${{ needs.b.outputs.list }})' } }",
      ),
      edit: ['{ script:', '{ result-encoding:'],
      at: '6:62',
    },
  ],
  good: [
    {
      name: 'what strangers choose is told by 2.1.1',
      files: workflow('issues', 'run: echo ${{ github.event.issue.title }}'),
    },
    {
      name: 'a variable',
      files: workflow('push', '{ env: { TAG: "${{ vars.TAG }}" }, run: echo "$TAG" }'),
    },
  ],
});

const task = (body: string): string => `apiVersion: tekton.dev/v1
kind: Task
metadata: { name: t }
spec:
  params:
    - name: level
  steps:
    - name: a
      image: busybox
      ${body}
`;

expectLeg(noInternalInjection, 'T', {
  twins: [
    {
      name: 'a parameter in a script',
      bad: task('script: make LEVEL=$(params.level)'),
      edit: ['$(params.level)', '"$LEVEL"'],
      at: '10:26',
    },
    {
      name: 'a result of a step behind sh -c',
      bad: task("command: [sh, -c, 'echo $(steps.b.results.tag)']"),
      edit: ['sh, -c', 'printf, x'],
      at: '10:31',
    },
    {
      name: 'a parameter with few values',
      bad: `apiVersion: tekton.dev/v1
kind: Task
metadata: { name: t }
spec:
  params:
    - { name: level, enum: [] }
  steps:
    - { name: a, image: busybox, script: 'make $(params.level)' }
`,
      edit: ['enum: []', 'enum: [low, high]'],
      at: '8:48',
    },
  ],
  good: [
    { name: 'a step that runs what its caller writes', files: task('script: $(params.level)') },
  ],
});
