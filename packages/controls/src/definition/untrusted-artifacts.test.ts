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
      files: job('uses: actions/download-artifact@v6', 'make'),
    },
  ],
});
