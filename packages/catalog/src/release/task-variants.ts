import { err, ok, undecidableFault, type Fault, type FileTree, type Result } from '@plumbline/core';
import {
  annotate,
  payloadOf,
  readResources,
  type PrivateKey,
  type TektonDocument,
} from '@plumbline/trust';
import {
  TEKTON_LINES,
  type CatalogStep,
  type CatalogTask,
  type TektonLine,
} from '../model/catalog.js';
import { sha256Hex } from '@plumbline/core';
import { TEKTON_VERSIONS, TEKTON_WORDS } from '../model/tekton-versions.js';
import { variantPath, variantRef } from './layout.js';
import { tektonBundle, type TektonBundle } from './tekton-bundle.js';

/** A Task as it is signed for one line of Tekton. */
export interface SignedVariant {
  readonly variant: CatalogTask['variants'][number];
  readonly bytes: Uint8Array;
  readonly bundle: TektonBundle | null;
}

/** Signs the Task of a step once for each line of Tekton; a good signature by the same key stays as it is. */
export function signVariants(
  tree: FileTree,
  { name, task }: { readonly name: string; readonly task: CatalogTask },
  signer: PrivateKey,
): Result<readonly SignedVariant[], Fault> {
  const signed: SignedVariant[] = [];
  for (const line of TEKTON_LINES) {
    const bytes = signFor(tree, task, { line, signer });
    if (!bytes.ok) return bytes;
    signed.push(describeVariant({ name, task }, line, bytes.value));
  }
  return ok(signed);
}

/** The variant of a Task whose bytes are these; its bundle follows from them. */
export function describeVariant(
  { name, task }: Pick<CatalogStep, 'name'> & { readonly task: CatalogTask },
  line: TektonLine,
  bytes: Uint8Array,
): SignedVariant {
  const path = variantPath(task.path, line);
  const bundle =
    task.bundle === null
      ? null
      : tektonBundle({ name, kind: 'Task', apiVersion: apiVersionOf(path, bytes), yaml: bytes });
  const pushed =
    bundle === null || task.bundle === null
      ? null
      : { ref: variantRef(task.bundle, line), digest: bundle.digest };
  return {
    variant: { tekton: line, path, sha256: sha256Hex(bytes), bundle: pushed },
    bytes,
    bundle,
  };
}

/** The one resource of a Task's file. */
export function taskDocument(path: string, bytes: Uint8Array): TektonDocument | null {
  const [document, second] = readResources(path, bytes);
  return document !== undefined &&
    'root' in document &&
    document.kind === 'Task' &&
    second === undefined
    ? document
    : null;
}

/** SHA-256 of what Tekton of this line verifies; null where it cannot be told. */
export function payloadFor(document: TektonDocument, line: TektonLine): string | null {
  const era = line === '1.9' ? 'ct-null' : 'ct-omit';
  const payload = payloadOf(document, { era, profile: 'controller' });
  return payload.ok ? payload.value.digest.toString('hex') : null;
}

interface SigningFor {
  readonly line: TektonLine;
  readonly signer: PrivateKey;
}

function signFor(
  tree: FileTree,
  task: CatalogTask,
  { line, signer }: SigningFor,
): Result<Uint8Array, Fault> {
  const own = tree.read(variantPath(task.path, line));
  const bytes = own.ok ? own : tree.read(task.path);
  if (!bytes.ok) return bytes;
  if (!isAsBuilt(task, bytes.value)) return err(changed(task.path));
  const { bytes: signed, outcomes } = annotate(task.path, bytes.value, {
    signer,
    version: TEKTON_VERSIONS[line],
  });
  const [outcome] = outcomes;
  return outcome?.status === 'signed' || outcome?.status === 'unchanged'
    ? ok(signed)
    : err(unsignable(task.path, line));
}

/** What is signed is what the index says was built. */
function isAsBuilt(task: CatalogTask, bytes: Uint8Array): boolean {
  const document = taskDocument(task.path, bytes);
  return (
    document !== null &&
    TEKTON_LINES.every((line) => payloadFor(document, line) === task.payloads[line])
  );
}

function apiVersionOf(path: string, bytes: Uint8Array): string {
  return taskDocument(path, bytes)?.apiVersion ?? '';
}

function changed(path: string): Fault {
  return undecidableFault(
    'CATALOG_CHANGED',
    `${path} is not what was built`,
    'plumbline catalog build, into an empty folder',
  );
}

function unsignable(path: string, line: TektonLine): Fault {
  return undecidableFault(
    'CATALOG_TASK_UNSIGNABLE',
    `${path} cannot be signed for ${TEKTON_WORDS[line]}`,
    `plumbline sign-pipeline ${path} --annotate --check`,
  );
}
