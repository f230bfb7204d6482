import { expectLeg } from '../testing/expect-leg.js';
import { commitBoundApproval } from './commit-bound-approval.js';

const job = (on: string, condition: string, ref: string): string => `on: ${on}
jobs:
  a:
    ${condition}
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
        with: { ref: '${ref}' }
      - run: npm test
`;
const HEAD = '${{ github.event.pull_request.head.sha }}';

expectLeg(commitBoundApproval, 'G', {
  twins: [
    {
      name: 'a branch after a label',
      bad: job(
        '{ pull_request_target: { types: [labeled] } }',
        "if: github.event.label.name == 'safe'",
        '${{ github.event.pull_request.head.ref }}',
      ),
      edit: ['head.ref', 'head.sha'],
      at: '8:23',
    },
    {
      name: 'a label that stays',
      bad: job(
        '{ pull_request_target: { types: [labeled, synchronize] } }',
        "if: contains(github.event.pull_request.labels.*.name, 'safe')",
        HEAD,
      ),
      edit: ['[labeled, synchronize]', '[labeled]'],
      at: '8:23',
    },
    {
      name: 'a number after a comment of a member',
      bad: job(
        'issue_comment',
        "if: github.event.comment.author_association == 'MEMBER'",
        'refs/pull/${{ github.event.issue.number }}/head',
      ),
      edit: ['refs/pull/${{ github.event.issue.number }}/head', 'main'],
      at: '8:23',
    },
    {
      name: 'a branch after the approval of an environment',
      bad: job('pull_request_target', 'environment: review', '${{ github.head_ref }}'),
      edit: ['github.head_ref', 'github.event.pull_request.head.sha'],
      at: '8:23',
    },
  ],
});
