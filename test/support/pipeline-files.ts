/** A small pipeline in which everything is as it should be; the tests change one thing each. */
export const CHECKOUT = 'actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1';
export const IMAGE = `docker.io/library/busybox:1.37@sha256:${'9ae97d36'.repeat(8)}`;

export const WORKFLOW = '.github/workflows/ci.yml';
export const TASK = 'tekton/build.yaml';

export const files: Readonly<Record<string, string>> = {
  [WORKFLOW]: `name: ci
on: push
permissions: {}
jobs:
  test:
    runs-on: ubuntu-24.04
    steps:
      - uses: ${CHECKOUT} # v7.0.1
      - uses: ./.github/actions/greet
`,
  '.github/actions/greet/action.yml': `name: greet
description: says hello
runs:
  using: composite
  steps:
    - run: ./greet.sh
      shell: bash
`,
  '.github/actions/greet/greet.sh': 'echo hello\n',
  [TASK]: `apiVersion: tekton.dev/v1
kind: Task
metadata:
  name: build
spec:
  steps:
    - name: build
      image: ${IMAGE}
      script: make
`,
  'README.md': '# not part of the pipeline\n',
};
