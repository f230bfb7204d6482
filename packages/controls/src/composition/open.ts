import type { Control } from '../control.js';

/** The controls of this section that are not decided here yet, with what they need. */
export const open: readonly Control[] = [
  {
    id: '1.1.3',
    slug: 'pin-origin',
    title: 'Pinned commits belong to the repository and version that they name',
    level: 1,
    assessment: 'automated',
    rationale:
      'A commit can be reached through the name of a repository that it does not belong to: forks share their objects. A comment that names another version than the commit hides an old or a strange one from review.',
    audit:
      'For every pinned commit look whether a branch or tag of the named repository contains it, and whether the tag of the comment points to it.',
    remediation:
      'Pin again from the release page of the repository, and let an update bot write the comment.',
    impact: 'None.',
    references: ['OWASP CICD-SEC-3', 'OWASP CICD-SEC-8', 'zizmor impostor-commit'],
    legs: { G: { needs: ['network'] } },
  },
  {
    id: '1.1.4',
    slug: 'pin-transitive',
    title: 'What a function itself uses is pinned',
    level: 2,
    assessment: 'automated',
    rationale:
      'An action that is pinned and itself uses others by tag is as movable as they are; so is a Task that downloads the newest version of a tool.',
    audit:
      'Read the `action.yml` or Task at the pinned commit: what it uses is pinned too, and what it downloads is checked against a digest.',
    remediation:
      'Use another function, ask its owner to pin, or copy it into the repository and pin there.',
    impact: 'Copies have to be kept up to date.',
    references: ['OWASP CICD-SEC-3', 'poutine unpinnable_action', 'zizmor unpinned-tools'],
    legs: { G: { needs: ['network'] }, T: { needs: ['network'] } },
  },
  {
    id: '1.1.5',
    slug: 'no-known-vulnerable',
    title: 'No function is known to be vulnerable or compromised',
    level: 1,
    assessment: 'automated',
    rationale:
      'A function with a known flaw, or one that was taken over, runs with the secrets of every job that uses it. Advisories say which versions.',
    audit: 'Look up every function and version in the GitHub Advisory Database and in OSV.',
    remediation:
      'Update to a version that is not affected; if one was compromised, rotate every secret that its jobs could read.',
    impact: 'Updates can change behaviour.',
    references: [
      'OWASP CICD-SEC-3',
      'CIS SSC 2.3.7',
      'CIS SSC 3.2.2',
      'Scorecard Vulnerabilities',
      'zizmor known-vulnerable-actions',
      'CodeQL vulnerable-action',
    ],
    legs: { G: { needs: ['network'] }, T: { needs: ['network'] } },
  },
  {
    id: '1.1.6',
    slug: 'no-abandoned-sources',
    title: 'No function is archived, missing or named like another',
    level: 1,
    assessment: 'automated',
    rationale:
      "Nobody mends an archived repository. The name of a missing one can be registered by anybody, and a name one letter off is somebody else's already.",
    audit:
      'Open the page of every repository that is used: it exists, it is not archived, and it is the one that was meant.',
    remediation: 'Use a maintained function, or a copy under your own name, pinned.',
    impact: 'A replacement may take other inputs.',
    references: ['OWASP CICD-SEC-3', 'OWASP CICD-SEC-8', 'zizmor archived-uses'],
    legs: { G: { needs: ['network'] }, T: { needs: ['network'] } },
  },
  {
    id: '1.1.7',
    slug: 'trusted-sources',
    title: 'Functions come from trusted sources',
    level: 2,
    assessment: 'automated',
    rationale:
      'Whoever adds a function from anywhere gives its author the rights of the job. A list of trusted owners makes that a decision of somebody.',
    audit:
      'Compare the owners of all functions with the list of those that the organisation trusts.',
    remediation:
      'Name the trusted owners in the policy under `verify.sources`, and have additions reviewed.',
    impact: 'A new owner takes a review.',
    references: ['OWASP CICD-SEC-8', 'CIS SSC 1.4.x', 'CIS SSC 3.2.1', 'zizmor forbidden-uses'],
    legs: { G: { needs: ['human'] }, T: { needs: ['human'] } },
  },
  {
    id: '1.1.8',
    slug: 'commit-bound-local-refs',
    title: 'References inside the repository are bound to its commit',
    level: 2,
    assessment: 'automated',
    rationale:
      '`./` is a path of the work space at run time: an earlier checkout or step decides what lies there. A bare name in a cluster is whatever the name space holds when the run starts.',
    audit: 'List `uses: ./…` after a checkout of something else, and `taskRef` by name alone.',
    remediation:
      'Write `uses: $/…`, which is bound to the commit of the workflow; on Tekton use a resolver with a digest or commit.',
    impact: 'A change to a shared Task reaches its users only when they pin it anew.',
    references: ['OWASP CICD-SEC-3', 'OWASP CICD-SEC-4', 'zizmor self-repository'],
    legs: { G: { needs: ['human'] }, T: { needs: ['human'] } },
  },
  {
    id: '1.1.9',
    slug: 'verified-tasks',
    title: 'Remote tasks are verified before they run',
    level: 2,
    assessment: 'automated',
    rationale:
      'A resolver fetches what its source says at that moment. A signature that the controller verifies is what ties it to somebody who reviewed it.',
    audit:
      '`kubectl get verificationpolicy -A -o yaml`: every source of Tasks and Pipelines is matched by a policy in mode `enforce`.',
    remediation:
      'Sign Tasks and Pipelines with `plumbline sign-pipeline --annotate`, and apply a VerificationPolicy for each source.',
    impact: 'Unsigned Tasks no longer run.',
    references: ['OWASP CICD-SEC-9', 'CIS SSC 2.4.3', 'SLSA Build L3'],
    legs: { T: { needs: ['cluster'] } },
  },
  {
    id: '1.2.3',
    slug: 'permitted-registries',
    title: 'Images come from permitted registries',
    level: 2,
    assessment: 'automated',
    rationale:
      'An image from a registry that nobody looks after can disappear, be replaced, or watch who pulls it.',
    audit: 'List the registries of all images and compare them with the permitted ones.',
    remediation: 'Mirror what is used into a registry of your own and refer to it there.',
    impact: 'A mirror has to be kept up to date.',
    references: ['OWASP CICD-SEC-8', 'CIS SSC 3.1.5'],
    legs: { G: { needs: ['human'] }, T: { needs: ['human'] } },
  },
  {
    id: '1.3.3',
    slug: 'restricted-install',
    title: 'Install scripts and odd package sources are restricted',
    level: 2,
    assessment: 'automated',
    rationale:
      'Install scripts of packages run with the rights of the job; sources by git, path or archive come without the integrity that a registry and a lock give.',
    audit:
      'Look for installs without `--ignore-scripts` and for dependencies by `git+…`, `file:` or an address.',
    remediation:
      'Install with `--ignore-scripts`, allow the few scripts that are needed by name, and take packages from a registry.',
    impact: 'A package that needs its script has to be allowed.',
    references: ['OWASP CICD-SEC-3'],
    legs: { G: { needs: ['human'] }, T: { needs: ['human'] } },
  },
];
