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
      startsOf(event.value).filter((start) => !onlyInside(start, filters)),
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

/** The ways that a condition leaves open. */
export function narrowed(starts: readonly Start[], condition: Text | null): readonly Start[] {
  if (condition === null) return starts;
  const { expression } = conditionOf(condition);
  if (expression === null) return starts;
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

/** The ways in which a job is reached, those that its `needs` leave open. */
export function startsOfJob(
  workflow: Workflow,
  job: Job,
  all: readonly Start[],
  above: readonly string[] = [],
): readonly Start[] {
  const own = narrowed(all, job.condition);
  if (ignoresNeeds(job) || above.length > 30) return own;
  return job.needs.reduce<readonly Start[]>((left, { value }) => {
    const needed = workflow.jobs.find(({ id }) => id.value === value);
    if (needed === undefined || above.includes(value) || left.length === 0) return left;
    const reached = startsOfJob(workflow, needed, all, [...above, value]);
    return left.filter((start) => reached.includes(start));
  }, own);
}
