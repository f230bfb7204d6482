import { expectLeg } from '../testing/expect-leg.js';
import { noPublicSelfHosted } from './no-public-self-hosted.js';

const workflow = (on: string, job: string): string => `on: ${on}
jobs:
  build:
    ${job}
    steps: [ { run: make } ]
`;
const OWN = 'github.event.pull_request.head.repo.full_name == github.repository';

expectLeg(noPublicSelfHosted, 'G', {
  twins: [
    {
      name: 'a label that every machine of one’s own has',
      bad: `on: pull_request
jobs:
  a:
    runs-on: [ linux, x64 ]
    steps: []
`,
      edit: ['linux, x64', 'ubuntu-24.04'],
      at: '4:16',
    },
    {
      name: 'a group',
      bad: `on: pull_request
jobs:
  a:
    runs-on: { group: datacentre }
    steps: []
`,
      edit: ['datacentre', 'ubuntu-large'],
      at: '4:23',
    },
    {
      name: 'a list of labels in a row of the matrix',
      bad: workflow(
        'pull_request',
        'runs-on: "${{ matrix.on }}"\n    strategy: { matrix: { include: [{ on: [self-hosted, gpu] }] } }',
      ),
      edit: ['[self-hosted, gpu]', '[ubuntu-24.04]'],
      at: '4:14',
    },
    {
      name: 'a pull request on a machine of ours',
      bad: workflow('pull_request', 'runs-on: self-hosted'),
      edit: ['self-hosted', 'ubuntu-24.04'],
      at: '4:14',
    },
    {
      name: 'the event',
      bad: workflow('[push, pull_request]', 'runs-on: [ self-hosted, linux ]'),
      edit: ['[push, pull_request]', '[push]'],
      at: '4:16',
    },
    {
      name: 'forks are let in',
      bad: workflow(
        'pull_request',
        'runs-on: { labels: self-hosted }\n    if: github.actor != null',
      ),
      edit: ['github.actor != null', OWN],
      at: '4:24',
    },
    {
      name: 'the matrix chooses it',
      bad: workflow(
        'pull_request',
        'runs-on: ${{ matrix.os }}\n    strategy: { matrix: { os: [ ubuntu-24.04, self-hosted ] } }',
      ),
      edit: ['self-hosted', 'windows-2025'],
      at: '4:14',
    },
    {
      name: 'forks are let in beside pushes',
      bad: workflow(
        '[push, pull_request]',
        `runs-on: self-hosted\n    if: github.event_name == 'push' || github.event_name == 'pull_request'`,
      ),
      edit: [`|| github.event_name == 'pull_request'`, `|| ${OWN}`],
      at: '4:14',
    },
  ],
  bad: [
    {
      name: 'a called workflow',
      files: {
        '.github/workflows/ci.yml':
          'on: pull_request\njobs:\n  a: { uses: ./.github/workflows/build.yml }\n',
        '.github/workflows/build.yml': workflow('workflow_call', 'runs-on: self-hosted'),
      },
      at: ['.github/workflows/build.yml:4:14'],
    },
  ],
  good: [
    {
      name: 'only what was merged',
      files: workflow(
        '{ pull_request: { types: [ closed ] } }',
        'runs-on: self-hosted\n    if: github.event.pull_request.merged == true',
      ),
    },
  ],
  notApplicable: [{ name: 'machines of GitHub', files: workflow('push', 'runs-on: ubuntu-24.04') }],
});
