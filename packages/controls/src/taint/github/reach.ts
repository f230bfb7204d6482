import type { Job, Text, Workflow } from '@plumbline/pipeline';
import { partsOf } from '../../expression/path.js';
import { truthOf } from '../../expression/truth.js';
import { possibleValues, startsOf, type Start } from './attacker.js';
import { UNKNOWN_EVENT } from './payload.js';
import { conditionOf } from './texts.js';

/** The ways in which a run of a workflow starts by its own triggers; `workflow_call` is for its callers. */
export function startsOfWorkflow(workflow: Workflow): readonly Start[] {
  return workflow.triggers
    .filter(({ event }) => event.value !== 'workflow_call')
    .flatMap(({ event, filters }) =>
      startsOf(event.value).map((start) =>
        onlyInside(start, filters) ? { ...start, outsider: false, forOutsider: true } : start,
      ),
    );
}

/** Labels are given and pull requests are assigned by people with access. */
function onlyInside(start: Start, filters: Workflow['triggers'][number]['filters']): boolean {
  const types = filters.find(({ name }) => name.value === 'types')?.values ?? [];
  return (
    start.outsider &&
    types.length > 0 &&
    types.every(({ value }) =>
      /^(?:labeled|unlabeled|assigned|unassigned|milestoned|review_requested|enqueued|locked)$/.test(
        value,
      ),
    )
  );
}

/** A workflow that is called from where nothing is known. */
export const UNKNOWN_STARTS: readonly Start[] = startsOf(UNKNOWN_EVENT);

/** The ways that a condition leaves open; what is switched off by a plain `false` is judged as if it were on. */
export function narrowed(starts: readonly Start[], condition: Text | null): readonly Start[] {
  if (condition === null) return starts;
  const { expression } = conditionOf(condition);
  if (expression === null || expression.kind === 'literal') return starts;
  return starts.filter(
    (start) => truthOf(expression, (path) => possibleValues(path, start)) !== false,
  );
}

/** Whether the condition of a job holds although a job that it needs did not run. */
function ignoresNeeds(job: Job): boolean {
  const expression = job.condition === null ? null : conditionOf(job.condition).expression;
  return (
    expression !== null &&
    partsOf(expression).some(
      (part) => part.kind === 'call' && /^(?:always|failure|cancelled)$/.test(part.name),
    )
  );
}

/** What is known of jobs by the ways in which their workflow starts: diamonds of `needs` cost nothing more. */
const KNOWN = new WeakMap<readonly Start[], Map<Job, readonly Start[]>>();

/** The ways in which a job is reached, those that its `needs` leave open. */
export function startsOfJob(workflow: Workflow, job: Job, all: readonly Start[]): readonly Start[] {
  const known = KNOWN.get(all) ?? new Map<Job, readonly Start[]>();
  KNOWN.set(all, known);
  const found = known.get(job);
  if (found !== undefined) return found;
  const own = narrowed(all, job.condition);
  known.set(job, own);
  if (ignoresNeeds(job)) return own;
  const left = job.needs.reduce<readonly Start[]>((open, { value }) => {
    const needed = workflow.jobs.find(({ id }) => id.value === value);
    if (needed === undefined || open.length === 0) return open;
    const reached = startsOfJob(workflow, needed, all);
    return open.filter((start) => reached.includes(start));
  }, own);
  known.set(job, left);
  return left;
}

/** What distinguishes ways to start. */
export function startsKey(starts: readonly Start[]): string {
  return JSON.stringify(
    starts.map(({ event, outsider, forOutsider }) => [event, outsider, forOutsider]),
  );
}
