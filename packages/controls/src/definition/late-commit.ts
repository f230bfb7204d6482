import type { Text, WorkflowStep } from '@plumbline/pipeline';
import { accessedIn } from '../credentials/expressions.js';
import { actionOf, inputOf } from '../credentials/steps.js';
import { asksForRights } from '../github/asked-rights.js';
import { exposureOf } from '../github/exposure.js';
import { isAtStake } from '../github/privileges.js';
import { stepsOf, type JobSite, type StepSite } from '../github/steps.js';
import type { Subject } from '../subject.js';
import { placeIn, type Violation } from '../violation.js';
import { executes } from './executes.js';

/** Where a script asks what the head of a pull request is at that moment. */
const ASKS =
  /headRefOid|headRefName|\.head\.(?:sha|ref)\b|pulls\.get\b|\bgit\s+ls-remote\b[^\n]{0,300}\bpull\/|refs\/pull\//;
const RESOLVERS =
  /^(?:(?:xt0rted|alessbell|gotson)\/pull-request-comment-branch|eficode\/resolve-pr-refs)$/;
/** What compares it with the moment, or with the commit, that was approved. */
const COMPARES =
  /created_?at|updated_?at|committed_?date|pushed_?(?:date|at)|committer\.date|BASH_REMATCH|\{(?:7,)?40\}|inputs\.(?:\w+_)?(?:sha|commit)\b|sha[\w.]*["'}\s)]*[!=]==?|[!=]==?\s*["'(]*\$?[\w.{]*sha\b|[!=]=\s*"[^"\n]{0,80}\$\{?\w{0,40}(?:sha|head|commit)\}?"|\s-(?:ne|eq)\s[^\n]{0,200}sha/i;
const TAKES = /\bgit\b[^\n]{0,300}\s(?:checkout|switch|fetch|reset|worktree)\b/;

/** A comment of a member or a start by hand names no commit: what the run asks for behind it may be another (2.2.3). */
export function judgeLate(subject: Subject): readonly Violation[] {
  return stepsOf(subject).flatMap((site): readonly Violation[] => {
    const { step, job, of, address } = site;
    const by = job === null || !namesNoCommit(job) ? null : revisionOf(site);
    if (job === null || by === null || !isAtStake(job) || !isApproval(job)) return [];
    const steps = waitedFor(job).flatMap((one) => one.steps);
    if (!steps.some(asks) || steps.some((one) => COMPARES.test(textsOf(one)))) return [];
    if (!job.job.steps.slice(job.job.steps.indexOf(step)).some((one) => executes(one) !== null))
      return [];
    return [
      {
        at: placeIn(of, by),
        address,
        subject: 'late commit',
        severity: 'medium',
        confidence: 'medium',
        exposure: { ...exposureOf(subject, job), reach: 'anyone' },
        message:
          'The author of a pull request can push another commit between the approval and this run: it asks for the head when it starts, and compares it with nothing.',
        hint: 'have the comment or the input name the commit, and compare it with the head',
      },
    ];
  });
}

/** Events that tell of a pull request and not of its commit. */
function namesNoCommit({ workflow }: JobSite): boolean {
  return workflow.triggers.some(({ event }) =>
    /^(?:issue_comment|workflow_dispatch)$/.test(event.value),
  );
}

/** What a step checks out by an answer of the run. */
function revisionOf({ step }: StepSite): Text | null {
  if (step.run !== null)
    return ASKS.test(step.run.value) && TAKES.test(step.run.value) ? step.run : null;
  const ref = actionOf(step) === 'actions/checkout' ? inputOf(step, 'ref') : null;
  const answers = accessedIn(ref?.value ?? '').some(([context = '']) =>
    /^(?:steps|needs|env)$/.test(context),
  );
  return answers ? ref : null;
}

function waitedFor({ workflow, job }: JobSite): readonly JobSite['job'][] {
  return [
    job,
    ...workflow.jobs.filter(({ id }) => job.needs.some(({ value }) => value === id.value)),
  ];
}

/** Somebody with rights says yes, and the event carries no commit. */
function isApproval(site: JobSite): boolean {
  const events = site.workflow.triggers.map(({ event }) => event.value);
  const jobs = waitedFor(site);
  const asked = jobs.some(
    ({ condition, steps }) =>
      [condition, ...steps.map((step) => step.condition)].some((one) =>
        /author_association|\bpermission|(?:actor|user\.login|sender)/.test(one?.value ?? ''),
      ) || steps.some(asksForRights),
  );
  if (events.includes('issue_comment')) return asked;
  const inputs = site.workflow.triggers.flatMap((trigger) =>
    trigger.inputs.map(({ name }) => name.value),
  );
  return (
    events.includes('workflow_dispatch') &&
    inputs.some((name) => /^(?:pr|pull)|pull|number/i.test(name)) &&
    !inputs.some((name) => /sha|commit/i.test(name))
  );
}

function asks(step: WorkflowStep): boolean {
  const action = actionOf(step) ?? '';
  return RESOLVERS.test(action) || (action !== 'actions/checkout' && ASKS.test(textsOf(step)));
}

function textsOf({ run, with: inputs }: WorkflowStep): string {
  return [run?.value ?? '', ...inputs.map(({ value }) => value.value)].join('\n');
}
