import { expectLeg } from '../testing/expect-leg.js';
import { noPromptInjection } from './no-prompt-injection.js';

const job = (on: string, step: string): string => `on: ${on}
permissions: { contents: write }
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - ${step}
`;

expectLeg(noPromptInjection, 'G', {
  except: ['comments'],
  twins: [
    {
      name: 'the body of an issue in the prompt',
      bad: job(
        'issues',
        "{ uses: anthropics/claude-code-action@v1, with: { prompt: 'Triage ${{ github.event.issue.body }}' } }",
      ),
      edit: ['issue.body', 'issue.number'],
      at: '7:75',
    },
    {
      name: 'by the environment on the command line',
      bad: job(
        'issue_comment',
        `{ env: { B: '\${{ github.event.comment.body }}' }, run: 'claude -p "Answer: $B"' }`,
      ),
      edit: ['Answer: $B', 'Answer: all'],
      at: '7:65',
    },
    {
      name: 'anybody may talk to it',
      bad: job(
        'issue_comment',
        "{ uses: anthropics/claude-code-action@v1, with: { allowed_non_write_users: '*' } }",
      ),
      edit: ["'*'", "''"],
      at: '7:84',
    },
    {
      name: 'for members only',
      bad: job(
        'issue_comment',
        "{ if: github.event.comment.body != 'x', uses: openai/codex-action@v1, with: { prompt: '${{ github.event.comment.body }}' } }",
      ),
      edit: [
        "github.event.comment.body != 'x'",
        "github.event.comment.author_association == 'MEMBER'",
      ],
      at: '7:96',
    },
  ],
  good: [
    {
      name: 'inference without tools',
      files: job(
        'issues',
        "{ uses: actions/ai-inference@v2, with: { prompt: '${{ github.event.issue.body }}' } }",
      ),
    },
  ],
});

const pac = (script: string, field: string): string => `apiVersion: tekton.dev/v1
kind: PipelineRun
metadata:
  generateName: r-
  annotations: { pipelinesascode.tekton.dev/on-event: "[pull_request]" }
spec:
  pipelineSpec:
    tasks:
      - name: a
        taskSpec:
          steps:
            - image: agent
              env: [{ name: B, value: "{{ ${field} }}" }]
              script: ${script}
`;

expectLeg(noPromptInjection, 'T', {
  twins: [
    {
      name: 'an agent that reads a comment from a webhook',
      bad: `apiVersion: triggers.tekton.dev/v1beta1
kind: TriggerTemplate
metadata: {name: tt}
spec:
  params: [{name: ask}]
  resourcetemplates:
    - apiVersion: tekton.dev/v1
      kind: TaskRun
      metadata: {generateName: a-}
      spec:
        serviceAccountName: agent
        params: [{name: ask, value: $(tt.params.ask)}]
        taskSpec:
          params: [{name: ask}]
          steps:
            - name: codex
              image: ghcr.io/acme/codex
              env: [{name: OPENAI_API_KEY, valueFrom: {secretKeyRef: {name: ai, key: key}}}]
              command: [codex, exec]
              args: ["$(params.ask)"]
---
apiVersion: triggers.tekton.dev/v1beta1
kind: Trigger
metadata: {name: t}
spec:
  interceptors:
    - ref: {name: github}
      params: [{name: secretRef, value: {secretName: hook, secretKey: token}}, {name: eventTypes, value: [issue_comment]}]
  bindings: [{name: ask, value: $(body.comment.body)}]
  template: {ref: tt}
`,
      edit: ['body.comment.body', 'body.comment.id'],
      at: '20:23',
    },
    {
      name: 'the body of a pull request',
      bad: pac('claude -p "Review $B"', 'body.pull_request.body'),
      edit: ['Review $B', 'Review'],
      at: '14:23',
    },
    {
      name: 'through a pipe',
      bad: pac('echo "$B" | gemini', 'body.pull_request.title'),
      edit: ['pull_request.title', 'pull_request.number'],
      at: '14:35',
    },
    {
      name: 'another program',
      bad: pac('codex exec "$B"', 'body.pull_request.title'),
      edit: ['codex exec', 'echo'],
      at: '14:23',
    },
  ],
});
