import { expectLeg } from '../testing/expect-leg.js';
import { tokenPermissions } from './token-permissions.js';

const workflow = (top: string, job = '', more = ''): string => `on: push
${top}
jobs:
  build:
    runs-on: ubuntu-latest
    ${job}
    steps:
      - uses: actions/checkout@v7
      - run: make
${more}`;

const SECOND = `  test:
    runs-on: ubuntu-latest
    steps: [{ uses: actions/checkout@v7 }, { run: make test }]
`;

const CALLED = `on: workflow_call
jobs: { a: { runs-on: ubuntu-latest, steps: [{ run: make }] } }
`;

expectLeg(tokenPermissions, 'G', {
  twins: [
    {
      name: 'nothing declared',
      bad: workflow('name: ci'),
      edit: ['name: ci', 'permissions: {}'],
      at: '4:3',
    },
    {
      name: 'one job without',
      bad: workflow('name: ci', 'permissions: { contents: read }', SECOND),
      edit: ['    steps: [{', '    permissions: {}\n    steps: [{'],
      at: '10:3',
    },
    {
      name: 'write-all',
      bad: workflow('permissions: write-all'),
      edit: ['write-all', '{ contents: read }'],
      at: '2:14',
    },
    {
      name: 'write-all of a job',
      bad: workflow('permissions: {}', 'permissions: write-all'),
      edit: ['write-all', '{ packages: write }'],
      at: '6:18',
    },
    {
      name: 'a scope that writes for two jobs',
      bad: workflow('permissions: { contents: write }', '', SECOND),
      edit: ['contents: write', 'contents: read'],
      at: '2:26',
    },
    {
      name: 'a scope at the top, from which one job is left out',
      bad: workflow(
        'permissions: { contents: read, issues: write }',
        '',
        SECOND.replace('    steps', '    permissions: { contents: read }\n    steps'),
      ),
      edit: ['issues: write', 'issues: read'],
      at: '2:40',
    },
    {
      name: 'a scope that nothing can use',
      bad: `on: push
jobs:
  a:
    runs-on: ubuntu-latest
    permissions: { contents: write }
    steps:
      - uses: actions/checkout@v7
        with: { persist-credentials: false }
      - run: make
`,
      edit: ['contents: write', 'contents: read'],
      at: '5:30',
    },
    {
      name: 'a scope of a job that tests',
      bad: workflow('permissions: { contents: write }').replace('make', 'npm ci && npm test'),
      edit: ['contents: write', 'contents: read'],
      at: '2:26',
    },
    {
      name: 'a scope of a step that pushes',
      bad: `on: push
jobs:
  a:
    runs-on: ubuntu-latest
    permissions: { contents: write }
    steps: [{ run: make, env: { A: x } }]
`,
      edit: ['A: x', 'T: "${{ github[\'token\'] }}"'],
      at: '5:30',
    },
  ],
  bad: [
    {
      name: 'read-all is said and does not count',
      files: workflow('permissions: read-all'),
      at: ['2:14'],
    },
    { name: 'a workflow that is only called', files: CALLED, at: ['2:9'] },
  ],
  good: [
    { name: 'one job, at the top', files: workflow('permissions: { contents: write }') },
    {
      name: 'each job its own',
      files: workflow('name: ci', 'permissions: { contents: read }'),
    },
  ],
  notApplicable: [
    { name: 'an action only', files: { 'action.yml': 'runs: { using: node24, main: a.js }' } },
  ],
});
