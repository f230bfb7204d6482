import type { Action, Text, Workflow } from '@plumbline/pipeline';
import { jobsOf, stepsOf, type JobSite } from '../github/steps.js';
import type { Subject } from '../subject.js';

/** An `if` of a job or a step. */
export interface ConditionSite {
  readonly of: Workflow | Action;
  readonly job: JobSite | null;
  readonly text: Text;
  readonly address: string;
}

/** Every `if` of workflows that run and of actions. */
export function conditionsOf(subject: Subject): readonly ConditionSite[] {
  return [
    ...jobsOf(subject).flatMap((site) =>
      site.job.condition === null
        ? []
        : [{ of: site.workflow, job: site, text: site.job.condition, address: `${site.address}.if` }],
    ),
    ...stepsOf(subject).flatMap(({ of, job, step, address }) =>
      step.condition === null ? [] : [{ of, job, text: step.condition, address: `${address}.if` }],
    ),
  ];
}
