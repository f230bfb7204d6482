import type { WorkflowStep } from '@plumbline/pipeline';
import { CLEAN, union, type Taint } from '../taint.js';
import type { Frame } from './frame.js';
import { entry, taintsOfText } from './names.js';
import { placeWithin } from './texts.js';

const DOWNLOADS = /^(?:actions\/download-artifact|dawidd6\/action-download-artifact|legit-labs\/action-download-artifact|aochmann\/actions-download-artifact|levonet\/action-download-last-artifact|bettermarks\/action-artifact-download)$/;

/** Who wrote the files that a step brings into the workspace, if that is somebody outside. */
export function foreignFiles(frame: Frame, step: WorkflowStep, action: string): readonly Taint[] {
  if (action === 'actions/checkout') return revisionsOf(frame, step, ['ref', 'repository']);
  return DOWNLOADS.test(action) ? artifactsOf(frame, step, action) : CLEAN;
}

function inputNamed(step: WorkflowStep, name: string) {
  return step.with.find((input) => input.name.value.toLowerCase() === name)?.value ?? null;
}

function revisionsOf(frame: Frame, step: WorkflowStep, names: readonly string[]): readonly Taint[] {
  const outside = frame.starts.some(({ outsider }) => outsider);
  if (!outside) return CLEAN;
  const taints = union(...names.map((name) => taintsOfText(frame, inputNamed(step, name))));
  return taints
    .filter(({ revision, grade }) => revision && (grade === 'anyone' || grade === 'author'))
    .map((taint) => ({ ...taint, free: true, lines: true, name: `files of ${taint.name}`, who: 'Whoever opens a pull request' }));
}

/** Artifacts of another run; those of the same run were made by the same workflow. */
function artifactsOf(frame: Frame, step: WorkflowStep, action: string): readonly Taint[] {
  const afterOther = frame.starts.some(({ event, outsider }) => event === 'workflow_run' && outsider);
  const other = action !== 'actions/download-artifact' || inputNamed(step, 'run-id') !== null;
  if (!afterOther || !other || step.uses === null) return CLEAN;
  return [
    entry('files of an artifact', placeWithin(frame.of, step.uses, { start: 0, end: step.uses.value.length }), {
      grade: 'anyone',
      who: 'Whoever opens a pull request',
      lines: true,
    }),
  ];
}
