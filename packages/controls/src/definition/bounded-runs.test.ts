import { expectLeg } from '../testing/expect-leg.js';
import { boundedRuns } from './bounded-runs.js';

expectLeg(boundedRuns, 'G', {
  twins: [
    {
      name: 'a job',
      bad: `on: push
jobs:
  test:
    runs-on: ubuntu-latest
    timeout: 15
    steps:
      - run: make
`,
      edit: ['timeout:', 'timeout-minutes:'],
      at: '3:3',
    },
    {
      name: 'its only step',
      bad: `on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - { name: five, run: make }
`,
      edit: ['name: five', 'timeout-minutes: 5'],
      at: '3:3',
    },
    {
      name: 'one step of two',
      bad: `on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - { timeout-minutes: 5, run: make }
      - { name: five, run: make check }
`,
      edit: ['name: five', 'timeout-minutes: 5'],
      at: '3:3',
    },
  ],
  good: [
    {
      name: 'a called workflow bounds its own jobs',
      files: `on: push
jobs:
  test:
    uses: ./.github/workflows/test.yml
`,
    },
  ],
});

const run = (spec: string): string => `apiVersion: tekton.dev/v1
kind: PipelineRun
metadata: { name: r }
spec:
  pipelineRef: { name: p }
${spec}`;

const task = (spec: string): string => `apiVersion: tekton.dev/v1
kind: Task
metadata: { name: t }
spec:
${spec}`;

const LIMITED = 'computeResources: { limits: { memory: 1Gi } }';

expectLeg(boundedRuns, 'T', {
  twins: [
    {
      name: 'a run that says nothing of its end',
      bad: run('  params: []\n'),
      edit: ['params: []', 'timeouts: { tasks: 1h }'],
      at: '2:7',
    },
    {
      name: 'a run that says that it has none',
      bad: run('  timeouts: { pipeline: "0" }\n'),
      edit: ['"0"', '"1h"'],
      at: '6:25',
    },
    {
      name: 'one step of two',
      bad: task(`  steps:
    - { name: a, image: alpine, ${LIMITED} }
    - { name: b, image: alpine, onError: stopAndFail }
`),
      edit: ['onError: stopAndFail', LIMITED],
      at: '7:15',
    },
    {
      name: 'the template of the steps',
      bad: task(`  stepTemplate: { env: [] }
  steps:
    - { name: a, image: alpine }
`),
      edit: ['env: []', LIMITED],
      at: '7:15',
    },
  ],
  good: [
    {
      name: 'a LimitRange',
      files: {
        'task.yaml': task('  steps: [{ name: a, image: alpine }]\n'),
        'limits.yaml':
          'apiVersion: v1\nkind: LimitRange\nmetadata: { name: l, namespace: n }\nspec: { limits: [] }\n',
      },
    },
  ],
});
