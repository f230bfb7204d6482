import { expectLeg } from '../testing/expect-leg.js';
import { isolatedPublish } from './isolated-publish.js';

const workflow = (steps: string, job = 'environment: release'): string => `on:
  push: { tags: [ "v*" ] }
permissions: { contents: read }
jobs:
  release:
    runs-on: ubuntu-24.04
    permissions: { id-token: write }
    ${job}
    steps:
      ${steps}
`;
const PUBLISH = '- run: npm publish --provenance';

expectLeg(isolatedPublish, 'G', {
  twins: [
    {
      name: 'dependencies of Python',
      bad: workflow(`- run: pip install -r dev.txt\n      ${PUBLISH}`),
      edit: ['-r dev.txt', 'twine==6.1.0'],
      at: '10:14',
    },
    {
      name: 'tests',
      bad: workflow(`- run: python -m pytest\n      ${PUBLISH}`),
      edit: ['pytest', 'build'],
      at: '10:14',
    },
    {
      name: 'a cache',
      bad: workflow(`- { uses: actions/cache@v5, with: { path: a, key: b } }\n      ${PUBLISH}`),
      edit: ['actions/cache@v5', 'actions/cache/save@v5'],
      at: '10:17',
    },
    {
      name: 'a cache of packages',
      bad: workflow(`- { uses: actions/setup-node@v6, with: { cache: npm } }\n      ${PUBLISH}`),
      edit: ['cache: npm', 'node-version: 24'],
      at: '10:55',
    },
    {
      name: 'scripts of dependencies',
      bad: workflow(`- run: npm ci\n      ${PUBLISH}`),
      edit: ['npm ci', 'npm ci --ignore-scripts'],
      at: '10:14',
    },
    {
      name: 'no environment',
      bad: workflow(PUBLISH, 'name: release'),
      edit: ['name: release', 'environment: release'],
      at: '10:14',
    },
    {
      name: 'strangers start it',
      bad: workflow(PUBLISH).replace('push: { tags: [ "v*" ] }', 'issue_comment:'),
      edit: ['issue_comment:', 'release:'],
      at: '10:14',
    },
    {
      name: 'the identity is for all jobs',
      bad: `on: release
permissions: { id-token: write }
jobs:
  test: { runs-on: ubuntu-24.04, steps: [ { run: make } ] }
  release:
    runs-on: ubuntu-24.04
    environment: release
    steps:
      - uses: pypa/gh-action-pypi-publish@release/v1
`,
      edit: ['test: { runs-on', 'test: { permissions: {}, runs-on'],
      at: '2:26',
    },
  ],
  good: [
    {
      name: 'an image that pull requests only build',
      files: workflow(
        `- { uses: docker/build-push-action@v6, with: { push: "\${{ github.event_name != 'pull_request' }}" } }`,
        'name: a',
      ).replace('push: { tags: [ "v*" ] }', 'pull_request:'),
    },
  ],
  notApplicable: [{ name: 'nothing is published', files: workflow('- run: make') }],
});

const released = (
  event: string,
  steps: string,
  workspace = 'emptyDir: {}',
): string => `apiVersion: tekton.dev/v1
kind: PipelineRun
metadata:
  name: release
  annotations: { pipelinesascode.tekton.dev/on-event: "[${event}]" }
spec:
  workspaces: [ { name: source, ${workspace} } ]
  pipelineSpec:
    tasks:
      - name: out
        taskSpec:
          steps:
${steps}
`;
const STEP = '            - { image: i, script: "npm publish" }';

expectLeg(isolatedPublish, 'T', {
  twins: [
    {
      name: 'install scripts beside the publish token',
      bad: `apiVersion: tekton.dev/v1
kind: Task
metadata: {name: publish}
spec:
  steps:
    - name: publish
      image: docker.io/library/node
      env: [{name: NODE_AUTH_TOKEN, valueFrom: {secretKeyRef: {name: npm, key: token}}}]
      script: "npm ci\\nnpm publish --provenance\\n"
`,
      edit: ['ci\\', 'ci --ignore-scripts\\'],
      at: '9:16',
    },
    {
      name: 'a pull request starts it',
      bad: released('pull_request', STEP),
      edit: ['[pull_request]', '[push]'],
      at: '13:36',
    },
    {
      name: 'dependencies run their scripts beside it',
      bad: released('push', `            - { image: i, script: "npm ci" }\n${STEP}`),
      edit: ['npm ci', 'npm ci --ignore-scripts'],
      at: '13:36',
    },
    {
      name: 'it restores a cache',
      bad: released('push', STEP, 'persistentVolumeClaim: { claimName: npm-cache }'),
      edit: ['persistentVolumeClaim: { claimName: npm-cache }', 'emptyDir: {}'],
      at: '7:69',
    },
    {
      name: 'it mounts the volume of another run',
      bad: `${released('push', STEP, 'persistentVolumeClaim: { claimName: "files" }')}---
apiVersion: tekton.dev/v1
kind: PipelineRun
metadata: { name: test }
spec:
  pipelineRef: { name: test }
  workspaces: [ { name: source, persistentVolumeClaim: { claimName: files } } ]
`,
      edit: ['"files"', '"release"'],
      at: '7:69',
    },
  ],
  good: [
    {
      name: 'an image of a pull request, under a name of its own',
      files: released('pull_request', STEP.replace('npm publish', 'buildah push img:on-pr-1')),
    },
  ],
  notApplicable: [
    { name: 'nothing is published', files: released('push', STEP.replace('publish', 'test')) },
  ],
});
