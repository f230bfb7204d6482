import { mapGet, scalarOf, type ScalarNode } from '@plumbline/core';
import type { Workspace } from '@plumbline/pipeline';
import type { Subject } from '../subject.js';
import { runsOf, tasksOfRun, type RunSite, type RunTask } from '../tekton/run-tasks.js';
import { placeIn, type Violation } from '../violation.js';
import { runsOwnCode } from './executes.js';
import { pullRuns } from './pull-runs.js';

/** A folder of a volume that outlives the run. */
export interface Folder {
  readonly claim: ScalarNode;
  readonly path: string;
}

/** The folder that a workspace of a run is; null where it ends with the run. */
export function folderOf({ persistentVolumeClaim, subPath }: Workspace): Folder | null {
  const claim = scalarOf(mapGet(persistentVolumeClaim, 'claimName'));
  return claim === undefined ? null : { claim, path: subPath?.value ?? '' };
}

/** The folders that runs mount. */
export function foldersOf(runs: readonly RunSite[]): readonly Folder[] {
  return runs.flatMap(({ resource }) =>
    resource.spec.workspaces.flatMap((workspace) => folderOf(workspace) ?? []),
  );
}

/** Two folders of one volume are apart, unless one is the whole. */
export function meets(one: Folder, other: Folder): boolean {
  const isWhole = one.path === '' || other.path === '';
  return one.claim.text === other.claim.text && (isWhole || one.path === other.path);
}

/** Other runs that run code of a folder that runs for pull requests have written. */
export function executedFromVolumes(
  subject: Subject,
  left: readonly Folder[],
): readonly Violation[] {
  const pulls = new Set(pullRuns(subject).map(({ resource }) => resource));
  return runsOf(subject)
    .filter(({ resource }) => !pulls.has(resource))
    .flatMap((run) => {
      const tasks = tasksOfRun(subject, run);
      return run.resource.spec.workspaces.flatMap((workspace) => {
        const folder = folderOf(workspace);
        if (folder === null || !left.some((other) => meets(folder, other))) return [];
        return executedIn(run, { name: workspace.name?.value ?? '', folder }, tasks);
      });
    });
}

function executedIn(
  { resource, address }: RunSite,
  { name, folder: { claim } }: { readonly name: string; readonly folder: Folder },
  tasks: readonly RunTask[],
): readonly Violation[] {
  if (!tasks.some((one) => mounts(one, name) && executes(one))) return [];
  return [
    {
      at: placeIn(resource, claim),
      address: `${address}.workspaces.${name}`,
      subject: claim.text,
      severity: 'high',
      message: `Whoever opens a pull request leaves files in \`${claim.text}\`, and this run executes code of that folder.`,
      hint: 'volumeClaimTemplate: { spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } } }',
    },
  ];
}

/** Whether the task has the workspace of the run, directly or under a name of its own. */
function mounts({ entry, spec }: RunTask, name: string): boolean {
  if (entry === null) return spec.workspaces.some((own) => own.name?.value === name);
  return entry.workspaces.some((own) => (own.workspace ?? own.name)?.value === name);
}

function executes({ spec }: RunTask): boolean {
  return spec.steps.some((step) =>
    [step.script, ...step.args].some((text) => text !== null && runsOwnCode(text.value)),
  );
}
