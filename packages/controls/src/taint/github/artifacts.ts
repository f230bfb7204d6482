import type { Text, WorkflowStep } from '@plumbline/pipeline';
import type { Range } from '../../expression/syntax.js';
import { CLEAN, type Taint } from '../taint.js';
import type { Frame, Run } from './frame.js';
import { entry } from './names.js';
import { isPrivilegedOutside } from './payload.js';
import { placeWithin } from './texts.js';

/** What somebody outside wrote of what a step downloads: artifacts of another run, or of a job of this one that has their code. */
export function artifactsOf(run: Run, frame: Frame, step: WorkflowStep): readonly Taint[] {
  const { uses } = step;
  if (uses === null) return CLEAN;
  const part = { start: 0, end: Math.max(uses.value.length, 1) };
  const [action = ''] = uses.value.toLowerCase().split('@');
  const other =
    action !== 'actions/download-artifact' ||
    step.with.some(({ name }) => name.value.toLowerCase() === 'run-id') ||
    !uploads(frame);
  const found = other ? downloaded(frame, uses, part) : CLEAN;
  return found.length > 0 || !madeOutside(run, frame) ? found : [artifact(frame, uses, part)];
}

/** Whether the run makes artifacts itself; if not, those that it takes can only be of another. */
function uploads({ site }: Frame): boolean {
  const jobs = site?.workflow.jobs ?? [];
  return site === null || jobs.some(({ uses, steps }) => uses !== null || steps.some(isUpload));
}

function isUpload({ uses }: WorkflowStep): boolean {
  return /upload-(?:pages-)?artifact|^\.\//.test(uses?.value ?? '');
}

/** Whether a job before this one brings code of somebody outside into a privileged run, and uploads something. */
function madeOutside(run: Run, { site, starts, outputsOf }: Frame): boolean {
  const open = starts.some(({ event, outsider }) => outsider && isPrivilegedOutside(event));
  if (site === null || !open) return false;
  const before = site.job.needs.map(({ value }) => value.toLowerCase());
  for (const id of before) outputsOf(id);
  return [...run.foreign.values()].some(
    ({ kind, of, job }) =>
      kind !== 'artifact' &&
      of === site.workflow &&
      before.includes(job?.job.id.value.toLowerCase() ?? '') &&
      job?.job.steps.some(isUpload) === true,
  );
}

/** The files of an artifact where the workflow follows one that somebody outside starts. */
export function downloaded(frame: Frame, text: Text, part: Range): readonly Taint[] {
  const afterOther = frame.starts.some(
    ({ event, outsider }) => event === 'workflow_run' && outsider,
  );
  return afterOther ? [artifact(frame, text, part)] : CLEAN;
}

function artifact(frame: Frame, text: Text, part: Range): Taint {
  return entry('files of an artifact', placeWithin(frame.of, text, part), {
    grade: 'anyone',
    who: 'Whoever opens a pull request',
    lines: true,
  });
}
