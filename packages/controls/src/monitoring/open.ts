import type { Control } from '../control.js';

/** The controls of this section that are not decided here yet, with what they need. */
export const open: readonly Control[] = [
  {
    id: '6.1.3',
    slug: 'secret-scanning',
    title: 'Secret scanning and push protection are on',
    level: 1,
    assessment: 'automated',
    rationale:
      'A credential that was committed is found by others within minutes. Push protection stops it before.',
    audit: 'Settings, Advanced security: secret scanning and push protection are on.',
    remediation: '`gh api -X PATCH repos/OWNER/REPOSITORY --input -` with `security_and_analysis`.',
    impact: 'A push with a credential is refused.',
    references: ['OWASP CICD-SEC-6', 'CIS SSC 1.5.1'],
    legs: { G: { needs: ['settings'] } },
  },
  {
    id: '6.1.4',
    slug: 'dependency-alerts',
    title: 'Dependency alerts and review are on',
    level: 1,
    assessment: 'automated',
    rationale: 'Without alerts a vulnerability that is known to everybody stays unknown here.',
    audit:
      'Dependency graph and alerts are on, and a check reviews the dependencies of pull requests.',
    remediation: 'Enable Dependabot alerts; add `actions/dependency-review-action`, pinned.',
    impact: 'Alerts have to be looked at.',
    references: ['OWASP CICD-SEC-3', 'CIS SSC 1.5.5'],
    legs: { G: { needs: ['settings'] } },
  },
  {
    id: '6.2.2',
    slug: 'audit-log',
    title: 'The audit log is exported and watched',
    level: 2,
    assessment: 'partly',
    rationale:
      'What an attacker changes in settings is told by the audit log alone, and only while it is kept.',
    audit:
      'The audit log goes to a store outside, and changes of rulesets, runners, secrets and Actions policies raise an alert.',
    remediation: 'Configure streaming of the audit log.',
    impact: 'A store, and somebody who looks.',
    references: ['OWASP CICD-SEC-10', 'CIS SSC 1.1.19'],
    legs: { G: { needs: ['settings'] } },
  },
  {
    id: '6.2.3',
    slug: 'cluster-audit',
    title: 'The cluster audits what touches builds',
    level: 2,
    assessment: 'partly',
    rationale:
      'Who created a run, read a secret or entered a pod can be told afterwards only if the cluster wrote it down.',
    audit:
      'The audit policy of the cluster logs `tekton.dev`, reads of secrets and `pods/exec` in build name spaces.',
    remediation: 'Add rules for these to the audit policy.',
    impact: 'More to store.',
    references: ['OWASP CICD-SEC-10', 'CIS-K8s 3.2'],
    legs: { T: { needs: ['cluster'] } },
  },
  {
    id: '6.3.2',
    slug: 'incident-readiness',
    title: 'Credentials can be rotated after an incident',
    level: 2,
    assessment: 'partly',
    rationale:
      'After a compromise every credential that a job could read has to be changed, and a rotation that leaves one out is none.',
    audit:
      'There is a list of tokens and secrets with where they are used, and a rotation was practised.',
    remediation: 'Write the list, rotate once a year, keep the signed record of this benchmark.',
    impact: 'A day a year.',
    references: ['OWASP CICD-SEC-10'],
    legs: { G: { needs: ['human'] }, T: { needs: ['human'] } },
  },
];
