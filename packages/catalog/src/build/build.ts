import { err, ok, usageFault, type Fault, type FileTree, type Result } from '@plumbline/core';
import { modelTarget, type Model } from '@plumbline/pipeline';
import type { Catalog, CatalogImage, CatalogStep } from '../model/catalog.js';
import type { Revocation } from '../model/revocations.js';
import type { SourceIndex } from '../model/source-index.js';
import { findCandidates, type Candidate } from './candidates.js';
import { compareRebuilt } from './rebuilt.js';
import { readAction, type ActionRead } from './read-action.js';
import { readTask, type TaskRead } from './read-task.js';
import { refusal, type Refusal } from './refusal.js';
import type { ImagePins } from './task-images.js';

/** What a catalog is built from. */
export interface BuildRequest {
  readonly tree: FileTree;
  /** `catalog.yaml`; null: the layout tells what belongs to the catalog. */
  readonly index: SourceIndex | null;
  readonly version: string;
  /** `owner/repository` on GitHub; null where it is elsewhere. */
  readonly repository: string | null;
  readonly source: Catalog['source'];
  readonly pins: ImagePins;
  /** What an image (by name and tag) is built on. */
  readonly bases: ReadonlyMap<string, string>;
  readonly bundles: string | null;
  readonly revoked: readonly Revocation[];
  /** A tree whose bundles another job has built; null: not compared. */
  readonly rebuilt: FileTree | null;
}

/** A catalog, and the files of its release; what is refused must not be released. */
export interface Built {
  readonly catalog: Catalog;
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly refused: readonly Refusal[];
  readonly notes: readonly string[];
}

interface StepRead {
  readonly step: CatalogStep;
  readonly action: ActionRead | null;
  readonly task: TaskRead | null;
  readonly refused: readonly Refusal[];
}

/** Builds the index of a release with the digests of everything in it. Nothing is signed, and no code of the target is run. */
export function buildCatalog(request: BuildRequest): Result<Built, Fault> {
  const name = request.index?.name ?? request.repository;
  if (name === null) return err(nameless());
  const candidates = findCandidates(request.tree, request);
  if (!candidates.ok) return candidates;
  const model = modelTarget(onlyFolders(request.tree, candidates.value.found));
  if (!model.ok) return model;
  const reads = candidates.value.found.map((candidate) =>
    readStep(candidate, model.value, request),
  );
  const steps = reads.map(({ step }) => step).sort(byIdentity);
  const { version, source, revoked } = request;
  const head = { apiVersion: 'plumbline.dev/catalog/v1', kind: 'Catalog' } as const;
  return ok({
    catalog: { ...head, name, version, source, steps, images: imagesOf(reads, request), revoked },
    files: new Map(
      reads.flatMap(({ action, task }) => [...(action?.contents ?? []), ...(task?.contents ?? [])]),
    ),
    refused: [
      ...candidates.value.refused,
      ...model.value.unreadable.map(({ location, message }) =>
        refusal('readable', location, { message }),
      ),
      ...reads.flatMap(({ refused }) => refused),
    ],
    notes: hubNotes(reads),
  });
}

function readStep(candidate: Candidate, model: Model, request: BuildRequest): StepRead {
  const { name, version, action: actionFolder, task: taskFolder } = candidate;
  const { tree, repository, rebuilt } = request;
  const action =
    actionFolder === null ? null : readAction(tree, actionFolder, { ...model, repository });
  const place = { name, version, folder: taskFolder ?? '' };
  const task = taskFolder === null ? null : readTask(tree, place, { model, ...request });
  const differing = action === null || rebuilt === null ? [] : compareRebuilt(action, rebuilt);
  return {
    step: { ...toldOf(candidate, task), ...facesOf(action, task) },
    action,
    task,
    refused: [...(action?.refused ?? []), ...(task?.refused ?? []), ...differing],
  };
}

/** What the author says of a step. */
function toldOf(
  { name, version, said }: Candidate,
  task: TaskRead | null,
): Omit<CatalogStep, 'inputs' | 'outputs' | 'action' | 'task'> {
  const silent = { stage: null, summary: null, permissions: null, network: null };
  const { stage, summary, permissions, network } = said ?? silent;
  return {
    name,
    version,
    stage,
    summary: summary ?? task?.description ?? null,
    permissions,
    network,
  };
}

/** What its files say; where there is an action, its inputs count, which the Task has as params. */
function facesOf(
  action: ActionRead | null,
  task: TaskRead | null,
): Pick<CatalogStep, 'inputs' | 'outputs' | 'action' | 'task'> {
  return {
    inputs: action?.inputs ?? paramsOf(task),
    outputs: action?.outputs ?? task?.results ?? [],
    action: action?.action ?? null,
    task: task?.task ?? null,
  };
}

function paramsOf(task: TaskRead | null): CatalogStep['inputs'] {
  return (task?.params ?? []).map(({ name, hasDefault }) => ({
    name,
    required: !hasDefault,
    default: null,
  }));
}

function imagesOf(reads: readonly StepRead[], { bases }: BuildRequest): readonly CatalogImage[] {
  const used = new Set(reads.flatMap(({ task }) => task?.task.images ?? []));
  return [...used].sort().map((image) => {
    const [ref = '', digest = ''] = image.split('@');
    return { ref, digest, base: bases.get(ref) ?? null };
  });
}

/** Definitions elsewhere in the repository are not released, and need not be read. */
function onlyFolders(tree: FileTree, found: readonly Candidate[]): FileTree {
  const folders = found
    .flatMap(({ action, task }) => [action, task])
    .filter((folder) => folder !== null);
  return {
    ...tree,
    entries: () => {
      const entries = tree.entries();
      return entries.ok
        ? ok(
            entries.value.filter(({ path }) =>
              folders.some((folder) => path.startsWith(`${folder}/`)),
            ),
          )
        : entries;
    },
  };
}

/** Tasks that lack the same are named together. */
function hubNotes(reads: readonly StepRead[]): readonly string[] {
  const lacking = reads.flatMap(({ step, task }) =>
    task === null || task.missing.length === 0
      ? []
      : [{ name: step.name, missing: task.missing.join(', ') }],
  );
  return [...Map.groupBy(lacking, ({ missing }) => missing)].map(
    ([missing, tasks]) =>
      `Artifact Hub and catlin miss of ${tasks.map(({ name }) => name).join(', ')}: ${missing}`,
  );
}

function byIdentity(one: CatalogStep, other: CatalogStep): number {
  if (one.name !== other.name) return one.name < other.name ? -1 : 1;
  return one.version < other.version ? -1 : 1;
}

function nameless(): Fault {
  return usageFault(
    'CATALOG_NAME',
    'the catalog has no name: catalog.yaml has none, and the remote `origin` is not on GitHub',
    'name: acme-ci   # in catalog.yaml',
  );
}
