import {
  applyEdits,
  err,
  ok,
  undecidableFault,
  type Edit,
  type Fault,
  type Result,
} from '@plumbline/core';
import { modelTarget } from '@plumbline/pipeline';
import type { PrivateKey } from '@plumbline/trust';
import { imagesIn } from '../build/task-images.js';
import { CATALOG_FILE, writeCatalog } from '../model/catalog-file.js';
import { heldTree } from '../model/held-tree.js';
import {
  TEKTON_LINES,
  type Catalog,
  type CatalogStep,
  type CatalogTask,
} from '../model/catalog.js';
import type { CatalogTerms } from '../release/catalog-statement.js';
import { BUNDLES_FOLDER, STATEMENT_FILE, UPSTREAM_FILE, variantPath } from '../release/layout.js';
import { signCatalog, type SignedRelease } from '../release/sign-catalog.js';
import { payloadFor, taskDocument } from '../release/task-variants.js';
import type { Release } from '../verify/subject.js';
import { moveTo, type Move } from './moved-names.js';

export interface Relocation {
  /** Registry and path that images and bundles lie below from now on. */
  readonly to: string;
  readonly signer: PrivateKey;
  /** Until when the copy is the latest, at most. */
  readonly latestUntil: Date;
  /** Version of the program. */
  readonly generator: string;
}

/**
 * A copy of a verified release whose images and bundles lie in another registry. Only their names change: digests of images stay,
 * the Tasks are signed again, as their signatures cover these names, and the statement says what it was taken from.
 */
export function relocate(release: Release, relocation: Relocation): Result<SignedRelease, Fault> {
  const move = moveTo(relocation.to, namesOf(release.catalog));
  const moved = moveTasks(release, move);
  if (!moved.ok) return moved;
  const catalog: Catalog = {
    ...release.catalog,
    steps: moved.value.map(({ step }) => step),
    images: release.catalog.images.map((image) => ({ ...image, ref: move(image.ref) })),
  };
  const kept = keptFiles(release);
  if (!kept.ok) return kept;
  const folder = new Map([
    ...kept.value,
    ...moved.value.flatMap(({ files }) => files),
    [CATALOG_FILE, writeCatalog(catalog)] as const,
  ]);
  const { signer, latestUntil } = relocation;
  const signed = signCatalog(heldTree(folder), {
    signer,
    terms: termsOf(release, relocation),
    latestUntil,
  });
  return signed.ok
    ? ok({ catalog: signed.value.catalog, files: new Map([...folder, ...signed.value.files]) })
    : signed;
}

function termsOf({ signed, trust }: Release, { generator }: Relocation): CatalogTerms {
  const { serial, expiresAt } = signed.value;
  const issuedAt = new Date(Math.floor(trust.now.getTime() / 1000) * 1000);
  const upstream = { statement: signed.statementSha256, key: signed.keyFingerprint, serial };
  return { serial, issuedAt, expiresAt, previous: null, upstream, generator };
}

function namesOf({ images, steps }: Catalog): readonly string[] {
  return [...images.map(({ ref }) => ref), ...steps.flatMap(({ task }) => task?.bundle ?? [])];
}

/** Everything but the Tasks and what follows from them; a release of which something is missing is not copied. */
function keptFiles(release: Release): Result<ReadonlyMap<string, Uint8Array>, Fault> {
  const { tree, signed, catalog } = release;
  const tasks = new Set(
    catalog.steps.flatMap(({ task }) =>
      task === null ? [] : TEKTON_LINES.map((line) => variantPath(task.path, line)),
    ),
  );
  const files = new Map<string, Uint8Array>();
  for (const path of [...signed.value.files.keys(), STATEMENT_FILE]) {
    if (tasks.has(path) || path === CATALOG_FILE || path.startsWith(`${BUNDLES_FOLDER}/`)) continue;
    const bytes = tree.read(path);
    if (!bytes.ok) return err(incomplete(path));
    files.set(path === STATEMENT_FILE ? UPSTREAM_FILE : path, bytes.value);
  }
  return ok(files);
}

interface Moved {
  readonly step: CatalogStep;
  readonly files: readonly (readonly [string, Uint8Array])[];
}

function moveTasks({ catalog, tree }: Release, move: Move): Result<readonly Moved[], Fault> {
  const moved: Moved[] = [];
  for (const step of catalog.steps) {
    if (step.task === null) moved.push({ step, files: [] });
    else {
      const bytes = tree.read(step.task.path);
      const task = bytes.ok
        ? moveTask(step.task, bytes.value, move)
        : err(incomplete(step.task.path));
      if (!task.ok) return task;
      moved.push({
        step: { ...step, task: task.value.task },
        files: [[step.task.path, task.value.bytes]],
      });
    }
  }
  return ok(moved);
}

function moveTask(
  task: CatalogTask,
  bytes: Uint8Array,
  move: Move,
): Result<{ readonly task: CatalogTask; readonly bytes: Uint8Array }, Fault> {
  const model = modelTarget(heldTree(new Map([[task.path, bytes]])));
  const resource = model.ok ? model.value.resources[0] : undefined;
  if (resource?.kind !== 'Task') return err(incomplete(task.path));
  const edits = imagesIn(resource.spec).map(({ value, node }): Edit => {
    const start = node.span.start + (node.style === 'plain' ? 0 : 1);
    return { start, end: start + value.length, text: move(value) };
  });
  const text = Buffer.from(applyEdits(resource.source.text, edits));
  const document = taskDocument(task.path, text);
  const [early, late] = TEKTON_LINES.map((line) =>
    document === null ? null : payloadFor(document, line),
  );
  if (!early || !late) return err(incomplete(task.path));
  const payloads = { '1.9': early, '1.10': late };
  const images = task.images.map(move).sort();
  const bundle = task.bundle === null ? null : move(task.bundle);
  return ok({ task: { ...task, payloads, images, bundle, variants: [] }, bytes: text });
}

function incomplete(path: string): Fault {
  return undecidableFault(
    'CATALOG_INCOMPLETE',
    `${path} is needed to copy the release, and is not there or cannot be read`,
    'download the whole release',
  );
}
