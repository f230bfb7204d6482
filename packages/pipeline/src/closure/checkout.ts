import { inputOf, type WorkflowStep } from '../github/step.js';
import { parseUses } from '../github/uses.js';

/** A folder of the workspace that an earlier step fills with content other than the running commit's. */
export interface Overlay {
  /** Relative to the workspace; empty for all of it; null where it is not known. */
  readonly folder: string | null;
}

const RUNNING = /^\$\{\{\s*github\.(?:repository|sha|ref|workflow_sha)\s*\}\}$/;

/** What `actions/checkout` puts in the workspace, if it is not (certainly) the running commit of the same repository. */
export function overlayOf(step: WorkflowStep): Overlay | null {
  const uses = step.uses === null ? null : parseUses(step.uses.value);
  if (
    uses?.kind !== 'remote' ||
    `${uses.owner}/${uses.repository}`.toLowerCase() !== 'actions/checkout'
  )
    return null;
  const given = [inputOf(step, 'repository'), inputOf(step, 'ref')];
  const path = inputOf(step, 'path')?.value.replace(/^\.\/|\/$/g, '') ?? '';
  if (
    path === '' &&
    given.every((value) => value === null || value.value === '' || RUNNING.test(value.value))
  )
    return null;
  return { folder: path.includes('${{') || path.includes('..') ? null : path === '.' ? '' : path };
}

/** Whether a path of the workspace may come from an overlay. */
export function isOverlaid(overlays: readonly Overlay[], path: string): boolean {
  return overlays.some(
    ({ folder }) =>
      folder === null || folder === '' || path === folder || path.startsWith(`${folder}/`),
  );
}
