import {
  contentOf,
  definedStepName,
  isCalled,
  isOfPlatform,
  jobsOfWorkflow,
  modelTarget,
  partsCalled,
  type DefinedJob,
  type WorkflowStep,
} from '@plumbline/pipeline';
import type { GitHubJob, RunFacts, Target } from '@plumbline/step';
import type { ObservedFunction } from '../observed.js';
import { recordableValue } from '../values.js';

/** The jobs of the workflow of this run below the target, and of those that it calls there; none where it is something else. */
export function definedJobs(
  { repository, workflowRef }: RunFacts,
  target: Target,
): readonly DefinedJob[] {
  const path = workflowRef.slice(repository.length + 1).split('@')[0];
  const model = modelTarget(target.tree);
  if (!model.ok) return [];
  const workflow = model.value.workflows.find((each) => each.path === path);
  return (workflow === undefined ? null : jobsOfWorkflow(workflow, model.value)) ?? [];
}

/** The job of a definition that the API shows under a name: a matrix stands in parentheses, a called job behind a slash. */
export function jobNamed(jobs: readonly DefinedJob[], shown: string): DefinedJob | null {
  return partsCalled(jobs, shown)[0] ?? null;
}

/** What the definition says of a step: what it runs, with what. */
export type DeclaredStep = Pick<ObservedFunction, 'inputs' | 'environment'> & {
  readonly function: Pick<ObservedFunction['function'], 'kind' | 'uri' | 'digest' | 'command'>;
};

const UNKNOWN: DeclaredStep = {
  function: { kind: 'unknown', uri: null, digest: null, command: null },
  inputs: [],
  environment: [],
};

/**
 * What the definition declares of each step that ran, null for what the runner adds around them. The steps of the job are
 * looked for by their names; where those cannot be told, by their number. What then cannot be told apart is unknown.
 */
export function declaredSteps(
  defined: DefinedJob | null,
  job: GitHubJob,
): readonly (DeclaredStep | null)[] {
  const steps = defined?.untold === null ? defined.job.steps : [];
  const stepAt = (at: number): DeclaredStep | null => {
    const step = steps[at];
    return step === undefined ? null : declaredStep(step, defined?.lock ?? null);
  };
  const named = placeByName(steps, job);
  if (named !== null) return job.steps.map(({ name }, at) => stepAt(at - named) ?? strange(name));
  const own = job.steps.filter(({ name }) => !isOfPlatform('github', name)).length;
  let next = 0;
  return job.steps.map(({ name }) => {
    if (isOfPlatform('github', name)) return null;
    return own === steps.length ? stepAt(next++) : UNKNOWN;
  });
}

/** A step around those of the definition: the runner's, or nobody's. */
function strange(name: string): DeclaredStep | null {
  return isOfPlatform('github', name) ? null : UNKNOWN;
}

/** Where the steps of the definition begin among those that ran; a job that has not ended may lack the last ones. */
function placeByName(steps: readonly WorkflowStep[], job: GitHubJob): number | null {
  const names = steps.map((step) => ({ names: [definedStepName(step)] }));
  const fits = (start: number): boolean => {
    const shown = job.steps.slice(start, start + names.length);
    const isWhole = shown.length === names.length;
    const isPart = job.conclusion === null && shown.length > 0;
    return (
      (isWhole || isPart) &&
      shown.every((step, at) => {
        const expected = names[at];
        return expected !== undefined && isCalled(expected, step.name);
      })
    );
  };
  const places = steps.length === 0 ? [] : job.steps.flatMap((_step, at) => (fits(at) ? at : []));
  return places[0] ?? null;
}

/** What one step of a workflow declares. */
export function declaredStep(step: WorkflowStep, lock: DefinedJob['lock']): DeclaredStep {
  return {
    function: contentOf(step, lock),
    inputs: step.with.map(({ name, value }) => ({
      name: name.value,
      value: recordableValue(value.value),
    })),
    environment: [...new Set((step.env?.entries ?? []).map(({ name }) => name.value))].sort(),
  };
}
