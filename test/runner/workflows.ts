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
  /** What the policy says beside the keys that it trusts. */
  readonly policy?: string;
  readonly steps: (uses: (action: string) => string) => string;
}

const ATTEST = (
  uses: (action: string) => string,
): string => `- run: mkdir dist && date +%s > dist/app.txt
- id: attest
  uses: ${uses('attest-run')}
  with:
    key: \${{ secrets.PLUMBLINE_KEY }}
    subjects: dist/app.txt
    store: dir:\${{ runner.temp }}/records
    offline: true
`;

/** Signing is followed by a look at what it wrote. */
export const USAGES: Readonly<Record<string, Usage>> = {
  'attest-run': { fetchDepth: 1, steps: (uses) => ATTEST(uses).replace('id: attest', 'id: step') },
  'audit-artifact': {
    fetchDepth: 1,
    policy: `audit:
  level: 1
  time: optional
  build: { signers: [ci] }
  trigger: { require: optional }
  pipeline: { require: optional }
  configuration: { require: optional }
  functions: { require: optional }
`,
    steps: (uses) => `${ATTEST(uses)}- id: step
  uses: ${uses('audit-artifact')}
  with:
    target: dist/app.txt
    store: dir:\${{ runner.temp }}/records
`,
  },
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
