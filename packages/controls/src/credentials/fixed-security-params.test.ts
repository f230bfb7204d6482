import { expectLeg } from '../testing/expect-leg.js';
import { fixedSecurityParams } from './fixed-security-params.js';

const workflow = (input: string, use: string): string => `on:
  workflow_dispatch:
    inputs:
      ${input}
permissions: {}
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - run: make test
        ${use}
`;

expectLeg(fixedSecurityParams, 'G', {
  twins: [
    {
      name: 'a check that can be skipped',
      bad: workflow('skip_tests: { type: boolean }', 'if: ${{ !inputs.skip_tests }}'),
      edit: ['!inputs.skip_tests', 'success()'],
      at: '4:7',
    },
    {
      name: 'a check that can be skipped, without braces',
      bad: workflow(
        'skipSecurityScan: { type: boolean }',
        'if: github.event.inputs.skipSecurityScan != true',
      ),
      edit: ['github.event.inputs.skipSecurityScan != true', 'success()'],
      at: '4:7',
    },
    {
      name: 'any option',
      bad: workflow(
        'extra-args: { type: string }',
        'env: { ARGS: "${{ inputs[\'extra-args\'] }}" }',
      ),
      edit: ['type: string', 'type: choice, options: [--verbose]'],
      at: '4:7',
    },
    {
      name: 'a protection',
      bad: workflow(
        'tls_verify: { type: boolean, default: true }',
        'env: { V: "${{ inputs.tls_verify }}" }',
      ),
      edit: ['"${{ inputs.tls_verify }}"', '"true"'],
      at: '4:7',
    },
  ],
  good: [
    {
      name: 'other switches',
      files: workflow('verbose: { type: boolean }', 'env: { V: "${{ inputs.verbose }}" }'),
    },
  ],
  notApplicable: [
    { name: 'no input', files: 'on: push\njobs: { a: { runs-on: x, steps: [] } }\n' },
  ],
});

const task = (param: string, use: string): string => `apiVersion: tekton.dev/v1
kind: Task
metadata: { name: a }
spec:
  params: [{ name: ${param} }]
  steps: [{ name: a, image: a, args: [push, "${use}"] }]
`;

expectLeg(fixedSecurityParams, 'T', {
  twins: [
    {
      name: 'verification of TLS',
      bad: task('TLSVERIFY, default: "true"', '--tls-verify=$(params.TLSVERIFY)'),
      edit: ['$(params.TLSVERIFY)', 'true'],
      at: '5:20',
    },
    {
      name: 'privileges',
      bad: task('privileged', '--privileged=$(params.privileged)'),
      edit: ['$(params.privileged)', 'false'],
      at: '5:20',
    },
    {
      name: 'over the environment',
      bad: `apiVersion: tekton.dev/v1
kind: Task
metadata: { name: a }
spec:
  params: [{ name: x }]
  steps: [{ image: i, env: [{ name: V, value: $(params.x) }], script: 'crane --insecure="$V"' }]
`,
      edit: ['--insecure="$V"', '--platform="$V"'],
      at: '5:20',
    },
    {
      name: 'any option',
      bad: task('BUILD_EXTRA_ARGS, type: array', '$(params.BUILD_EXTRA_ARGS[*])'),
      edit: ['type: array', 'enum: [--no-cache]'],
      at: '5:20',
    },
    {
      name: 'a task that can be skipped',
      bad: `apiVersion: tekton.dev/v1
kind: Pipeline
metadata: { name: a }
spec:
  params: [{ name: skip-checks, default: "false" }]
  tasks: [{ name: a, taskRef: { name: a }, when: [{ input: $(params.skip-checks), operator: in, values: ["false"] }] }]
`,
      edit: ['$(params.skip-checks)', '"false"'],
      at: '5:20',
    },
  ],
  notApplicable: [
    { name: 'no parameter', files: 'apiVersion: tekton.dev/v1\nkind: Task\nspec: { steps: [] }\n' },
  ],
});
