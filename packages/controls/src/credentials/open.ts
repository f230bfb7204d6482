import type { Outline } from '../control.js';

/** The controls of this section that are not decided here yet, with what they need. */
export const open: readonly Outline[] = [
  {
    id: '3.1.2',
    slug: 'default-token',
    title: 'The default token is read-only and cannot approve',
    level: 1,
    assessment: 'automated',
    references: ['OWASP CICD-SEC-5', 'CIS SSC 1.3.8'],
    legs: { G: { needs: ['settings'] } },
  },
  {
    id: '3.2.4',
    slug: 'environment-secrets',
    title: 'Secrets of deployments live in protected environments',
    level: 2,
    assessment: 'automated',
    references: ['OWASP CICD-SEC-6', 'OWASP CICD-SEC-1', 'zizmor secrets-outside-env'],
    legs: { G: { needs: ['settings'] } },
  },
  {
    id: '3.2.5',
    slug: 'fresh-secrets',
    title: 'Secrets are limited in reach, rotated and used',
    level: 1,
    assessment: 'automated',
    references: ['OWASP CICD-SEC-6'],
    legs: { G: { needs: ['settings'] } },
  },
  {
    id: '3.2.7',
    slug: 'no-standing-credentials',
    title: 'No standing credential can write',
    level: 1,
    assessment: 'partly',
    references: ['OWASP CICD-SEC-2', 'OWASP CICD-SEC-6'],
    legs: { G: { needs: ['settings'] } },
  },
  {
    id: '3.3.3',
    slug: 'signing-identity',
    title: 'Chains signs with a managed identity',
    level: 2,
    assessment: 'automated',
    references: ['OWASP CICD-SEC-6', 'OWASP CICD-SEC-9'],
    legs: { T: { needs: ['cluster'] } },
  },
];
