import type { NamedText, Permissions, Workflow } from '@plumbline/pipeline';
import type { Control, Judgement } from '../control.js';
import { exposureOf } from '../github/exposure.js';
import { jobsIn, workflowsOf, type JobSite } from '../github/steps.js';
import { asRun } from '../inlined/as-run.js';
import type { Subject } from '../subject.js';
import { placeIn, type Violation } from '../violation.js';
import { declareRead } from './fix-token-permissions.js';
import { canUseToken } from './token-use.js';

/** 3.1.1: what a job may do with its token is written down, and is what it needs. */
export const tokenPermissions: Control = {
  id: '3.1.1',
  slug: 'token-permissions',
  title: 'Token permissions are declared and minimal',
  level: 1,
  assessment: 'automated',
  rationale:
    'Every job gets a token for its repository. Without `permissions` it may do what the settings of the repository or organisation say, in older ones everything: one bad dependency in a test job can then push commits or publish releases. Scopes that write at the top of a workflow reach jobs that never need them.',
  audit:
    'Each workflow has `permissions`, or each of its jobs has. Nothing says `write-all`. Scopes that write stand at the job that uses them; a workflow with one job may keep them at the top.',
  remediation:
    'Write `permissions: {}` or `permissions: { contents: read }` at the top of the workflow and give each job the scopes that it needs.',
  impact:
    'A job that wrote without declaring it fails with "Resource not accessible by integration" until its scope is added.',
  references: [
    'OWASP CICD-SEC-5',
    'OSPS AC-04.01/02',
    'Scorecard Token-Permissions',
    'zizmor excessive-permissions',
    'CodeQL missing-workflow-permissions',
  ],
  legs: { G: { judge: judgeGitHub } },
};

/** As they run; who calls others says what these get at most, whatever they say themselves. */
function judgeGitHub(subject: Subject): Judgement {
  const run = asRun(judge)(subject);
  if (typeof run === 'string') return run;
  const told = new Set(run.filter((one) => one.subject === 'none').map(({ at }) => at.source.path));
  const silent = workflowsOf(subject).filter(({ path }) => !told.has(path));
  return [...run, ...silent.flatMap((workflow) => calling(subject, workflow))];
}

function calling(subject: Subject, workflow: Workflow): readonly Violation[] {
  const jobs = jobsIn(subject, workflow).filter(({ job }) => job.uses !== null);
  return undeclared(subject, workflow, jobs);
}

function judge(subject: Subject): Judgement {
  const workflows = workflowsOf(subject).filter(({ jobs }) => jobs.length > 0);
  if (workflows.length === 0) return 'not-applicable';
  return workflows.flatMap((workflow) => {
    const jobs = jobsIn(subject, workflow);
    return [
      ...undeclared(subject, workflow, jobs),
      ...blanket(subject, workflow, jobs),
      ...inherited(subject, workflow, jobs),
      ...unused(subject, jobs),
    ];
  });
}

/** One per workflow: one line at its top mends it. What is only called has the permissions of its caller. */
function undeclared(
  subject: Subject,
  workflow: Workflow,
  jobs: readonly JobSite[],
): readonly Violation[] {
  const bare = jobs.filter(({ job }) => job.permissions === null);
  const [first] = bare;
  if (workflow.permissions !== null || first === undefined) return [];
  const called = workflow.triggers.every(({ event }) => event.value === 'workflow_call');
  return [
    {
      at: placeIn(workflow, first.job.id),
      address: 'permissions',
      subject: 'none',
      severity: 'medium',
      exposure: exposureOf(subject, first),
      ...(called ? { confidence: 'low' as const } : {}),
      message: `Code that runs in ${named(bare)} has whatever the repository gives by default, which may be write access to everything.`,
      hint: 'permissions: {}',
      fix: () => declareRead(subject, workflow, bare),
    },
  ];
}

function named(jobs: readonly JobSite[]): string {
  const [first] = jobs;
  const name = `the job \`${first?.job.id.value ?? ''}\``;
  return jobs.length > 1 ? `${name} and ${jobs.length - 1} more` : name;
}

/** `write-all`, and `read-all`, which gives away little and is said without counting. */
function blanket(
  subject: Subject,
  workflow: Workflow,
  jobs: readonly JobSite[],
): readonly Violation[] {
  const [first = null] = jobs;
  const places = [
    { permissions: workflow.permissions, address: 'permissions', site: first },
    ...jobs.map((site) => ({
      permissions: site.job.permissions,
      address: `${site.address}.permissions`,
      site,
    })),
  ];
  return places.flatMap(({ permissions, address, site }): readonly Violation[] => {
    const all = permissions?.all ?? null;
    if (all === null || (all.value !== 'write-all' && all.value !== 'read-all')) return [];
    const writes = all.value === 'write-all';
    return [
      {
        at: placeIn(workflow, all),
        address,
        subject: all.value,
        severity: writes ? 'high' : 'low',
        exposure: exposureOf(subject, site),
        confidence: writes ? 'high' : 'low',
        message: writes
          ? 'Code that runs here may change everything that a token can change: code, releases, packages, issues.'
          : 'Code that runs here may read everything of the repository that a token can read.',
        hint: 'permissions: { contents: read }',
      },
    ];
  });
}

/** Scopes that write at the top of a workflow with several jobs. `id-token` is for control 3.3.2. */
function inherited(
  subject: Subject,
  workflow: Workflow,
  jobs: readonly JobSite[],
): readonly Violation[] {
  const heirs = jobs.filter(({ job }) => job.permissions === null);
  const [first] = heirs;
  if (workflow.permissions === null || first === undefined || jobs.length === 1) return [];
  return writesOf(workflow.permissions).map(({ name, value }) => ({
    at: placeIn(workflow, value),
    address: 'permissions',
    subject: `${name.value}: write`,
    severity: 'medium' as const,
    exposure: exposureOf(subject, first),
    message:
      heirs.length === 1
        ? `Code that runs in ${named(heirs)} may write \`${name.value}\`, and so may every job that is added and says nothing.`
        : `Code that runs in any of ${heirs.length} jobs may write \`${name.value}\`, also where only one of them does.`,
    hint: `permissions: { ${name.value}: write } in the job that needs it`,
  }));
}

/** Scopes that write where nothing of the job can get at the token. */
function unused(subject: Subject, jobs: readonly JobSite[]): readonly Violation[] {
  return jobs.flatMap((site): readonly Violation[] => {
    const { workflow, job, address } = site;
    const alone = jobs.length === 1 ? workflow.permissions : null;
    const permissions = job.permissions ?? alone;
    if (permissions === null || canUseToken(subject, site)) return [];
    return writesOf(permissions).map(({ name, value }) => ({
      at: placeIn(workflow, value),
      address: `${address}.permissions`,
      subject: `${name.value}: write, unused`,
      severity: 'low' as const,
      confidence: 'medium' as const,
      exposure: exposureOf(subject, site),
      message: `No step of the job uses its token, but code that takes over its runner may write \`${name.value}\`.`,
      hint: 'permissions: {}',
    }));
  });
}

function writesOf(permissions: Permissions): readonly NamedText[] {
  return permissions.scopes.filter(
    ({ name, value }) => value.value === 'write' && name.value !== 'id-token',
  );
}
