import type { WorkflowStep } from '@plumbline/pipeline';
import { accessedIn } from '../credentials/expressions.js';
import type { JobSite } from '../github/steps.js';

/** Where a script asks what the head of a pull request is at that moment. */
const ASKS =
  /headRefOid|headRefName|\.head\.(?:sha|ref)\b|pulls\.get\b|\bgit\s+ls-remote\b[^\n]*\bpull\/|refs\/pull\//;
/** What compares it with the moment, or the commit, that was approved. */
const COMPARES =
  /created_?at|updated_?at|committedDate|pushedDate|pushed_?at|committer\.date|BASH_REMATCH|\{(?:7,)?40\}|sha[\w.]*["'}\s)]*(?:!==?|===?)|(?:!==?|===?)\s*["'(]*\$?[\w.{]*sha\b|-(?:ne|eq)\b[^\n]*sha/i;
const RESOLVERS =
  /^(?:xt0rted|alessbell|gotson)\/pull-request-comment-branch@|^eficode\/resolve-pr-refs@/i;

/** Whether a revision is what stood there when the run asked, and nothing compares it with what was approved (2.2.3). */
export function isLate({ workflow, job }: JobSite, revision: string): boolean {
  const names = accessedIn(revision).filter(([context]) =>
    /^(?:steps|needs|env)$/.test(context ?? ''),
  );
  if (names.length === 0) return false;
  const needed = workflow.jobs.filter(({ id }) =>
    job.needs.some(({ value }) => value === id.value),
  );
  const steps = [...job.steps, ...needed.flatMap((one) => one.steps)];
  const resolves = steps.some((step) => RESOLVERS.test(step.uses?.value ?? '') || asks(step));
  return resolves && !steps.some((step) => COMPARES.test(textsOf(step)));
}

function asks(step: WorkflowStep): boolean {
  return ASKS.test(textsOf(step)) && !/^actions\/checkout@/.test(step.uses?.value ?? '');
}

function textsOf({ run, with: inputs }: WorkflowStep): string {
  return [run?.value ?? '', ...inputs.map(({ value }) => value.value)].join('\n');
}
