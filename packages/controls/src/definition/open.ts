import type { Control } from '../control.js';

/** The controls of this section that are not decided here yet, with what they need. */
export const open: readonly Control[] = [
  {
    id: '2.1.2',
    slug: 'no-internal-injection',
    title: 'Values of the pipeline itself do not become code',
    level: 2,
    assessment: 'automated',
    rationale:
      'What comes from inputs, a matrix or outputs is trusted today, and nobody will think of the shell when it is no longer.',
    audit: 'Look for `${{ }}` and `$(params…)` in scripts, whatever stands inside.',
    remediation: 'Hand the value over by `env` and quote the variable.',
    impact: 'None.',
    references: ['OWASP CICD-SEC-4', 'OSPS BR-01.04'],
    legs: { G: { needs: ['human'] }, T: { needs: ['human'] } },
  },
  {
    id: '2.2.6',
    slug: 'separate-workspaces',
    title: 'Workspaces are not shared between levels of trust',
    level: 2,
    assessment: 'automated',
    rationale:
      'A workspace that an untrusted Task may write is a door into the trusted Task that reads it later.',
    audit:
      'List the workspaces that several Tasks share: none that untrusted code writes is read by a Task with credentials.',
    remediation:
      'Bind a workspace of its own to each level of trust, and hand artifacts over by digest.',
    impact: 'Files have to be copied instead of shared.',
    references: ['OWASP CICD-SEC-4', 'OWASP CICD-SEC-9'],
    legs: { T: { needs: ['human'] } },
  },
  {
    id: '2.4.5',
    slug: 'bounded-runs',
    title: 'Runs are bounded in time and resources',
    level: 2,
    assessment: 'automated',
    rationale:
      'A job without a limit can be kept alive to mine, to wait for a secret, or to use up what others need.',
    audit: 'Every job has `timeout-minutes`, every run a timeout, every step requests and limits.',
    remediation: 'Write `timeout-minutes: 15`, `timeouts.pipeline: 1h`, `computeResources.limits`.',
    impact: 'A limit that is too low breaks slow runs.',
    references: ['OWASP CICD-SEC-7', 'zizmor concurrency-limits'],
    legs: { G: { needs: ['human'] }, T: { needs: ['cluster'] } },
  },
  {
    id: '2.5.3',
    slug: 'pinned-models',
    title: 'Models and prompts are pinned',
    level: 2,
    assessment: 'automated',
    rationale:
      "A model or prompt by a name that moves answers differently tomorrow; loading code of a model's repository runs it.",
    audit: 'Every model has a revision, and nothing sets `trust_remote_code`.',
    remediation: 'Name the model by revision or digest, keep prompts in the repository.',
    impact: 'New versions arrive by a change to the file.',
    references: ['OWASP CICD-SEC-3'],
    legs: { G: { needs: ['human'] }, T: { needs: ['human'] } },
  },
];
