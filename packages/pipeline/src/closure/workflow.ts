import { placeOf } from '../document/shape.js';
import { isReusable, type Job, type Workflow } from '../github/workflow.js';
import { lockScope, reportUnused } from './lock.js';
import { expandMatrix } from './matrix.js';
import type { Scope } from './scope.js';
import { addUses, walkSteps } from './uses.js';
import { addImage, addUnknownImage, written, type Walk, type Written } from './walk.js';

/** Adds a workflow with everything it uses; one that GitHub does not run is a file and no more. */
export function walkWorkflow(walk: Walk, workflow: Workflow): void {
  walk.files.add(workflow.path);
  const id = walk.graph.add(null, {
    kind: isReusable(workflow) ? 'reusable-workflow' : 'workflow',
    ref: workflow.path,
    path: workflow.path,
    status: 'present',
    reason: workflow.executed
      ? null
      : 'GitHub does not run it; only direct children of .github/workflows run',
    site: placeOf(workflow, workflow.node),
  });
  if (!workflow.executed) return;
  const lock = lockScope(walk.model.lock, workflow.path);
  const scope: Scope = {
    lock,
    used: new Set(),
    depth: 0,
    overlays: [],
    trail: [workflow.path],
    walked: new Map(),
  };
  for (const job of workflow.jobs) walkJob(walk, { id, workflow, job, scope });
  if (lock !== null) reportUnused(walk, lock, scope.used);
}

interface JobVisit {
  readonly id: string;
  readonly workflow: Workflow;
  readonly job: Job;
  readonly scope: Scope;
}

function walkJob(walk: Walk, visit: JobVisit): void {
  const { id, workflow, job, scope } = visit;
  if (job.uses !== null)
    addUses(walk, id, { ...written(workflow, job.uses), target: 'workflow' }, scope);
  for (const { container } of job.services)
    addContainer(walk, visit, container.image && written(workflow, container.image));
  if (job.container !== null)
    addContainer(walk, visit, job.container.image && written(workflow, job.container.image));
  const folder =
    [job.defaults, workflow.defaults].find((set) => set?.workingDirectory)?.workingDirectory
      ?.value ?? '';
  walkSteps(walk, id, { of: workflow, steps: job.steps, folder, scope });
}

function addContainer(walk: Walk, { id, job }: JobVisit, image: Written | null): void {
  if (image === null || image.value === '') return;
  const expanded = expandMatrix(image.value, job.strategy?.matrix ?? null);
  if (!expanded.known) return addUnknownImage(walk, id, image, expanded.reason);
  for (const value of expanded.values) {
    if (value !== '')
      addImage(walk, id, { value: value.replace(/^docker:\/\//, ''), site: image.site });
  }
}
