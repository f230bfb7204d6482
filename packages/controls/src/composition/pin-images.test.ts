import { expectLeg } from '../testing/expect-leg.js';
import { pinImages } from './pin-images.js';

const DIGEST = `sha256:${'ab'.repeat(32)}`;

const job = (rest: string): string => `on: push
jobs:
  build:
    runs-on: ubuntu-latest
    ${rest}
`;

expectLeg(pinImages, 'G', {
  twins: [
    {
      name: 'the base of a Docker action',
      path: 'check/Dockerfile',
      bad: 'ARG A=1\nFROM alpine:3.22 AS base\nFROM base\n',
      edit: ['alpine:3.22', `alpine@${DIGEST}`],
      at: '2:1',
      beside: { 'check/action.yml': 'runs: { using: docker, image: Dockerfile }\n' },
    },
    {
      name: 'a job container',
      bad: job('container: node:24\n    steps: []'),
      edit: ['node:24', `node:24@${DIGEST}`],
      at: '5:16',
    },
    {
      name: 'a service',
      bad: job('services:\n      db:\n        image: postgres\n    steps: []'),
      edit: ['postgres', `postgres@${DIGEST}`],
      at: '7:16',
    },
    {
      name: 'a step',
      bad: job('steps:\n      - uses: docker://alpine:3.22'),
      edit: [':3.22', `:3.22@${DIGEST}`],
      at: '6:15',
    },
    {
      name: 'the values of a matrix',
      bad: job(
        `strategy: { matrix: { image: [ "node:24", "alpine@${DIGEST}" ] } }\n    container: \${{ matrix.image }}\n    steps: []`,
      ),
      edit: ['node:24', `node:24@${DIGEST}`],
      at: '6:16',
    },
    {
      name: 'a Docker action',
      path: 'action.yml',
      bad: `name: a
runs:
  using: docker
  image: docker://alpine:3
`,
      edit: ['alpine:3', `alpine@${DIGEST}`],
      at: '4:10',
    },
  ],
  good: [
    {
      name: 'an image that is not known',
      files: job(
        'container: ${{ inputs.image }}\n    steps: [{ uses: docker://alpine@' + DIGEST + ' }]',
      ),
    },
  ],
  notApplicable: [{ name: 'no image', files: job('steps: [{ run: make }]') }],
});

const task = (steps: string): string => `apiVersion: tekton.dev/v1
kind: Task
metadata:
  name: build
spec:
  params:
    - name: image
      default: alpine
  ${steps}
`;

expectLeg(pinImages, 'T', {
  twins: [
    {
      name: 'a step',
      bad: task('steps:\n    - image: node:24\n      script: make'),
      edit: ['node:24', `node:24@${DIGEST}`],
      at: '10:14',
    },
    {
      name: 'a sidecar',
      bad: task('steps: []\n  sidecars:\n    - image: docker:dind'),
      edit: ['docker:dind', `docker:dind@${DIGEST}`],
      at: '11:14',
    },
    {
      name: 'the default of a parameter',
      bad: task('steps:\n    - image: $(params.image)'),
      edit: ['default: alpine', `default: alpine@${DIGEST}`],
      at: '8:16',
    },
    {
      name: 'a task in a pipeline',
      bad: `apiVersion: tekton.dev/v1
kind: Pipeline
metadata: { name: p }
spec:
  tasks:
    - name: build
      taskSpec:
        steps: [{ name: make, image: alpine }]
`,
      edit: ['alpine', `alpine@${DIGEST}`],
      at: '8:38',
    },
  ],
  notApplicable: [
    { name: 'a step that is a StepAction', files: task('steps:\n    - ref: { name: make }') },
  ],
});
