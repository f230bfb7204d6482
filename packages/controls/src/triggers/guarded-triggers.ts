import { parseUses, type Text, type WorkflowStep } from '@plumbline/pipeline';
import type { Control, Judgement } from '../control.js';
import { dotted } from '../expression/path.js';
import { asksForRights } from '../github/asked-rights.js';
import { isAtStake } from '../github/privileges.js';
import { strangersAt, strangersAtStep } from '../github/starts.js';
import { jobsOf, stepsOf, type JobSite, type StepSite } from '../github/steps.js';
import { asRun } from '../inlined/as-run.js';
import { shared, type Subject } from '../subject.js';
import { placeIn, type Violation } from '../violation.js';
import { labelledCode } from './labelled-code.js';

/** 5.1.1: what strangers start with the secrets of the repository must ask who they are. */
export const guardedTriggers: Control = {
  id: '5.1.1',
  slug: 'guarded-triggers',
  title: 'Privileged triggers check who triggers',
  level: 1,
  assessment: 'automated',
  rationale:
    'Comments, `pull_request_target` and `workflow_run` start a job with the token and the secrets of the repository, whoever causes them. A command in a comment that asks nobody for their rights is a command for everybody; code of a pull request that runs in such a job takes the secrets along.',
  audit:
    'Every job that reacts to a command in a comment, or to a label, checks `author_association` or the permission of the author, also in front of an environment; jobs of `pull_request_target` and `workflow_run` do not take the code of the stranger, and those that strangers reach have a token for labels, comments and states at most.',
  remediation:
    'Write `if: contains(fromJSON(\'["OWNER","MEMBER","COLLABORATOR"]\'), github.event.comment.author_association)`, or use `pull_request`, which has no secrets for forks.',
  impact: 'People without access ask somebody who has it.',
  references: [
    'OWASP CICD-SEC-4',
    'zizmor dangerous-triggers',
    'CodeQL actions/improper-access-control',
    'Scorecard Dangerous-Workflow',
  ],
  legs: { G: { judge: asRun(judge) } },
};

const COMMENTS = ['issue_comment', 'discussion_comment'];

function judge(subject: Subject): Judgement {
  const jobs = jobsOf(subject).filter((site) => isAtStake(site));
  return jobs.flatMap((site) => {
    if (isAsked(site)) return [];
    const own = ownSteps(subject).get(site) ?? [];
    const labelled = labelledCode(site, own);
    const events = strangersAt(subject, site);
    if (labelled.length > 0 || events.size === 0) return labelled;
    const command = COMMENTS.some((event) => events.has(event))
      ? commandOf(subject, site, own)
      : [];
    if (command.length > 0 || isGuarded(site)) return command;
    const brought = foreign(subject, own);
    return brought.length > 0 ? brought : trusting(site, events);
  });
}

/** Scopes by which a job changes what others run. */
const WIDE = /^(?:actions|contents|id-token|packages)$/;

/** A token for more than labels and comments, where strangers start the job: a mistake of a step gives it away. */
function trusting(site: JobSite, events: ReadonlySet<string>): readonly Violation[] {
  const { workflow, job, address } = site;
  const event = ['pull_request_target', 'workflow_run', ...COMMENTS].find((name) =>
    events.has(name),
  );
  const trigger = workflow.triggers.find((one) => one.event.value === event);
  const permissions = job.permissions ?? workflow.permissions;
  const isOpen = permissions === null || permissions.all?.value === 'write-all';
  const isWide =
    event === 'pull_request_target' &&
    permissions?.scopes.some(({ name, value }) => WIDE.test(name.value) && value.value === 'write');
  if (event === undefined || trigger === undefined || !(isOpen || isWide === true)) return [];
  return [
    {
      at: placeIn(workflow, trigger.event),
      address,
      subject: event,
      severity: 'medium',
      confidence: 'medium',
      message: `Anybody’s ${COMMENTS.includes(event) ? 'comment' : 'pull request'} starts this job, and its token may change the repository: nothing asks who they are.`,
      hint: COMMENTS.includes(event)
        ? 'permissions: { issues: write } alone'
        : 'on: pull_request, or permissions: { pull-requests: write } alone',
    },
  ];
}

const ownSteps = shared((subject: Subject): ReadonlyMap<JobSite, readonly StepSite[]> => {
  const steps = new Map<JobSite, StepSite[]>();
  for (const site of stepsOf(subject))
    if (site.job !== null) steps.set(site.job, [...(steps.get(site.job) ?? []), site]);
  return steps;
});

function waitedFor({ workflow, job }: JobSite): JobSite['workflow']['jobs'] {
  return [
    job,
    ...job.needs.flatMap(({ value }) => workflow.jobs.filter(({ id }) => id.value === value)),
  ];
}

/** An environment with its reviewers. */
function isGuarded(site: JobSite): boolean {
  return waitedFor(site).some(({ environment }) => environment !== null);
}

/** Whether a step looks the rights up. */
function isAsked(site: JobSite): boolean {
  return waitedFor(site).some(({ steps }) => steps.some(asksForRights));
}

const BODY = /github\.event\.(?:comment|issue)\.body/i;

/** A command in a comment, as a condition of the job or of its steps. */
function commandOf(
  subject: Subject,
  site: JobSite,
  steps: readonly StepSite[],
): readonly Violation[] {
  const reached = steps.filter((step) => {
    const events = strangersAtStep(subject, step);
    return COMMENTS.some((event) => events.has(event));
  });
  const conditions = [site.job.condition, ...reached.map(({ step }) => step.condition)].flatMap(
    (condition) => (condition !== null && BODY.test(dotted(condition.value)) ? [condition] : []),
  );
  const [text] = [
    ...conditions,
    ...reached.flatMap(({ step }) => comparedIn(step) ?? []),
    ...heededJobs(site).flatMap(({ steps: before }) =>
      before.flatMap((step) => comparedIn(step) ?? []),
    ),
  ];
  if (text === undefined || reached.length === 0) return [];
  return [
    {
      at: placeIn(site.workflow, text),
      address: `${site.address}.if`,
      subject: 'issue_comment',
      severity: 'high',
      confidence: reached.some(({ step }) => runsHere(step)) ? 'high' : 'low',
      message:
        'Anybody who writes the command in a comment starts this job with its token and secrets: nothing asks who they are.',
      hint: `if: contains(fromJSON('["OWNER","MEMBER","COLLABORATOR"]'), github.event.comment.author_association)`,
    },
  ];
}

/** The jobs whose outputs decide whether this one runs. */
function heededJobs(site: JobSite): JobSite['workflow']['jobs'] {
  const condition = dotted(site.job.condition?.value ?? '').toLowerCase();
  return waitedFor(site).filter(({ id }) =>
    condition.includes(`needs.${id.value.toLowerCase()}.outputs.`),
  );
}

/** A script that compares the comment itself. */
function comparedIn({ run, env }: WorkflowStep): Text | null {
  const names = (env?.entries ?? []).filter(({ value }) => BODY.test(dotted(value.value)));
  const isCompared = (name: string): boolean =>
    new RegExp(`(?:\\bcase\\s+|\\[\\[?\\s|\\btest\\s|<<<\\s*)[^\\n]{0,200}\\$\\{?${name}\\b`).test(
      run?.value ?? '',
    );
  return names.some(({ name }) => isCompared(name.value)) ? run : null;
}

/** Actions of others may ask by themselves. */
function runsHere({ run, uses }: WorkflowStep): boolean {
  if (run !== null) return true;
  const used = uses === null ? null : parseUses(uses.value);
  return used?.kind === 'remote' && used.owner.toLowerCase() === 'actions';
}

const HEAD =
  /head[._](?:sha|ref|branch|commit)|github\.head_ref|refs\/pull\/|merge_commit_sha|pull_request\.head/i;

/** A step that brings in the code of the stranger; artifacts of their runs are for control 2.2.4. */
function foreign(subject: Subject, steps: readonly StepSite[]): readonly Violation[] {
  const found = steps.find((site) => {
    const events = strangersAtStep(subject, site);
    return EVENTS.some((event) => events.has(event)) && bringsIn(site.step) !== null;
  });
  const text = found === undefined ? null : bringsIn(found.step);
  if (found === undefined || text === null) return [];
  return [
    {
      at: placeIn(found.of, text),
      address: found.address,
      subject: 'code of the pull request',
      severity: 'high',
      message:
        'Anybody’s pull request starts this job with its token and secrets, and the job takes their code: nothing asks who they are.',
      hint: 'on: pull_request',
    },
  ];
}

const EVENTS = ['pull_request_target', 'workflow_run', 'issue_comment'];

function bringsIn({ uses, run, with: inputs }: WorkflowStep): Text | null {
  const used = uses === null ? null : parseUses(uses.value);
  if (used?.kind === 'remote' && `${used.owner}/${used.repository}`.toLowerCase() === CHECKOUT) {
    const keys = ['ref', 'repository'];
    const input = inputs.find(({ name }) => keys.includes(name.value.toLowerCase()));
    return input !== undefined && HEAD.test(dotted(input.value.value)) ? input.value : null;
  }
  return run !== null && FETCHES.test(run.value) ? run : null;
}

const CHECKOUT = 'actions/checkout';
const FETCHES = /\bgh pr checkout\b|\bgit (?:fetch|checkout|pull)\b[^\n]*(?:refs\/pull\/|\bpull\/)/;
