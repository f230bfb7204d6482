import { expectLeg } from '../testing/expect-leg.js';
import { unspoofableIdentity } from './unspoofable-identity.js';

const step = (condition: string, on = 'pull_request_target'): string => `on: ${on}
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - if: ${condition}
        run: make
`;

expectLeg(unspoofableIdentity, 'G', {
  twins: [
    {
      name: 'the author of a commit in a script',
      bad: step('always()').replace('make', `'[ "$(git log -1 --format=%an)" = me ] && ./approve'`),
      edit: ['git log -1 --format=%an', 'git rev-parse HEAD'],
      at: '7:14',
    },
    {
      name: 'a part of a name',
      bad: step(`startsWith(github.actor, 'acme-')`, 'issue_comment'),
      edit: [`startsWith(github.actor, 'acme-')`, `github.actor == 'acme-release'`],
      at: '6:13',
    },
    {
      name: 'a part of a name, where nobody comes in from outside',
      bad: step(`contains(github.actor, 'bot')`, 'issues'),
      edit: ['issues', 'push'],
      at: '6:13',
    },
    {
      name: 'a bot by the actor',
      bad: step(`github.actor == 'dependabot[bot]'`),
      edit: ['github.actor', 'github.event.pull_request.user.login'],
      at: '6:13',
    },
    {
      name: 'a bot by the actor, without privileges',
      bad: step(`\${{ 'renovate[bot]' == github['triggering_actor'] }}`, 'pull_request'),
      edit: [`github['triggering_actor']`, 'github.event.pull_request.user.login'],
      at: '6:13',
    },
    {
      name: 'a bot in a list',
      bad: step(
        `contains(fromJSON('["dependabot[bot]"]'), github.actor) && github.event.action != 'closed'`,
      ),
      edit: ['github.actor', 'github.event.pull_request.user.login'],
      at: '6:13',
    },
    {
      name: 'a bot by the actor, in a job',
      bad: `on: [pull_request_target]
jobs: { merge: { runs-on: ubuntu-latest, if: "github.actor == 'dependabot[bot]' || github.event.pull_request.user.login == 'me'", steps: [{ run: make }] } }
`,
      edit: ["github.actor == 'dependabot[bot]' ||", "github.actor == 'dependabot[bot]' &&"],
      at: '2:46',
    },
    {
      name: 'a bot, in a script',
      bad: step('always()').replace(
        'run: make',
        `run: 'if [ "$GITHUB_ACTOR" = "dependabot[bot]" ]; then make; fi'`,
      ),
      edit: ['$GITHUB_ACTOR', '$PULL_AUTHOR'],
      at: '7:14',
    },
    {
      name: 'the end of the name of a bot',
      bad: step("endsWith(github.triggering_actor, '[bot]')", 'pull_request'),
      edit: ['github.triggering_actor', 'github.event.pull_request.user.login'],
      at: '6:13',
    },
    {
      name: 'the author of a commit',
      bad: step(`github.event.head_commit.author.email == 'me@example.com'`, 'push'),
      edit: ['head_commit.author.email', 'sender.login'],
      at: '6:13',
    },
    {
      name: 'a branch after another workflow',
      bad: step(
        `github.event.workflow_run.head_branch == 'main'`,
        '{ workflow_run: { workflows: [ci], types: [completed] } }',
      ),
      edit: [
        "head_branch == 'main'",
        "head_branch == 'main' && github.event.workflow_run.event == 'push'",
      ],
      at: '6:13',
    },
    {
      name: 'a branch of a bot',
      bad: step(`startsWith(github.head_ref, 'dependabot/')`),
      edit: [
        "'dependabot/')",
        "'dependabot/') && github.event.pull_request.head.repo.full_name == github.repository",
      ],
      at: '6:13',
    },
  ],
  good: [
    { name: 'not a bot', files: step(`github.actor != 'dependabot[bot]'`) },
    { name: 'who comments', files: step(`github.actor == 'me[bot]'`, 'issue_comment') },
    { name: 'no author', files: step(`github.event.head_commit.author.name != 'bot'`, 'push') },
    {
      name: 'a branch without privileges',
      files: step(`github.head_ref == 'main'`, 'pull_request'),
    },
    {
      name: 'a branch after a workflow of pushes',
      files: {
        '.github/workflows/ci.yml': step(
          `github.event.workflow_run.head_branch == 'main'`,
          '{ workflow_run: { workflows: [Build] } }',
        ),
        '.github/workflows/build.yml': `name: Build\n${step('always()', 'push')}`,
      },
    },
  ],
  notApplicable: [{ name: 'no workflow', files: { 'a.txt': '' } }],
});

const listener = (filter: string): string => `apiVersion: triggers.tekton.dev/v1beta1
kind: EventListener
metadata: { name: ci }
spec:
  triggers:
    - name: push
      interceptors:
        - ref: { name: cel }
          params: [{ name: filter, value: "${filter}" }]
`;
const annotated = (expression: string): string => `apiVersion: tekton.dev/v1
kind: PipelineRun
metadata:
  name: ci
  annotations: { pipelinesascode.tekton.dev/on-cel-expression: "${expression}" }
spec: { pipelineRef: { name: ci } }
`;

expectLeg(unspoofableIdentity, 'T', {
  twins: [
    {
      name: 'the author of a commit',
      bad: listener(`body.head_commit.author.email == 'me@example.com'`),
      edit: ['body.head_commit.author.email', 'body.sender.login'],
      at: '9:43',
    },
    {
      name: 'the address of the pusher',
      bad: listener(`body.pusher.email.endsWith('@example.com')`),
      edit: ["body.pusher.email.endsWith('@example.com')", "body.sender.login == 'x'"],
      at: '9:43',
    },
    {
      name: 'a name that people choose',
      bad: annotated(`body.user_name == 'Bot'`),
      edit: ['user_name', 'user_username'],
      at: '5:64',
    },
    {
      name: 'a header',
      bad: listener(`header.match('X-Forwarded-User', 'me')`),
      edit: ['X-Forwarded-User', 'X-GitHub-Event'],
      at: '9:43',
    },
    {
      name: 'a bot that caused the event',
      bad: listener(`body.sender.login == 'dependabot[bot]' && has(body.pull_request)`),
      edit: ['body.sender.login', 'body.pull_request.user.login'],
      at: '9:43',
    },
    {
      name: 'a branch of a bot',
      bad: annotated(`event == 'pull_request' && source_branch.startsWith('renovate/')`),
      edit: [
        "source_branch.startsWith('renovate/')",
        "body.pull_request.user.login == 'renovate[bot]'",
      ],
      at: '5:64',
    },
    {
      name: 'an author in a when',
      bad: `apiVersion: tekton.dev/v1
kind: PipelineRun
metadata: { name: ci }
spec:
  pipelineSpec:
    tasks:
      - name: a
        taskRef: { name: a }
        when: [{ input: "{{ body.head_commit.author.name }}", operator: in, values: [me] }]
`,
      edit: ['body.head_commit.author.name', 'body.sender.login'],
      at: '9:25',
    },
  ],
  good: [
    {
      name: 'a branch that is pushed',
      files: annotated(`event == 'push' && source_branch == 'main'`),
    },
  ],
  notApplicable: [{ name: 'no resource', files: { 'a.txt': '' } }],
});
