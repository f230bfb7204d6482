import { expectLeg } from '../testing/expect-leg.js';
import { safeCheckout } from './safe-checkout.js';

const COMMIT = '0123456789abcdef0123456789abcdef01234567';

const workflow = (step: string, on = 'pull_request_target', job = ''): string => `on: ${on}
jobs:
  build:
    runs-on: ubuntu-latest${job}
    steps:
      - uses: actions/checkout@${step}
`;
const HEAD = '\n        with: { ref: "${{ github.event.pull_request.head.sha }}" }';

expectLeg(safeCheckout, 'G', {
  twins: [
    {
      name: 'the switch',
      bad: workflow('v7\n        with: { allow-unsafe-pr-checkout: true }'),
      edit: ['true', 'false'],
      at: '7:43',
    },
    {
      name: 'the switch as an expression',
      bad: workflow('v7\n        with: { allow-unsafe-pr-checkout: "${{ inputs.unsafe }}" }'),
      edit: ['${{ inputs.unsafe }}', ''],
      at: '7:43',
    },
    {
      name: 'an old major',
      bad: workflow(`v3${HEAD}`),
      edit: ['@v3', '@v7'],
      at: '6:15',
    },
    {
      name: 'an old version of a patched major',
      bad: workflow(`v4.3.1${HEAD}`),
      edit: ['@v4.3.1', '@v4.4.0'],
      at: '6:15',
    },
    {
      name: 'a commit of an old version',
      bad: workflow(`${COMMIT} # v6.0.2${HEAD}`),
      edit: ['# v6.0.2', '# v6.1.0'],
      at: '6:15',
    },
    {
      name: 'the fork by its name',
      bad: workflow(
        'v2\n        with: { repository: "${{ github.event.workflow_run.head_repository.full_name }}" }',
        'workflow_run',
      ),
      edit: ['github.event.workflow_run.head_repository.full_name', 'github.repository'],
      at: '6:15',
    },
    {
      name: 'a job for everybody',
      bad: workflow(`v3${HEAD}`, 'pull_request_target', '\n    if: "true"'),
      edit: ['"true"', 'github.event.pull_request.head.repo.full_name == github.repository'],
      at: '7:15',
    },
    {
      name: 'a floating major on an own server',
      bad: workflow(`v4${HEAD}`),
      edit: ['@v4', '@v7'],
      at: '6:15',
      given: { platform: 'ghes' },
    },
  ],
  good: [
    { name: 'the base', files: workflow('v3') },
    { name: 'a floating major', files: workflow(`v4${HEAD}`) },
    { name: 'an event of forks without privileges', files: workflow(`v3${HEAD}`, 'pull_request') },
    { name: 'a commit without a version', files: workflow(`${COMMIT}${HEAD}`) },
  ],
  notApplicable: [
    { name: 'no checkout', files: 'on: push\njobs: { a: { steps: [{ run: make }] } }' },
  ],
});
