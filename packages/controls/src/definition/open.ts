import type { Outline } from '../control.js';

/** The controls of this section that are not decided here yet, with what they need. */
export const open: readonly Outline[] = [
  {
    id: '2.1.2',
    slug: 'no-internal-injection',
    title: 'Values of the pipeline itself do not become code',
    level: 2,
    assessment: 'automated',
    references: ['OWASP CICD-SEC-4', 'OSPS BR-01.04'],
    legs: { G: { needs: ['human'] }, T: { needs: ['human'] } },
  },
  {
    id: '2.2.6',
    slug: 'separate-workspaces',
    title: 'Workspaces are not shared between levels of trust',
    level: 2,
    assessment: 'automated',
    references: ['OWASP CICD-SEC-4', 'OWASP CICD-SEC-9'],
    legs: { T: { needs: ['human'] } },
  },
  {
    id: '2.4.5',
    slug: 'bounded-runs',
    title: 'Runs are bounded in time and resources',
    level: 2,
    assessment: 'automated',
    references: ['OWASP CICD-SEC-7', 'zizmor concurrency-limits'],
    legs: { G: { needs: ['human'] }, T: { needs: ['cluster'] } },
  },
  {
    id: '2.5.3',
    slug: 'pinned-models',
    title: 'Models and prompts are pinned',
    level: 2,
    assessment: 'automated',
    references: ['OWASP CICD-SEC-3'],
    legs: { G: { needs: ['human'] }, T: { needs: ['human'] } },
  },
];
