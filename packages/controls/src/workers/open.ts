import type { Control } from '../control.js';

/** The controls of this section that are not decided here yet, with what they need. */
export const open: readonly Control[] = [
  {
    id: '4.1.2',
    slug: 'ephemeral-runners',
    title: 'Self-hosted runners serve one job',
    level: 1,
    assessment: 'partly',
    rationale:
      'What a job leaves on a machine, the next job finds: poisoned tools, caches and credentials.',
    audit:
      'Settings, Actions, Runners: every self-hosted runner is marked as ephemeral, or comes from a scale set that ends it after one job.',
    remediation: 'Start runners with `--ephemeral`, or use runner scale sets.',
    impact: 'Every job starts from nothing.',
    references: ['OWASP CICD-SEC-7', 'CIS SSC 2.2.1', 'SLSA Build L3 isolation'],
    legs: { G: { needs: ['settings', 'live'] } },
  },
  {
    id: '4.1.3',
    slug: 'runner-groups',
    title: 'Runner groups are limited to chosen repositories',
    level: 1,
    assessment: 'automated',
    rationale:
      'A group that is open to all repositories is open to the one with the weakest workflow, and to public ones if that is allowed.',
    audit:
      'Settings of the organisation, Actions, Runner groups: each is limited to chosen repositories and workflows, and public repositories are not allowed.',
    remediation: 'Limit each group to the repositories and workflows that need it.',
    impact: 'A new repository has to be added.',
    references: ['OWASP CICD-SEC-5'],
    legs: { G: { needs: ['settings'] } },
  },
];
