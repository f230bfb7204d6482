import { expectLeg } from '../testing/expect-leg.js';
import { untrustedArtifacts } from './untrusted-artifacts.js';

const job = (
  download: string,
  run: string,
  condition = 'success()',
): string => `on: { workflow_run: { workflows: [ci], types: [completed] } }
permissions: { contents: write }
jobs:
  a:
    if: ${condition}
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v7
      - ${download}
      - run: ${run}
`;
const DOWNLOAD = (path: string): string =>
  `{ uses: actions/download-artifact@v6, with: { run-id: '\${{ github.event.workflow_run.id }}', path: '${path}' } }`;

expectLeg(untrustedArtifacts, 'G', {
  twins: [
    {
      name: 'a number that nobody looked at',
      bad: `on: { workflow_run: { workflows: [ci], types: [completed] } }
permissions: { pull-requests: write }
jobs:
  a:
    runs-on: x
    steps:
      - run: gh run download 1 -D "$RUNNER_TEMP/pr"
      - run: echo "N=$(cat "$RUNNER_TEMP/pr/n")" >> "$GITHUB_ENV"
`,
      edit: ['N=$(cat "$RUNNER_TEMP/pr/n")', 'N=$(tr -cd 0-9 < "$RUNNER_TEMP/pr/n")'],
      at: '8:14',
    },
    {
      name: 'an artifact that no job here makes',
      bad: job('{ uses: actions/download-artifact@v6, with: { name: a } }', './a/run.sh'),
      edit: ['./a/run.sh', 'wc -c a/data'],
      at: '9:17',
    },
    {
      name: 'a file of the folder, or a command of its name',
      bad: job(DOWNLOAD('${{ runner.temp }}/docs'), 'bash "$RUNNER_TEMP/docs/a.sh"'),
      edit: ['bash "$RUNNER_TEMP/docs/a.sh"', 'npm run publish-docs'],
      at: '9:17',
    },
    {
      name: 'into the working folder',
      bad: job(DOWNLOAD('.'), './scripts/comment.sh'),
      edit: ["path: '.'", "path: '${{ runner.temp }}/a'"],
      at: '9:17',
    },
    {
      name: 'only read',
      bad: job(DOWNLOAD('out'), 'npm ci && npm run report'),
      edit: ['npm ci && npm run report', 'cat out/summary.txt'],
      at: '9:17',
    },
    {
      name: 'by another action',
      bad: job('{ uses: dawidd6/action-download-artifact@v11, with: { name: x } }', 'make deploy'),
      edit: ['name: x', 'path: /tmp/x'],
      at: '9:17',
    },
    {
      name: 'after a push only',
      bad: job(DOWNLOAD('.'), 'make', "github.event.workflow_run.conclusion == 'success'"),
      edit: ["conclusion == 'success'", "event == 'push'"],
      at: '9:17',
    },
  ],
  notApplicable: [
    {
      name: 'an artifact of the same run',
      files: job(
        'uses: actions/upload-artifact@v6\n      - uses: actions/download-artifact@v6',
        'make',
      ),
    },
  ],
});

const run = (name: string, event: string, binding: string): string => `apiVersion: tekton.dev/v1
kind: PipelineRun
metadata:
  name: ${name}
  annotations: { pipelinesascode.tekton.dev/on-event: "[${event}]" }
spec:
  pipelineRef: { name: build }
  workspaces: [ { name: source, ${binding} } ]
`;
const build = (script: string): string => `apiVersion: tekton.dev/v1
kind: Pipeline
metadata: { name: build }
spec:
  workspaces: [ { name: source } ]
  tasks:
    - name: make
      workspaces: [ { name: files, workspace: source } ]
      taskSpec:
        workspaces: [ { name: files } ]
        steps: [ { image: i, script: "${script}" } ]
`;
const CLAIM = 'persistentVolumeClaim: { claimName: builds }';
const both = (binding: string, script: string): string =>
  [
    run('pr', 'pull_request', `${CLAIM}, subPath: pr`),
    run('push', 'push', binding),
    build(script),
  ].join('---\n');

expectLeg(untrustedArtifacts, 'T', {
  twins: [
    {
      name: 'a release builds in the volume of pull requests',
      bad: both('persistentVolumeClaim: { claimName: "builds" }', 'make release'),
      edit: ['"builds"', '"releases"'],
      at: '17:69',
    },
    {
      name: 'a release has the whole volume',
      bad: both(`${CLAIM}, subPath: ""`, './publish.sh'),
      edit: ['subPath: ""', 'subPath: release'],
      at: '17:69',
    },
    {
      name: 'a release runs what it should only read',
      bad: both(CLAIM, 'npm run report'),
      edit: ['npm run report', 'cat report.json'],
      at: '17:69',
    },
    {
      name: 'an archive of a pull request over the sources',
      bad: `apiVersion: tekton.dev/v1
kind: Task
metadata: { name: a }
spec:
  steps:
    - { name: a, script: "aws s3 cp s3://ci/pull-requests/1/a.tgz a.tgz && tar -xzf a.tgz\\n./report.sh" }
`,
      edit: ['-xzf a.tgz', '-xzf a.tgz -C /tmp/a'],
      at: '6:26',
    },
  ],
  notApplicable: [
    {
      name: 'volumes that end with the run',
      files: both('emptyDir: {}', 'make').replace(`${CLAIM}, subPath: pr`, 'emptyDir: {}'),
    },
  ],
});
