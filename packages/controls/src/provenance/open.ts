import type { Outline } from '../control.js';

/** The controls of this section that are not decided here yet, with what they need. */
export const open: readonly Outline[] = [
  {
    id: '7.1.5',
    slug: 'matching-provenance',
    title: 'Provenance is checked before release',
    level: 2,
    assessment: 'automated',
    references: ['OWASP CICD-SEC-9'],
    legs: { G: { needs: ['live'] }, T: { needs: ['live'] } },
  },
  {
    id: '7.2.2',
    slug: 'sbom',
    title: 'Released artifacts have a bill of materials',
    level: 2,
    assessment: 'automated',
    references: ['OWASP CICD-SEC-9', 'CIS SSC 2.4.5/6', 'Scorecard SBOM'],
    legs: { G: { needs: ['human'] }, T: { needs: ['human'] } },
  },
  {
    id: '7.2.4',
    slug: 'verified-artifacts',
    title: 'Artifacts are verified where they are used',
    level: 2,
    assessment: 'automated',
    references: ['OWASP CICD-SEC-9', 'CIS SSC 4.3.1'],
    legs: { G: { needs: ['human'] }, T: { needs: ['human'] } },
  },
  {
    id: '7.2.5',
    slug: 'hermetic-builds',
    title: 'Builds that promise it have no network',
    level: 2,
    assessment: 'automated',
    references: ['OWASP CICD-SEC-3', 'OWASP CICD-SEC-9'],
    legs: { G: { needs: ['human'] }, T: { needs: ['human'] } },
  },
  {
    id: '7.2.6',
    slug: 'non-falsifiable-results',
    title: 'Results cannot be forged between steps',
    level: 2,
    assessment: 'manual',
    references: ['OWASP CICD-SEC-9', 'SLSA Build L3'],
    legs: { T: { needs: ['cluster'] } },
  },
  {
    id: '7.2.7',
    slug: 'reproducible-builds',
    title: 'Builds can be reproduced',
    level: 2,
    assessment: 'manual',
    references: ['CIS SSC 2.4.4'],
    legs: { G: { needs: ['human'] }, T: { needs: ['human'] } },
  },
];
