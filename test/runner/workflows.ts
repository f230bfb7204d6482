import { CHECKOUT } from '../support/pipeline-files.js';

export const GATE = '.github/workflows/gate.yml';

/** A job that runs an Action, a later step that uses its outputs, and a job that needs the first one. */
export function gate(steps: string): string {
  return `name: gate
on:
  push:
  pull_request:
  schedule: [{ cron: '0 4 * * 1' }]
permissions:
  contents: read
jobs:
  gate:
    runs-on: ubuntu-latest
    outputs:
      verdict: \${{ steps.step.outputs.verdict }}
    steps:
      - uses: ${CHECKOUT}
        with: { persist-credentials: false }
${indent(steps)}
      - id: later
        if: always()
        env:
          VERDICT: \${{ steps.step.outputs.verdict }}
          REPORT: \${{ steps.step.outputs.report }}
          SHA256: \${{ steps.step.outputs.report-sha256 }}
        run: |
          echo "verdict=$VERDICT"
          test -z "$REPORT" || echo "$SHA256  $REPORT" | sha256sum --check --status
          test -z "$REPORT" || echo 'the report is there'
  deploy:
    needs: gate
    runs-on: ubuntu-latest
    steps:
      - id: deploy
        env:
          VERDICT: \${{ needs.gate.outputs.verdict }}
        run: echo "deployed after $VERDICT"
`;
}

/** What the README of an Action tells to write. */
interface Usage {
  readonly fetchDepth: 1 | 2;
  readonly steps: (uses: (action: string) => string) => string;
}

/** Signing is followed by a look at what it wrote. */
export const USAGES: Readonly<Record<string, Usage>> = {
  'config-benchmark': {
    fetchDepth: 2,
    steps: (uses) => `- id: step
  uses: ${uses('config-benchmark')}
`,
  },
  'sign-pipeline': {
    fetchDepth: 1,
    steps: (uses) => `- id: step
  uses: ${uses('sign-pipeline')}
  with:
    key: \${{ secrets.PLUMBLINE_KEY }}
- id: verify
  uses: ${uses('verify-pipeline')}
  with: { worktree: true }
`,
  },
  'verify-pipeline': {
    fetchDepth: 1,
    steps: (uses) => `- id: step
  uses: ${uses('verify-pipeline')}
`,
  },
};

function indent(text: string): string {
  return text.trimEnd().replace(/^/gm, '      ');
}
