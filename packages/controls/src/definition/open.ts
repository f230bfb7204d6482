import type { Control } from '../control.js';

/** The controls of this section that are not decided here yet, with what they need. */
export const open: readonly Control[] = [
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
