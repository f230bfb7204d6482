import { expectLeg } from '../testing/expect-leg.js';
import { noEndOfLife } from './no-end-of-life.js';

const workflow = (runner: string, uses: string): string => `on: push
jobs:
  build:
    strategy: { matrix: { os: [ubuntu-24.04, windows-2019] } }
    runs-on: ${runner}
    steps:
      - uses: ${uses}
`;

const COMMIT = '0123456789abcdef0123456789abcdef01234567';

expectLeg(noEndOfLife, 'G', {
  twins: [
    {
      name: 'an image',
      bad: workflow('ubuntu-20.04', 'actions/checkout@v7'),
      edit: ['ubuntu-20.04', 'ubuntu-22.04'],
      at: '5:14',
    },
    {
      name: 'an image of the matrix',
      bad: workflow('${{ matrix.os }}', 'actions/checkout@v7'),
      edit: ['windows-2019', 'windows-2022'],
      at: '5:14',
    },
    {
      name: 'a version',
      bad: workflow('ubuntu-24.04', 'actions/upload-artifact@v3'),
      edit: ['@v3', '@v4'],
      at: '7:15',
    },
    {
      name: 'a runtime',
      path: 'action.yml',
      bad: 'runs: { using: node16, main: index.js }\n',
      edit: ['node16', 'node24'],
      at: '1:16',
    },
  ],
  good: [{ name: 'a runner of our own', files: workflow('[self-hosted, linux]', './a') }],
  notApplicable: [{ name: 'nothing', files: { 'a.txt': '' } }],
});

expectLeg(noEndOfLife, 'G', {
  twins: [
    {
      name: 'a commit with its version',
      bad: workflow('ubuntu-24.04', `actions/cache@${COMMIT} # v2.1.7`),
      edit: ['v2.1.7', 'v4.2.0'],
      at: '7:15',
    },
    {
      name: 'an older one',
      bad: workflow('ubuntu-24.04', `actions/setup-go@${COMMIT} # tag=v3`),
      edit: ['tag=v3', 'tag=v6'],
      at: '7:15',
    },
    {
      name: 'in capitals',
      bad: workflow('ubuntu-24.04', `Actions/Stale@v8.0.0`),
      edit: ['v8.0.0', 'v9.0.0'],
      at: '7:15',
    },
  ],
  except: [
    'flow style',
    'reversed keys',
    'double quotes',
    'single quotes',
    'on: list',
    'on: map',
    'comments',
  ],
});

const task = (
  version: string,
  kind: string,
  spec = 'spec: { steps: [] }',
): string => `apiVersion: ${version}
kind: ${kind}
metadata: { name: a, annotations: { tekton.dev/deprecated: "false" } }
${spec}
`;

expectLeg(noEndOfLife, 'T', {
  twins: [
    {
      name: 'an API version',
      bad: task('tekton.dev/v1alpha1', 'Task'),
      edit: ['v1alpha1', 'v1beta1'],
      at: '1:13',
    },
    {
      name: 'an API version of triggers',
      bad: task('triggers.tekton.dev/v1alpha1', 'TriggerBinding'),
      edit: ['v1alpha1', 'v1beta1'],
      at: '1:13',
    },
    {
      name: 'a kind',
      bad: task('tekton.dev/v1beta1', 'ClusterTask'),
      edit: ['ClusterTask', 'Task'],
      at: '2:7',
    },
    {
      name: 'a reference',
      bad: task(
        'tekton.dev/v1',
        'Pipeline',
        'spec: { tasks: [{ name: b, taskRef: { name: b, kind: ClusterTask } }] }',
      ),
      edit: ['ClusterTask', 'Task'],
      at: '4:54',
    },
    {
      name: 'a mark',
      bad: task('tekton.dev/v1', 'Task').replace('false', 'true'),
      edit: ['true', 'false'],
      at: '3:60',
    },
  ],
  notApplicable: [{ name: 'nothing', files: { 'a.txt': '' } }],
});
