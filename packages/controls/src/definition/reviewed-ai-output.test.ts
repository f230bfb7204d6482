import { expectLeg } from '../testing/expect-leg.js';
import { reviewedAiOutput } from './reviewed-ai-output.js';

const job = (...steps: readonly string[]): string => `on: workflow_dispatch
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
${steps.map((step) => `      - ${step}\n`).join('')}`;

expectLeg(reviewedAiOutput, 'G', {
  except: ['comments'],
  twins: [
    {
      name: 'an answer in a script',
      bad: job(
        '{ id: ai, uses: actions/ai-inference@v2 }',
        "{ env: { R: '${{ steps.ai.outputs.response }}' }, run: 'echo ${{ steps.ai.outputs.response }}' }",
      ),
      edit: ['echo ${{ steps.ai.outputs.response }}', 'echo "$R"'],
      at: '7:70',
    },
    {
      name: 'an answer that a shell reads',
      bad: job(`run: claude -p "what now" | bash`),
      edit: ['| bash', '| cat'],
      at: '6:37',
    },
    {
      name: 'nothing asks',
      bad: job('run: claude --dangerously-skip-permissions -p "fix it"'),
      edit: ['--dangerously-skip-permissions', '--allowedTools Edit'],
      at: '6:21',
    },
    {
      name: 'nothing asks, by an input',
      bad: job(
        "{ uses: anthropics/claude-code-action@v1, with: { claude_args: '--permission-mode bypassPermissions' } }",
      ),
      edit: ['bypassPermissions', 'plan'],
      at: '6:73',
    },
    {
      name: 'merged in the same job',
      bad: job('uses: anthropics/claude-code-action@v1', 'run: gh pr merge 1'),
      edit: ['merge', 'view'],
      at: '7:14',
    },
    {
      name: 'pushed to the branch',
      bad: job('run: npx codex exec "fix it"', 'run: git commit -am fix && git push'),
      edit: ['git commit', 'git switch -c fix && git commit'],
      at: '7:14',
    },
  ],
});

const task = (script: string): string => `apiVersion: tekton.dev/v1
kind: Task
metadata: { name: t }
spec:
  steps:
    - image: agent
      script: ${script}
`;

expectLeg(reviewedAiOutput, 'T', {
  twins: [
    {
      name: 'codex without approvals by argv',
      bad: `apiVersion: tekton.dev/v1
kind: Task
metadata: {name: t}
spec:
  steps: [{name: a, image: 'ghcr.io/acme/codex', args: [exec, --dangerously-bypass-approvals-and-sandbox, "fix the tests"]}]
`,
      edit: ['--dangerously-bypass-approvals-and-sandbox', '--sandbox=read-only'],
      at: '5:63',
    },
    {
      name: 'eval of an answer',
      bad: task('eval "$(claude -p next)"'),
      edit: ['eval', 'echo'],
      at: '7:15',
    },
    {
      name: 'an answer in a pipe',
      bad: task('codex exec next | sh'),
      edit: ['| sh', '| tee out'],
      at: '7:33',
    },
    {
      name: 'an answer kept and run',
      bad: task('claude -p next > /tmp/a.sql; psql -f /tmp/a.sql'),
      edit: ['psql -f', 'cat'],
      at: '7:44',
    },
    {
      name: 'an answer pushed to the branch that counts',
      bad: task('llm next > fix.patch; git apply fix.patch; git push origin HEAD:main'),
      edit: ['HEAD:main', 'HEAD:bot/fix'],
      at: '7:15',
    },
    { name: 'nothing asks', bad: task('gemini --yolo -p next'), edit: [' --yolo', ''], at: '7:22' },
  ],
});
