import { expectLeg } from '../testing/expect-leg.js';
import { boundedRuns } from './bounded-runs.js';

expectLeg(boundedRuns, 'G', {
  twins: [
    {
      name: 'a job',
      bad: `on: push
jobs:
  test:
    runs-on: ubuntu-latest
    timeout: 15
    steps:
      - run: make
`,
      edit: ['timeout:', 'timeout-minutes:'],
      at: '3:3',
    },
    {
      name: 'its only step',
      bad: `on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - { name: five, run: make }
`,
      edit: ['name: five', 'timeout-minutes: 5'],
      at: '3:3',
    },
    {
      name: 'one step of two',
      bad: `on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - { timeout-minutes: 5, run: make }
      - { name: five, run: make check }
`,
      edit: ['name: five', 'timeout-minutes: 5'],
      at: '3:3',
    },
  ],
  good: [
    {
      name: 'a called workflow bounds its own jobs',
      files: `on: push
jobs:
  test:
    uses: ./.github/workflows/test.yml
`,
    },
  ],
});
