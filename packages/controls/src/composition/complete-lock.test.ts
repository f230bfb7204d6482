import { expectLeg } from '../testing/expect-leg.js';
import { completeLock } from './complete-lock.js';

const LOCK = '.github/workflows/actions.lock';
const COMMIT = '0123456789abcdef0123456789abcdef01234567';

const lock = (workflow: string, version = 'v0.0.2'): string => `version: ${version}
workflows:
  .github/workflows/${workflow}:
    - actions/checkout@v7
dependencies:
  actions/checkout@v7:
    ref: v7
    commit: sha1-${COMMIT}
    owner_id: 1
    repo_id: 2
`;

const workflow = (uses: string): string => `on: push
jobs:
  a:
    runs-on: x
    steps:
      - uses: actions/checkout@v7
      - uses: ${uses}
`;

const CI = '.github/workflows/ci.yml';

expectLeg(completeLock, 'G', {
  twins: [
    {
      name: 'a workflow that is not listed',
      path: '.github/workflows/other.yml',
      bad: workflow('actions/cache@v4').replace('uses: actions/checkout@v7', 'run: make'),
      edit: ['actions/cache@v4', `actions/cache@${COMMIT}`],
      at: '7:15',
      beside: { [LOCK]: lock('ci.yml'), [CI]: workflow('./a') },
    },
    {
      name: 'a reference without an entry',
      bad: workflow('actions/cache@v4'),
      edit: ['actions/cache@v4', 'actions/checkout@v7'],
      at: '7:15',
      beside: { [LOCK]: lock('ci.yml') },
    },
    {
      name: 'a version that nobody knows',
      path: LOCK,
      bad: lock('ci.yml', 'v9'),
      edit: ['v9', 'v0.0.2'],
      at: '1:1',
      beside: { [CI]: workflow('./a') },
    },
    {
      name: 'a workflow that is gone',
      path: LOCK,
      bad: lock('gone.yml'),
      edit: ['gone.yml', 'ci.yml'],
      at: '3:3',
      beside: { [CI]: workflow('./a').replace('uses: actions/checkout@v7', 'run: make') },
    },
  ],
  notApplicable: [{ name: 'no lock', files: workflow('./a') }],
});
