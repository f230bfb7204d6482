import { expectLeg } from '../testing/expect-leg.js';
import { guardedTriggers } from './guarded-triggers.js';

const workflow = (on: string, job: string): string => `on: ${on}
permissions: { contents: write }
jobs:
  deploy:
    runs-on: ubuntu-24.04
    ${job}
`;
const COMMAND = `if: startsWith(github.event.comment.body, '/deploy')`;
const MEMBERS = `contains(fromJSON('["OWNER","MEMBER"]'), github.event.comment.author_association)`;
const checkout = (ref: string): string =>
  `steps: [ { uses: actions/checkout@v7, with: { ref: "${ref}" } }, { run: make } ]`;

expectLeg(guardedTriggers, 'G', {
  twins: [
    {
      name: 'a command, in front of an environment',
      bad: workflow(
        'issue_comment',
        `environment: docs\n    if: startsWith(github.event.comment.body, '/a')\n    steps: [ { run: make, env: { K: "\${{ secrets.K }}" } } ]`,
      ),
      edit: ["'/a')", `'/a') && ${MEMBERS}`],
      at: '7:9',
    },
    {
      name: 'a script that compares the comment',
      bad: workflow(
        'issue_comment',
        `steps: [ { env: { B: "\${{ github.event.comment.body }}", W: "\${{ github.event.comment.author_association }}" }, run: 'test "$B" = /go && make' } ]`,
      ),
      edit: ['test "$B"', 'test "$W" = OWNER && test "$B"'],
      at: '6:122',
    },
    {
      name: 'a label, whoever wrote the change',
      bad: workflow(
        '{ pull_request_target: { types: [ labeled ] } }',
        `environment: preview\n    if: github.event.label.name == 'a'\n    ${checkout('${{ github.event.pull_request.head.sha }}')}`,
      ),
      edit: ["== 'a'", "== 'a' && github.event.pull_request.author_association == 'MEMBER'"],
      at: '7:9',
    },
    {
      name: 'a token for the whole repository',
      bad: workflow('pull_request_target', 'steps: [ { run: ./welcome } ]'),
      edit: ['contents: write', 'pull-requests: write'],
      at: '1:5',
    },
    {
      name: 'a token that nobody declared',
      bad: workflow('workflow_run', 'steps: [ { run: ./tell } ]').replace(
        '{ contents: write }',
        '',
      ),
      edit: ['permissions: \n', 'permissions: {}\n'],
      at: '1:5',
    },
    {
      name: 'asked who opened the issue',
      bad: workflow(
        'issue_comment',
        `${COMMAND} && github.event.issue.author_association == 'OWNER'\n    steps: [ { run: make } ]`,
      ),
      edit: ['issue.author', 'comment.author'],
      at: '6:9',
    },
    {
      name: 'a command for everybody',
      bad: workflow('issue_comment', `${COMMAND}\n    steps: [ { run: make } ]`),
      edit: [`'/deploy')`, `'/deploy') && ${MEMBERS}`],
      at: '6:9',
    },
    {
      name: 'a command in a step',
      bad: workflow('issue_comment', `steps:\n      - ${COMMAND}\n        run: make`),
      edit: ['startsWith(', `github.event.comment.author_association == 'OWNER' && startsWith(`],
      at: '7:13',
    },
    {
      name: 'nobody asks for rights',
      bad: workflow(
        'issue_comment',
        `${COMMAND}\n    steps: [ { run: gh api user }, { run: make } ]`,
      ),
      edit: ['gh api user', 'gh api repos/a/b/collaborators/$ACTOR/permission'],
      at: '6:9',
    },
    {
      name: 'code of a pull request',
      bad: workflow('pull_request_target', checkout('${{ github.event.pull_request.head.sha }}')),
      edit: ['pull_request_target', 'push'],
      at: '6:56',
    },
    {
      name: 'code of a fork after a run',
      bad: workflow(
        'workflow_run',
        `if: github.event.workflow_run.conclusion == 'success'\n    ${checkout('${{ github.event.workflow_run.head_sha }}')}`,
      ),
      edit: [`conclusion == 'success'`, `event == 'push'`],
      at: '7:56',
    },
    {
      name: 'an environment with reviewers',
      bad: workflow('pull_request_target', `name: a\n    ${checkout('${{ github.head_ref }}')}`),
      edit: ['name: a', 'environment: review'],
      at: '7:56',
    },
  ],
  good: [
    {
      name: 'a label for new pull requests',
      files: workflow('pull_request_target', 'steps: [ { uses: actions/labeler@v6 } ]').replace(
        'contents',
        'pull-requests',
      ),
    },
    {
      name: 'a comment takes a label off',
      files: workflow('issue_comment', 'steps: [ { run: gh issue edit --remove-label waiting } ]'),
    },
    {
      name: 'nothing to be had',
      files: workflow('issue_comment', `${COMMAND}\n    steps: [ { run: make } ]`).replace(
        'write',
        'read',
      ),
    },
  ],
});
