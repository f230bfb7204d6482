import { expectLeg } from '../testing/expect-leg.js';
import { noPersistedCredentials } from './no-persisted-credentials.js';

const workflow = (steps: string, permissions = 'read'): string => `on: push
permissions: { contents: ${permissions} }
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
${steps}
`;

expectLeg(noPersistedCredentials, 'G', {
  twins: [
    {
      name: 'the default',
      bad: workflow(`      - uses: actions/checkout@v7
        with: { fetch-depth: 0 }
      - run: make`),
      edit: ['fetch-depth: 0', 'fetch-depth: 0, persist-credentials: false'],
      at: '7:15',
    },
    {
      name: 'written out as true, for nothing',
      bad: workflow(`      - uses: actions/checkout@v7
        with: { persist-credentials: true }
      - run: make`),
      edit: [': true', ': false'],
      at: '8:38',
    },
    {
      name: 'a deploy key',
      bad: workflow(`      - uses: actions/checkout@v4
        with:
          ssh-key: \${{ secrets.KEY }}
          persist-credentials: "\${{ true }}"
      - run: npm ci`),
      edit: ['{{ true }}', '{{ false }}'],
      at: '10:32',
    },
    {
      name: 'a job that pushes nothing',
      bad: workflow(`      - uses: Actions/Checkout@v6
      - run: make`),
      edit: ['run: make', 'run: git -C docs push'],
      at: '7:15',
    },
    {
      name: 'a composite action',
      path: 'setup/action.yml',
      bad: `runs:
  using: composite
  steps:
    - uses: actions/checkout@v6
      with: { path: src }
`,
      edit: ['path: src', 'path: src, persist-credentials: no'],
      at: '4:13',
    },
  ],
  good: [
    {
      name: 'an action that commits',
      files: workflow(`      - uses: actions/checkout@v7
      - uses: stefanzweifel/git-auto-commit-action@v7`),
    },
    {
      name: 'a script that pushes',
      files: {
        '.github/workflows/ci.yml': workflow(`      - uses: actions/checkout@v7
      - run: ./scripts/release.sh`),
        'scripts/release.sh': 'git push origin HEAD',
      },
    },
    {
      name: 'an own action that pushes',
      files: {
        '.github/workflows/ci.yml': workflow(`      - uses: actions/checkout@v7
      - uses: ./push`),
        'push/action.yml': 'runs: { using: composite, steps: [{ run: git push, shell: bash }] }',
      },
    },
    {
      name: 'written out where the token may write',
      files: workflow(
        `      - uses: actions/checkout@v7
        with: { persist-credentials: true }
      - run: make release`,
        'write',
      ),
    },
  ],
  notApplicable: [{ name: 'no checkout', files: workflow('      - run: make') }],
});
