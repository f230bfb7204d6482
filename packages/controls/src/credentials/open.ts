import type { Control } from '../control.js';

/** The controls of this section that are not decided here yet, with what they need. */
export const open: readonly Control[] = [
  {
    id: '3.1.2',
    slug: 'default-token',
    title: 'The default token is read-only and cannot approve',
    level: 1,
    assessment: 'automated',
    rationale:
      'Every workflow that does not say what its token may do gets the default. Where that may write, any of them can push; where Actions may approve, one can review its own pull request.',
    audit:
      'Settings, Actions, General: workflow permissions are read-only, and Actions cannot create and approve pull requests.',
    remediation:
      '`gh api -X PUT repos/OWNER/REPOSITORY/actions/permissions/workflow -f default_workflow_permissions=read -F can_approve_pull_request_reviews=false`',
    impact: 'Workflows that write have to say so.',
    references: ['OWASP CICD-SEC-5', 'CIS SSC 1.3.8'],
    legs: { G: { needs: ['settings'] } },
  },
  {
    id: '3.2.4',
    slug: 'environment-secrets',
    title: 'Secrets of deployments live in protected environments',
    level: 2,
    assessment: 'automated',
    rationale:
      'A secret of the repository can be read by every workflow on every branch. An environment with rules gives it only to the branches and people that the rules name.',
    audit:
      'Settings, Environments: the environments that jobs name have reviewers or branch rules, and the secrets of deployments are there and nowhere else.',
    remediation:
      'Move the secrets of deployments into an environment, and limit that to protected branches.',
    impact: 'Somebody has to approve, or the branch has to be protected.',
    references: ['OWASP CICD-SEC-6', 'OWASP CICD-SEC-1', 'zizmor secrets-outside-env'],
    legs: { G: { needs: ['settings'] } },
  },
  {
    id: '3.2.5',
    slug: 'fresh-secrets',
    title: 'Secrets are limited in reach, rotated and used',
    level: 1,
    assessment: 'automated',
    rationale:
      'A secret that nobody uses or that is years old is one that nobody would miss when it is copied.',
    audit:
      'List secrets with their dates and who can see them; each was renewed within a year, is used by a workflow, and is visible to the repositories that need it.',
    remediation:
      'Delete what is not used, renew what is old, and limit what the organisation shares.',
    impact: 'A renewal has to reach every place that uses the secret.',
    references: ['OWASP CICD-SEC-6'],
    legs: { G: { needs: ['settings'] } },
  },
  {
    id: '3.2.7',
    slug: 'no-standing-credentials',
    title: 'No standing credential can write',
    level: 1,
    assessment: 'partly',
    rationale:
      'A key that deploys, or a token that never ends, works for whoever finds it, from anywhere, for as long as nobody looks.',
    audit:
      'List deploy keys that may write, classic tokens, and collaborators from outside with administration.',
    remediation: 'Remove them; use an App with few rights, or fine-grained tokens that end.',
    impact: 'Scripts that used the token have to change.',
    references: ['OWASP CICD-SEC-2', 'OWASP CICD-SEC-6'],
    legs: { G: { needs: ['settings'] } },
  },
];
