import { expectLeg } from '../testing/expect-leg.js';
import { unspoofableIdentity } from './unspoofable-identity.js';

const job = (condition: string, on = 'pull_request_target'): string => `on: ${on}
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - if: ${condition}
        run: gh pr merge --auto 1
`;

expectLeg(unspoofableIdentity, 'G', {
  twins: [
    { name: 'a bot by who acted last', bad: job("github.actor == 'dependabot[bot]'"), edit: ['github.actor', 'github.event.pull_request.user.login'], at: '6:13' },
    { name: 'the end of the name', bad: job("endsWith(github.triggering_actor, '[bot]')", 'pull_request'), edit: ['github.triggering_actor', 'github.event.pull_request.user.login'], at: '6:13' },
    { name: 'a list of bots', bad: job(`contains(fromJSON('["renovate[bot]"]'), github.actor)`), edit: ['github.actor', 'github.event.pull_request.user.login'], at: '6:13' },
    { name: 'the author of a commit', bad: job("github.event.head_commit.author.name == 'release'", 'push'), edit: ["head_commit.author.name == 'release'", "sender.login == 'release'"], at: '6:13' },
  ],
  good: [
    { name: 'keeps a bot out', files: job("github.actor != 'dependabot[bot]'") },
    { name: 'after a push', files: job("github.actor == 'dependabot[bot]'", 'push') },
  ],
});

const listener = (filter: string): string => `apiVersion: triggers.tekton.dev/v1beta1
kind: EventListener
metadata: { name: l }
spec:
  triggers:
    - template: { ref: t }
      interceptors: [{ ref: { name: cel }, params: [{ name: filter, value: ${filter} }] }]
`;

expectLeg(unspoofableIdentity, 'T', {
  twins: [
    { name: 'the author of a commit', bad: listener(`"body.head_commit.author.name == 'bot'"`), edit: ['head_commit.author.name', 'sender.login'], at: '7:76' },
    { name: 'the address of the pusher', bad: listener(`"body.pusher.email.endsWith('@example.com')"`), edit: ["body.pusher.email.endsWith('@example.com')", "body.sender.login == 'x'"], at: '7:76' },
    {
      name: 'Pipelines as Code',
      bad: `apiVersion: tekton.dev/v1\nkind: PipelineRun\nmetadata:\n  name: p\n  annotations:\n    pipelinesascode.tekton.dev/on-cel-expression: body.user_name == "Bot"\nspec: { pipelineRef: { name: x } }\n`,
      edit: ['user_name', 'user_username'],
      at: '6:51',
    },
  ],
});
