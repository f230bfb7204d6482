import { err, ok, usageFault, type Fault, type FileTree, type Result } from '@plumbline/core';
import type { SourceIndex, SourceStep } from '../model/source-index.js';
import { isVersion } from '../model/terms.js';
import { refusal, type Refusal } from './refusal.js';

/** A version of a step as it lies in the tree, not yet looked into. */
export interface Candidate {
  readonly name: string;
  readonly version: string;
  /** Folder of the action. */
  readonly action: string | null;
  /** Folder of the Task. */
  readonly task: string | null;
  /** What `catalog.yaml` says of it. */
  readonly said: SourceStep | null;
}

/** All candidates, and what is laid out in a way that cannot be released. */
export interface Candidates {
  readonly found: readonly Candidate[];
  readonly refused: readonly Refusal[];
}

const ACTION = /^(actions\/([^/]+))\/action\.ya?ml$/;
/** `<root>/<name>/<version>/<name>.yaml`, as Artifact Hub and catlin look for Tasks. */
const TASK = /^((?:tekton-tasks|tasks?)\/([^/]+)\/([^/]+))\/[^/]+\.ya?ml$/;

/** Finds the steps of a repository: by its layout, or as its index lists them. */
export function findCandidates(
  tree: FileTree,
  { index, version }: { readonly index: SourceIndex | null; readonly version: string },
): Result<Candidates, Fault> {
  const entries = tree.entries();
  if (!entries.ok) return entries;
  const paths = entries.value.map(({ path }) => path);
  const laid = byLayout(paths, version);
  const candidates = index === null ? laid : listed(index, { laid, version });
  return candidates.found.length + candidates.refused.length > 0
    ? ok(candidates)
    : err(
        usageFault(
          'NOTHING_TO_CHECK',
          'there is no action and no Task to release; expected actions/NAME/action.yml or tekton-tasks/NAME/VERSION/NAME.yaml',
          'name the folder that holds them',
        ),
      );
}

function byLayout(paths: readonly string[], version: string): Candidates {
  const actions = paths.flatMap((path) => {
    const [, folder, name] = ACTION.exec(path) ?? [];
    return folder === undefined || name === undefined ? [] : [{ name, folder, version }];
  });
  const tasks = paths.flatMap((path) => {
    const [, folder, name, own] = TASK.exec(path) ?? [];
    return folder === undefined || name === undefined || own === undefined
      ? []
      : [{ name, folder, version: own }];
  });
  const misplaced = tasks.filter((task) => !isVersion(task.version));
  return {
    found: merge(unique(actions), unique(tasks.filter((task) => !misplaced.includes(task)))),
    refused: misplaced.map(({ folder, version: written }) =>
      refusal('task', folder, {
        message: `the folder ${folder} is named ${JSON.stringify(written)}, which is no version`,
        hint: 'tekton-tasks/NAME/1.2.0/NAME.yaml',
      }),
    ),
  };
}

interface Laid {
  readonly name: string;
  readonly version: string;
  readonly folder: string;
}

function unique(laid: readonly Laid[]): readonly Laid[] {
  return [...new Map(laid.map((each) => [each.folder, each])).values()];
}

/** An action and a Task of one name and version are one step. */
function merge(actions: readonly Laid[], tasks: readonly Laid[]): readonly Candidate[] {
  const isSame = (one: Laid, other: Laid): boolean =>
    one.name === other.name && one.version === other.version;
  const step = (
    { name, version }: Laid,
    action: string | null,
    task: string | null,
  ): Candidate => ({
    ...{ name, version, action, task },
    said: null,
  });
  return [
    ...actions.map((one) =>
      step(one, one.folder, tasks.find((task) => isSame(task, one))?.folder ?? null),
    ),
    ...tasks
      .filter((task) => !actions.some((one) => isSame(task, one)))
      .map((task) => step(task, null, task.folder)),
  ];
}

/** With an index nothing is released that it does not list, and nothing is left out in silence. */
function listed(
  index: SourceIndex,
  { laid, version }: { readonly laid: Candidates; readonly version: string },
): Candidates {
  const found = index.steps.map((said) => ({
    name: said.name,
    version: said.version ?? folderVersion(said.task) ?? version,
    action: said.action,
    task: said.task,
    said,
  }));
  const folders = new Set(found.flatMap(({ action, task }) => [action, task]));
  const unlisted = laid.found
    .flatMap(({ action, task }) => [action, task])
    .flatMap((folder) => (folder === null || folders.has(folder) ? [] : [folder]));
  return {
    found,
    refused: [
      ...laid.refused,
      ...unlisted.map(notListed),
      ...found.flatMap(empty),
      ...found.flatMap(misnamed),
      ...twins(found),
    ],
  };
}

function notListed(folder: string): Refusal {
  return refusal('index', folder, {
    message: `${folder} is not in catalog.yaml`,
    hint: 'list it there, or remove it',
  });
}

function empty({ name, action, task }: Candidate): readonly Refusal[] {
  if (action !== null || task !== null) return [];
  return [
    refusal('index', 'catalog.yaml', {
      message: `the step ${name} names neither an action nor a task`,
    }),
  ];
}

/** The folder of a Task ends in its version. */
function folderVersion(task: string | null): string | null {
  const last = task?.split('/').at(-1) ?? '';
  return isVersion(last) ? last : null;
}

function misnamed({ name, version, task }: Candidate): readonly Refusal[] {
  if (task === null || folderVersion(task) === version) return [];
  const message = `${name} has version ${version}, its Task lies in ${task}`;
  return [refusal('index', 'catalog.yaml', { message, hint: `task: …/${name}/${version}` })];
}

function twins(found: readonly Candidate[]): readonly Refusal[] {
  const names = found.map(({ name, version }) => `${name} ${version}`);
  return names
    .filter((name, at) => names.indexOf(name) !== at)
    .map((name) => refusal('index', 'catalog.yaml', { message: `${name} is listed twice` }));
}
