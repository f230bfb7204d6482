import type { DefinedJob } from '@plumbline/pipeline';
import type { GitHubJob, GitHubStep } from '@plumbline/step';
import type { ObservedFunction } from '../observed.js';
import { declaredSteps, type DeclaredStep } from './definition.js';

/** The functions of a job as the API lists them; of a job without steps, the job itself. */
export function functionsOfJob(
  job: GitHubJob,
  scope: string,
  defined: DefinedJob | null,
): readonly ObservedFunction[] {
  if (job.steps.length === 0) return [wholeJob(job, scope)];
  const declared = declaredSteps(defined, job);
  return job.steps.map((step, at) => stepFunction(scope, step, declared[at] ?? null));
}

function stepFunction(
  scope: string,
  step: GitHubStep,
  declared: DeclaredStep | null,
): ObservedFunction {
  return {
    function: {
      scope,
      index: step.number,
      name: step.name,
      role: declared === null ? 'platform' : 'step',
      text: null,
      ...(declared?.function ?? NOTHING),
    },
    inputs: declared?.inputs ?? [],
    environment: declared?.environment ?? [],
    ...MADE_NOTHING,
    status: statusOf(step),
    startedAt: wholeSeconds(step.startedAt),
    finishedAt: wholeSeconds(step.completedAt),
  };
}

const NOTHING = { kind: 'unknown', uri: null, digest: null, command: null } as const;

/** GitHub does not tell which step made what, nor how a step ended in numbers. */
const MADE_NOTHING = {
  materials: [],
  products: [],
  results: null,
  exitCode: null,
  observed: 'platform',
  retry: 0,
} as const;

/** A job that was skipped, waits, or calls a workflow that it never reached. */
function wholeJob(job: GitHubJob, scope: string): ObservedFunction {
  return {
    function: { scope, index: 1, name: scope, role: 'step', text: null, ...NOTHING },
    inputs: [],
    environment: [],
    ...MADE_NOTHING,
    status: statusOf(job),
    startedAt: wholeSeconds(job.startedAt),
    finishedAt: wholeSeconds(job.completedAt),
  };
}

/** Conclusions of the checks API (docs.github.com, "Get a check run"). */
export function statusOf({
  conclusion,
}: Pick<GitHubStep, 'conclusion'>): ObservedFunction['status'] {
  switch (conclusion) {
    case null:
      return 'open';
    case 'success':
    case 'neutral':
      return 'succeeded';
    case 'skipped':
      return 'skipped';
    case 'cancelled':
      return 'cancelled';
    default:
      return 'failed';
  }
}

/** The API gives whole seconds, and milliseconds for some runners. */
export function wholeSeconds(time: string | null): string | null {
  const seconds = time?.replace(/\.\d+Z$/, 'Z') ?? '';
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/.test(seconds) ? seconds : null;
}
