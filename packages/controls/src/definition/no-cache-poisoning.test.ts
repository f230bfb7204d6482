import { expectLeg } from '../testing/expect-leg.js';
import { noCachePoisoning } from './no-cache-poisoning.js';

const release = (step: string, last = 'run: npm publish'): string => `on: { push: { tags: [v1] } }
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - ${step}
      - ${last}
`;

expectLeg(noCachePoisoning, 'G', {
  twins: [
    {
      name: 'a cache in a release',
      bad: release('{ uses: actions/cache@v5, with: { path: x, key: k } }'),
      edit: ['actions/cache@v5', 'actions/cache/save@v5'],
      at: '6:17',
    },
    {
      name: 'a setup that asks for one',
      bad: release('{ uses: actions/setup-node@v6, with: { cache: npm } }'),
      edit: ['cache: npm', 'node-version: 24'],
      at: '6:55',
    },
    {
      name: 'a cache that is on by default',
      bad: release(
        '{ uses: actions/setup-go@v6, with: { go-version: stable } }',
        'uses: softprops/action-gh-release@v2\n        with: { files: x }',
      ),
      edit: ['go-version: stable', 'cache: false'],
      at: '6:17',
    },
    {
      name: 'the mode of the job',
      bad: release('uses: swatinem/rust-cache@v2', 'run: cargo publish').replace(
        '    runs-on',
        '    cache-mode: read\n    runs-on',
      ),
      edit: ['cache-mode: read', 'cache-mode: none'],
      at: '7:15',
    },
    {
      name: 'a job of a release that another publishes',
      bad: release('uses: actions/cache@v5', 'run: make dist'),
      edit: ['tags: [v1]', 'branches: [main]'],
      at: '6:15',
    },
    {
      name: 'an action of the repository that is asked for one',
      bad: release('{ uses: ./setup, with: { keep: npm } }'),
      edit: ['keep: npm', 'keep: ""'],
      at: 'setup/action.yml:6:13',
      beside: {
        'setup/action.yml':
          'inputs: { keep: { default: npm } }\nruns:\n  using: composite\n  steps:\n    - if: inputs.keep\n      uses: actions/cache@v5\n      with: { path: x, key: k }\n',
      },
    },
    {
      name: 'strangers write',
      bad: 'on: pull_request_target\njobs:\n  a:\n    runs-on: x\n    cache-mode: write\n    steps: [{ run: a }]\n',
      edit: ['write', 'read'],
      at: '5:17',
    },
  ],
  bad: [
    {
      name: 'a cache that is on by default in this version',
      files: release('uses: astral-sh/setup-uv@v7'),
      at: ['6:15'],
    },
    {
      name: 'a run of strangers on a server of your own',
      files:
        'on: pull_request_target\njobs:\n  a:\n    runs-on: x\n    steps:\n      - { uses: actions/checkout@v4, with: { ref: "${{ github.head_ref }}" } }\n      - uses: actions/cache@v4\n        with: { path: dist }\n',
      given: { platform: 'ghes' },
      at: ['7:15'],
    },
  ],
  good: [
    {
      name: 'a cache in a test',
      files: release('uses: actions/cache@v5', 'run: npm test').replace('{ tags: [v1] }', ''),
    },
  ],
  notApplicable: [
    { name: 'no cache', files: release('run: make') },
    { name: 'none by default any more', files: release('uses: astral-sh/setup-uv@v10') },
  ],
});

const run = (event: string, workspace: string): string => `apiVersion: tekton.dev/v1
kind: PipelineRun
metadata:
  name: ${event}
  annotations: { pipelinesascode.tekton.dev/on-event: "[${event}]" }
spec:
  pipelineRef: { name: p }
  workspaces: [{ name: w, ${workspace} }]
`;
const CLAIM = (name: string): string => `persistentVolumeClaim: { claimName: ${name} }`;
const pair = (claim: string): string =>
  `${run('push', CLAIM('shared'))}---\n${run('pull_request', claim)}`;

expectLeg(noCachePoisoning, 'T', {
  twins: [
    {
      name: 'a cache volume of pull requests and of the release',
      bad: `apiVersion: tekton.dev/v1
kind: PipelineRun
metadata:
  name: pr
  annotations:
    pipelinesascode.tekton.dev/on-event: "[pull_request]"
    pipelinesascode.tekton.dev/on-target-branch: "[main]"
spec:
  pipelineRef: {name: build}
  taskRunTemplate: {serviceAccountName: builder}
  workspaces: [{name: cache, persistentVolumeClaim: {claimName: go-cache}}]
---
apiVersion: tekton.dev/v1
kind: PipelineRun
metadata:
  name: release
  annotations:
    pipelinesascode.tekton.dev/on-event: "[push]"
    pipelinesascode.tekton.dev/on-target-branch: "[refs/tags/v*]"
spec:
  pipelineRef: {name: release}
  taskRunTemplate: {serviceAccountName: releaser}
  workspaces: [{name: cache, persistentVolumeClaim: {claimName: go-cache}}]
`,
      edit: [
        `ser}
  workspaces: [{name: cache, persistentVolumeClaim: {claimName: go-cache}}]
`,
        `ser}
  workspaces: [{name: cache, persistentVolumeClaim: {claimName: release-cache}}]
`,
      ],
      at: '11:65',
    },
    {
      name: 'a cache that a task of pull requests mounts',
      bad: `apiVersion: tekton.dev/v1
kind: PipelineRun
metadata:
  name: pr
  annotations: { pipelinesascode.tekton.dev/on-event: "[pull_request]" }
spec:
  pipelineSpec:
    tasks:
      - name: a
        taskSpec:
          volumes:
            - name: c
              persistentVolumeClaim: { claimName: "build-cache" }
          steps: [{ name: a, image: alpine, command: [make], volumeMounts: [{ name: c, mountPath: /c }] }]
`,
      edit: ['persistentVolumeClaim: { claimName: "build-cache" }', 'emptyDir: {}'],
      at: '13:51',
    },
    {
      name: 'a volume of releases',
      bad: pair(CLAIM('shared')).replace('---', '---\n# of pulls'),
      edit: ['[pull_request]', '[push]'],
      at: '18:63',
    },
    {
      name: 'a volume of caches',
      bad: run('pull_request', CLAIM('go-cache')),
      edit: ['go-cache', 'pulls'],
      at: '8:63',
    },
    {
      name: 'a template of a volume',
      bad: run('pull_request', CLAIM('cache')),
      edit: [CLAIM('cache'), 'volumeClaimTemplate: { spec: {} }'],
      at: '8:63',
    },
  ],
  good: [
    { name: 'a cache of its own beside the volume of releases', files: pair(CLAIM('go-cache')) },
  ],
  notApplicable: [{ name: 'no run for pull requests', files: run('push', CLAIM('cache')) }],
});
