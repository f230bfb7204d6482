import { expectLeg } from '../testing/expect-leg.js';
import { scannedDefinitions } from './scanned-definitions.js';

const workflow = (on: string, step: string, job = 'runs-on: ubuntu-24.04'): string => `on: ${on}
jobs:
  scan:
    ${job}
    steps:
      - ${step}
`;

expectLeg(scannedDefinitions, 'G', {
  twins: [
    {
      name: 'only at night',
      bad: workflow('{ schedule: [ { cron: "0 3 * * *" } ] }', 'uses: zizmorcore/zizmor-action@v1'),
      edit: ['{ schedule: [ { cron: "0 3 * * *" } ] }', 'pull_request'],
      at: '6:15',
    },
    {
      name: 'a failure is passed over',
      bad: workflow('pull_request', 'run: uvx zizmor .\n        continue-on-error: true'),
      edit: ['continue-on-error: true', 'continue-on-error: false'],
      at: '6:14',
    },
    {
      name: 'a failure of the command is passed over',
      bad: workflow('pull_request', 'run: uvx zizmor==1.15.2 . || true'),
      edit: [' || true', ''],
      at: '6:14',
    },
    {
      name: 'a condition leaves pull requests out',
      bad: workflow(
        '[ push, pull_request ]',
        'uses: github/codeql-action/init@v4\n        with: { languages: "go, actions" }',
        `runs-on: ubuntu-24.04\n    if: github.event_name == 'push'`,
      ),
      edit: [`== 'push'`, `== 'pull_request'`],
      at: '7:15',
    },
    {
      name: 'our own action only watches',
      bad: workflow(
        'pull_request',
        'uses: plumbline/plumbline/actions/config-benchmark@v1\n        with: { mode: audit }',
      ),
      edit: ['audit', 'enforce'],
      at: '6:15',
    },
    {
      name: 'paths leave workflows out',
      bad: workflow(
        '{ pull_request: { paths: [ "src/**" ] } }',
        'uses: zizmorcore/zizmor-action@v1',
      ),
      edit: ['"src/**"', '".github/**"'],
      at: '6:15',
    },
  ],
  notOffered: [
    { name: 'no scanner in the files', files: workflow('push', 'run: make') },
    {
      name: 'our other steps scan nothing',
      files: workflow('pull_request', 'uses: plumbline/plumbline/actions/verify-pipeline@v1'),
    },
  ],
});

const run = (event: string, step: string): string => `apiVersion: tekton.dev/v1
kind: PipelineRun
metadata:
  name: scan
  annotations: { pipelinesascode.tekton.dev/on-event: "[${event}]" }
spec:
  pipelineSpec:
    tasks:
      - name: scan
        taskSpec: { steps: [ ${step} ] }
`;

expectLeg(scannedDefinitions, 'T', {
  twins: [
    {
      name: 'only after the merge',
      bad: run('push', '{ image: i, script: "plumbline config-benchmark ." }'),
      edit: ['[push]', '[pull_request]'],
      at: '10:50',
    },
    {
      name: 'a failure is passed over by the step',
      bad: run('pull_request', '{ image: i, onError: continue, script: "tekton-guard scan ." }'),
      edit: ['continue', 'stopAndFail'],
      at: '10:69',
    },
    {
      name: 'it only watches',
      bad: run(
        'pull_request',
        '{ image: i, script: "npx @plumbline/cli config-benchmark --mode audit" }',
      ),
      edit: ['audit', 'enforce'],
      at: '10:50',
    },
    {
      name: 'it looks at other files',
      path: '.tekton/scan.yaml',
      bad: run('pull_request', '{ image: i, script: "checkov -d charts" }'),
      edit: ['charts', '.tekton'],
      at: '10:50',
    },
    {
      name: 'a linter of other files alone',
      bad: run('pull_request', '{ image: i, script: "golangci-lint run ./..." }'),
      edit: ['golangci-lint run ./...', 'poutine analyze_local .'],
      at: '10:50',
    },
    {
      name: 'it starts for other files',
      bad: run('pull_request', '{ image: i, script: "trivy config ." }').replace(
        ' }\n',
        ', pipelinesascode.tekton.dev/on-path-change: "[docs/**]" }\n',
      ),
      edit: ['docs/**', '**/*.yaml'],
      at: '10:50',
    },
  ],
  notOffered: [
    { name: 'nothing scans', files: run('pull_request', '{ image: i, script: make }') },
    {
      name: 'our other steps scan nothing',
      files: run('pull_request', '{ image: i, script: "plumbline verify-pipeline ." }'),
    },
  ],
});
