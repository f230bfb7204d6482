import { expectLeg } from '../testing/expect-leg.js';
import { noUnattendedMerge } from './no-unattended-merge.js';

const job = (condition: string, step: string, on = 'pull_request_target'): string => `on: ${on}
permissions: { contents: write, pull-requests: write }
jobs:
  a:
    if: ${condition}
    runs-on: ubuntu-latest
    steps:
      - ${step}
`;
const AUTHOR = "github.event.pull_request.user.login == 'dependabot[bot]'";

expectLeg(noUnattendedMerge, 'G', {
  twins: [
    {
      name: 'past the rules',
      bad: job(AUTHOR, 'run: gh pr merge --admin --squash "$URL"'),
      edit: ['--admin', '--auto'],
      at: '8:14',
    },
    {
      name: 'merges everything',
      bad: job('success()', 'run: gh pr merge --auto --squash "$URL"'),
      edit: ['success()', AUTHOR],
      at: '8:14',
    },
    {
      name: 'approves everything',
      bad: job('success()', 'run: gh pr review --approve "$URL"', 'pull_request'),
      edit: ['success()', AUTHOR],
      at: '8:14',
    },
    {
      name: 'an action that approves',
      bad: job("github.event.action == 'opened'", 'uses: hmarr/auto-approve-action@v4'),
      edit: ["github.event.action == 'opened'", AUTHOR],
      at: '8:15',
    },
    {
      name: 'a bot approves, and merges itself',
      bad: job(AUTHOR, 'run: gh pr review --approve "$URL" && gh pr merge --auto "$URL"'),
      edit: ['--approve', '--comment'],
      at: '8:14',
    },
    {
      name: 'a comment in place of an approval',
      bad: job('success()', 'run: gh pr review --approve "$URL"'),
      edit: ['--approve', '--comment'],
      at: '8:14',
    },
  ],
});
