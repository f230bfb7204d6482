import type { Outline } from '../control.js';

/** The controls of this section that are not decided here yet, with what they need. */
export const open: readonly Outline[] = [
  {
    id: '4.1.2',
    slug: 'ephemeral-runners',
    title: 'Self-hosted runners serve one job',
    level: 1,
    assessment: 'partly',
    references: ['OWASP CICD-SEC-7', 'CIS SSC 2.2.1', 'SLSA Build L3 isolation'],
    legs: { G: { needs: ['settings', 'live'] } },
  },
  {
    id: '4.1.3',
    slug: 'runner-groups',
    title: 'Runner groups are limited to chosen repositories',
    level: 1,
    assessment: 'automated',
    references: ['OWASP CICD-SEC-5'],
    legs: { G: { needs: ['settings'] } },
  },
  {
    id: '4.1.5',
    slug: 'blocked-egress',
    title: 'Sensitive jobs cannot connect anywhere',
    level: 2,
    assessment: 'automated',
    references: ['OWASP CICD-SEC-7', 'OWASP CICD-SEC-10', 'CIS SSC 2.2.4'],
    legs: { G: { needs: ['human'] }, T: { needs: ['cluster'] } },
  },
  {
    id: '4.4.4',
    slug: 'admission-policy',
    title: 'Admission refuses unsigned or unpinned runs',
    level: 2,
    assessment: 'automated',
    references: ['OWASP CICD-SEC-9'],
    legs: { T: { needs: ['cluster'] } },
  },
];
