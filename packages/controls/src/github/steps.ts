import { rememberedOf } from '@plumbline/core';
import type { Action, Job, Workflow, WorkflowStep } from '@plumbline/pipeline';
import { shared, type Subject } from '../subject.js';
import { nameAlike } from '../names.js';
import { actionsOf } from './live-actions.js';

/** A job of a workflow that GitHub runs. */
export interface JobSite {
  readonly workflow: Workflow;
  readonly job: Job;
  /** `jobs.<id>`. */
  readonly address: string;
}

/** A step of a job or of a composite action, with what it stands in. */
export interface StepSite {
  /** The file. */
  readonly of: Workflow | Action;
  /** Null for a step of an action. */
  readonly job: JobSite | null;
  readonly action: Action | null;
  readonly step: WorkflowStep;
  /** `jobs.<id>.steps.<id, name or what it uses>`. */
  readonly address: string;
}

/** The workflows that GitHub runs; others in the tree are templates and examples. */
export const workflowsOf = shared(({ model }: Subject): readonly Workflow[] =>
  model.workflows.filter(({ executed }) => executed),
);

/** Whether there is anything of GitHub to judge. */
export function hasGitHub(subject: Subject): boolean {
  return workflowsOf(subject).length > 0 || actionsOf(subject).length > 0;
}

/** The jobs of one workflow, the same for every view of the target that it is part of. */
export const jobSites = rememberedOf((workflow: Workflow): readonly JobSite[] =>
  workflow.jobs.map((job) => ({ workflow, job, address: `jobs.${job.id.value}` })),
);

/** The steps of one job, in the same way. */
export const stepSites = rememberedOf((job: JobSite): readonly StepSite[] =>
  sites(job.job.steps, { of: job.workflow, job, action: null }, job.address),
);

export const jobsOf = shared((subject: Subject): readonly JobSite[] =>
  workflowsOf(subject).flatMap(jobSites),
);

/** Every step that runs, in workflows and then in the actions of the target. */
export const stepsOf = shared((subject: Subject): readonly StepSite[] => [
  ...jobsOf(subject).flatMap(stepSites),
  ...actionsOf(subject).flatMap((action) =>
    sites(action.steps, { of: action, job: null, action }, 'runs'),
  ),
]);

const jobsByWorkflow = shared((subject) => Map.groupBy(jobsOf(subject), (site) => site.workflow));

/** The jobs of one workflow; asking for each of many costs no more than asking for all. */
export function jobsIn(subject: Subject, workflow: Workflow): readonly JobSite[] {
  return jobsByWorkflow(subject).get(workflow) ?? [];
}

const stepsByFile = shared((subject) => Map.groupBy(stepsOf(subject), (site) => site.of));

/** The steps of one workflow or action. */
export function stepsIn(subject: Subject, of: Workflow | Action): readonly StepSite[] {
  return stepsByFile(subject).get(of) ?? [];
}

const stepsByJob = shared((subject) => Map.groupBy(stepsOf(subject), (site) => site.job));

/** The steps of one job. */
export function stepsOfJob(subject: Subject, job: JobSite): readonly StepSite[] {
  return stepsByJob(subject).get(job) ?? [];
}

function sites(
  steps: readonly WorkflowStep[],
  owner: Pick<StepSite, 'of' | 'job' | 'action'>,
  address: string,
): readonly StepSite[] {
  const names = nameAlike(steps.map(nameOf));
  return steps.map((step, index) => ({
    ...owner,
    step,
    address: `${address}.steps.${names[index] ?? ''}`,
  }));
}

/** What a step is called across edits: its id, its name, or the repository that it uses. */
function nameOf({ id, name, uses }: WorkflowStep): string {
  return id?.value ?? name?.value ?? uses?.value.split('@')[0] ?? 'run';
}
