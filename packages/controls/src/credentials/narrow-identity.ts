import type { Text, Workflow } from '@plumbline/pipeline';
import type { Control, Judgement } from '../control.js';
import { scriptsIn } from '../composition/scripts.js';
import { exposureOf } from '../github/exposure.js';
import { jobsIn, jobsOf, workflowsOf, type JobSite } from '../github/steps.js';
import { asRun } from '../inlined/as-run.js';
import type { Subject } from '../subject.js';
import { placeIn, type Violation } from '../violation.js';
import { judgeAccounts } from './account-identity.js';
import { githubTrust } from './github-trust.js';
import { needsNoIdentity } from './idle-identity.js';
import { actionOf } from './steps.js';

/** 3.3.2: the identity that clouds and registries trust is issued to one job, behind an environment. */
export const narrowIdentity: Control = {
  id: '3.3.2',
  slug: 'narrow-identity',
  title: 'The identity of a run is issued narrowly',
  level: 1,
  assessment: 'partly',
  rationale:
    'With `id-token: write` every step of a job can ask for an identity that a cloud or registry takes for the repository. At the top of a workflow every job can, the one that runs tests and their dependencies included. Without an environment any branch that somebody pushes gets the same identity as the protected one, unless the provider looks at the ref.',
  audit:
    'In each workflow `id-token: write` stands at the one job that needs it. A job that logs in to a cloud or publishes a package with it has an `environment`. On Tekton a service account with an identity of a cloud is none that every run has, and none that runs for pull requests share with others; tokens that are mounted name their audience. In the cloud the trust names repository and environment or ref, or namespace and service account, and no pattern.',
  remediation:
    'Move `id-token: write` to the job and give the job `environment: <name>`; let the provider demand this environment. On Tekton give the runs that need the identity a service account of their own.',
  impact: 'The environment must exist, with rules for branches or reviewers.',
  references: ['OWASP CICD-SEC-6', 'OWASP CICD-SEC-5'],
  legs: { G: { judge: asRun(judge) }, T: { judge: judgeAccounts, needs: ['cluster'] } },
};

function judge(subject: Subject): Judgement {
  const jobs = jobsOf(subject);
  const top = workflowsOf(subject).flatMap((workflow) => {
    const scope = identityScope(workflow);
    const heirs = jobsIn(subject, workflow).filter((site) => site.job.permissions === null);
    return scope === null ? [] : [{ workflow, scope, heirs }];
  });
  const own = jobs.filter((site) => identityScope(site.job) !== null);
  const trust = githubTrust(subject);
  if (top.length + own.length + trust.length === 0) return 'not-applicable';
  return [
    ...trust,
    ...top.flatMap(({ workflow, scope, heirs }) => [
      ...shared(subject, scope, heirs),
      ...idle(subject, { workflow, scope, heirs }),
      ...(heirs.length === 1 ? heirs.flatMap((site) => unprotected(subject, site, scope)) : []),
    ]),
    ...own.flatMap((site) => {
      const scope = identityScope(site.job);
      if (scope === null) return [];
      return needsNoIdentity(site)
        ? [needless(subject, site, scope)]
        : unprotected(subject, site, scope);
    }),
  ];
}

function identityScope({ permissions }: Pick<JobSite['job'], 'permissions'>): Text | null {
  return (
    permissions?.scopes.find(
      ({ name, value }) => name.value === 'id-token' && value.value === 'write',
    )?.value ?? null
  );
}

function shared(subject: Subject, scope: Text, heirs: readonly JobSite[]): readonly Violation[] {
  const [first, second] = heirs;
  if (first === undefined || second === undefined) return [];
  return [
    {
      at: placeIn(first.workflow, scope),
      address: 'permissions',
      subject: 'id-token: write',
      severity: 'high',
      exposure: exposureOf(subject, first),
      message: `Code that runs in any of ${heirs.length} jobs can log in wherever this repository is trusted.`,
      hint: 'permissions: { id-token: write } in the job that needs it',
    },
  ];
}

/** The one job that inherits it does nothing with it. */
function idle(
  subject: Subject,
  {
    workflow,
    scope,
    heirs,
  }: Readonly<{ workflow: Workflow; scope: Text; heirs: readonly JobSite[] }>,
): readonly Violation[] {
  const [heir, second] = heirs;
  const isOwn = workflow.jobs.some((job) => identityScope(job) !== null);
  if (heir === undefined || second !== undefined) return [];
  if (!needsNoIdentity(heir) && (!isOwn || logsIn(subject, heir))) return [];
  return [needless(subject, heir, scope)];
}

function needless(subject: Subject, site: JobSite, scope: Text): Violation {
  return {
    at: placeIn(site.workflow, scope),
    address: 'permissions',
    subject: 'id-token: write',
    severity: 'high',
    exposure: exposureOf(subject, site),
    message: `Code that runs in \`${site.job.id.value}\` can log in wherever this repository is trusted, and has no need to.`,
    hint: 'permissions: { id-token: write } in the job that needs it',
  };
}

/** Actions and commands by which a cloud or registry is reached with the identity of the run. */
const LOGINS =
  /^(?:aws-actions\/configure-aws-credentials|google-github-actions\/auth|azure\/login|pypa\/gh-action-pypi-publish|js-devtools\/npm-publish|rubygems\/(?:release-gem|configure-rubygems-credentials)|rust-lang\/crates-io-auth-action|hashicorp\/vault-action)$/;
const PUBLISHES = /^(?:(?:npm|pnpm|yarn)(?: \S+)* publish|uv publish|twine upload)\b/;

function unprotected(subject: Subject, site: JobSite, scope: Text): readonly Violation[] {
  const { workflow, job, address } = site;
  if (job.environment !== null || job.uses !== null || !logsIn(subject, site)) return [];
  return [
    {
      at: placeIn(workflow, scope),
      address: `${address}.permissions`,
      subject: 'no environment',
      severity: 'medium',
      confidence: 'medium',
      exposure: exposureOf(subject, site),
      message:
        'Whoever can push a branch that starts this job logs in like the protected branch does.',
      hint: 'environment: <name>',
    },
  ];
}

function logsIn(subject: Subject, site: JobSite): boolean {
  const actions = site.job.steps.some((step) => LOGINS.test(actionOf(step) ?? ''));
  if (actions) return true;
  return scriptsIn(subject, site.job).some(({ runs }) =>
    runs.some(({ invoked }) => {
      return PUBLISHES.test(`${invoked?.program ?? ''} ${invoked?.args.join(' ') ?? ''}`);
    }),
  );
}
