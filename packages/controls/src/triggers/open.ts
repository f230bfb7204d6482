import type { Control } from '../control.js';

/** The controls of this section that are not decided here yet, with what they need. */
export const open: readonly Control[] = [
  {
    id: '5.1.2',
    slug: 'fork-approval',
    title: 'Runs of forks need approval',
    level: 1,
    assessment: 'automated',
    rationale:
      'A run that a fork starts executes the code of a stranger. Approval by default for all from outside makes somebody look first.',
    audit:
      'Settings, Actions, General: approval is required for all external contributors, and private forks get neither secrets nor a token that writes.',
    remediation:
      '`gh api -X PUT repos/OWNER/REPOSITORY/actions/permissions/fork-pr-contributor-approval -f approval_policy=all_external_contributors`',
    impact: 'Somebody has to approve runs of contributors.',
    references: ['OWASP CICD-SEC-4', 'CIS SSC 2.3.5'],
    legs: { G: { needs: ['settings'] } },
  },
  {
    id: '5.1.4',
    slug: 'execution-protection',
    title: 'Rules say who may start which workflow',
    level: 2,
    assessment: 'automated',
    rationale:
      'A rule of the platform about who may start which workflow holds even where the workflow forgets to ask.',
    audit: 'Rulesets of the organisation name the actors and events of sensitive workflows.',
    remediation: 'Add a ruleset that limits the actors and events of release workflows.',
    impact: 'New people and events have to be added.',
    references: ['OWASP CICD-SEC-1', 'OWASP CICD-SEC-5'],
    legs: { G: { needs: ['settings'] } },
  },
  {
    id: '5.4.1',
    slug: 'allowed-actions',
    title: 'Only chosen, pinned actions may run',
    level: 1,
    assessment: 'automated',
    rationale:
      'Where everything may run, one line in a pull request brings in any code of the world.',
    audit:
      'Settings, Actions, General: only selected actions may run, and pinning to a full commit is required.',
    remediation:
      '`gh api -X PUT repos/OWNER/REPOSITORY/actions/permissions -F enabled=true -f allowed_actions=selected -F sha_pinning_required=true`',
    impact: 'A new source has to be allowed first.',
    references: ['OWASP CICD-SEC-8', 'CIS 1.4'],
    legs: { G: { needs: ['settings'] } },
  },
  {
    id: '5.4.2',
    slug: 'sharing-access',
    title: 'Few repositories may use internal workflows',
    level: 2,
    assessment: 'automated',
    rationale:
      'A repository that shares its workflows with all others shares them with the one that nobody watches.',
    audit: 'Settings, Actions, General, Access: as few repositories as possible.',
    remediation: 'Limit access to the repositories of the organisation that need it.',
    impact: 'None.',
    references: ['OWASP CICD-SEC-5'],
    legs: { G: { needs: ['settings'] } },
  },
  {
    id: '5.4.3',
    slug: 'branch-rules',
    title: 'Branches are protected by active rules',
    level: 1,
    assessment: 'automated',
    rationale:
      'Whoever can push to the branch that releases come from decides what is released, and needs no vulnerability for it.',
    audit:
      'The effective rules of the default and release branches ask for a review by an owner of the code, for checks that pass, forbid force pushes and deletion, and nobody may pass them by.',
    remediation: 'Add a ruleset in state active with these rules, and no bypass.',
    impact: 'Changes take a review.',
    references: [
      'OWASP CICD-SEC-1',
      'CIS SSC 1.1.3–1.1.17',
      'SLSA Source L3/L4',
      'OSPS AC-03',
      'Scorecard Branch-Protection',
    ],
    legs: { G: { needs: ['settings'] } },
  },
  {
    id: '5.4.5',
    slug: 'protected-tags',
    title: 'Release tags are protected and releases immutable',
    level: 1,
    assessment: 'automated',
    rationale:
      'A tag that can be moved makes an old version mean new code; a release whose files can be replaced does too.',
    audit: 'A ruleset forbids updates and deletion of release tags, and immutable releases are on.',
    remediation: 'Add a ruleset for `refs/tags/v*`, and enable immutable releases.',
    impact: 'A wrong release has to be followed by another one.',
    references: ['OWASP CICD-SEC-9', 'zizmor #2372'],
    legs: { G: { needs: ['settings'] } },
  },
  {
    id: '5.4.6',
    slug: 'organisation-access',
    title: 'The organisation limits who may do what',
    level: 1,
    assessment: 'partly',
    rationale:
      'One account without a second factor, or one owner too many, is enough to change everything that is below.',
    audit:
      'Two-factor authentication is required, single sign-on is on, members can read at most, there are two or three owners, and Apps need an approval.',
    remediation: 'Settings of the organisation, Authentication security and Member privileges.',
    impact: 'Members without a second factor are removed.',
    references: ['OWASP CICD-SEC-2', 'CIS SSC 1.2.x', 'CIS SSC 1.3.x', 'OSPS AC-01/02'],
    legs: { G: { needs: ['settings'] } },
  },
  {
    id: '5.4.7',
    slug: 'secured-webhooks',
    title: 'Webhooks have a secret, TLS and a known target',
    level: 1,
    assessment: 'automated',
    rationale:
      'A webhook without a secret can be sent by anybody; one to a foreign host tells it of every push.',
    audit: 'Every webhook has a secret, uses https with verification, and goes to a host of yours.',
    remediation: 'Set a secret, verify `X-Hub-Signature-256`, remove webhooks that nobody knows.',
    impact: 'The receiver has to know the secret.',
    references: ['OWASP CICD-SEC-2', 'OWASP CICD-SEC-8', 'CIS SSC 4.3.4', 'Scorecard Webhooks'],
    legs: { G: { needs: ['settings'] }, T: { needs: ['settings'] } },
  },
  {
    id: '5.4.8',
    slug: 'no-unused-entities',
    title: 'What nobody uses is removed',
    level: 2,
    assessment: 'partly',
    rationale: 'What nobody uses nobody watches, and it keeps its rights.',
    audit: 'List workflows, environments, runners and Apps without a run in a year.',
    remediation: 'Disable or remove them.',
    impact: 'None.',
    references: ['OWASP CICD-SEC-5', 'CIS SSC 1.4.2'],
    legs: { G: { needs: ['settings'] }, T: { needs: ['cluster'] } },
  },
];
