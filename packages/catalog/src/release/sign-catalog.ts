import {
  err,
  ok,
  sha256Hex,
  undecidableFault,
  usageFault,
  type Fault,
  type FileTree,
  type Result,
} from '@plumbline/core';
import { signStatement, type PrivateKey } from '@plumbline/trust';
import { filesOf, CATALOG_FILE, parseCatalog, writeCatalog } from '../model/catalog-file.js';
import type { Catalog, CatalogStep } from '../model/catalog.js';
import { isPlainPath } from '../model/terms.js';
import { buildCatalogStatement, type CatalogTerms } from './catalog-statement.js';
import { buildLatestStatement, type Latest } from './latest-statement.js';
import { BUNDLES_FOLDER, isSignature, LATEST_FILE, STATEMENT_FILE } from './layout.js';
import { signVariants, type SignedVariant } from './task-variants.js';
import { ociLayout } from './tekton-bundle.js';

export interface CatalogSigning {
  readonly signer: PrivateKey;
  readonly terms: CatalogTerms;
  /** Until when it is the latest. */
  readonly latestUntil: Date;
}

/** A signed release: the files to write over what was built. */
export interface SignedRelease {
  readonly catalog: Catalog;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** Signs a release that was built into a folder: each Task for both lines of Tekton, and the whole of it. Nothing is published. */
export function signCatalog(tree: FileTree, signing: CatalogSigning): Result<SignedRelease, Fault> {
  const built = readRelease(tree);
  if (!built.ok) return built;
  const { catalog } = built.value;
  const variants = variantsOf(tree, catalog, signing.signer);
  if (!variants.ok) return variants;
  const complete = {
    ...catalog,
    steps: catalog.steps.map((step) => withVariants(step, variants.value.get(step) ?? [])),
  };
  const made = new Map([
    ...taskFiles(variants.value),
    [CATALOG_FILE, writeCatalog(complete)] as const,
  ]);
  return sealed(complete, { kept: built.value.contents, made }, signing);
}

/** A new statement that a signed release is still the latest, and what has been revoked by now. */
export function signLatest(latest: Latest, signer: PrivateKey): Result<Uint8Array, Fault> {
  return signStatement(buildLatestStatement(latest), signer);
}

interface Contents {
  readonly kept: ReadonlyMap<string, Uint8Array>;
  readonly made: ReadonlyMap<string, Uint8Array>;
}

function sealed(
  catalog: Catalog,
  { kept, made }: Contents,
  { signer, terms, latestUntil }: CatalogSigning,
): Result<SignedRelease, Fault> {
  const digests = new Map([...kept, ...made].map(([path, bytes]) => [path, sha256Hex(bytes)]));
  const changed = [...filesOf(catalog)].find(([path, hex]) => digests.get(path) !== hex);
  if (changed !== undefined) return err(notAsBuilt(changed[0]));
  const statement = signStatement(buildCatalogStatement(catalog, digests, terms), signer);
  if (!statement.ok) return statement;
  const { name, version, revoked } = catalog;
  const catalogSha256 = digests.get(CATALOG_FILE) ?? '';
  const { serial, issuedAt, generator } = terms;
  const latest = signLatest(
    { name, version, serial, catalogSha256, issuedAt, expiresAt: latestUntil, revoked, generator },
    signer,
  );
  if (!latest.ok) return latest;
  return ok({
    catalog,
    files: new Map([...made, [STATEMENT_FILE, statement.value], [LATEST_FILE, latest.value]]),
  });
}

type Variants = ReadonlyMap<CatalogStep, readonly SignedVariant[]>;

function variantsOf(
  tree: FileTree,
  { steps }: Catalog,
  signer: PrivateKey,
): Result<Variants, Fault> {
  const variants = new Map<CatalogStep, readonly SignedVariant[]>();
  for (const step of steps) {
    if (step.task === null) continue;
    const signed = signVariants(tree, { name: step.name, task: step.task }, signer);
    if (!signed.ok) return signed;
    variants.set(step, signed.value);
  }
  return ok(variants);
}

function withVariants(step: CatalogStep, signed: readonly SignedVariant[]): CatalogStep {
  return step.task === null
    ? step
    : { ...step, task: { ...step.task, variants: signed.map(({ variant }) => variant) } };
}

/** The signed Tasks, and the layout with their bundles. */
function taskFiles(variants: Variants): ReadonlyMap<string, Uint8Array> {
  const all = [...variants.values()].flat();
  const bundles = all.flatMap(({ variant, bundle }) =>
    variant.bundle === null || bundle === null ? [] : [[variant.bundle.ref, bundle] as const],
  );
  const layout = bundles.length === 0 ? [] : [...ociLayout(new Map(bundles))];
  return new Map([
    ...all.map(({ variant, bytes }) => [variant.path, bytes] as const),
    ...layout.map(([path, bytes]) => [`${BUNDLES_FOLDER}/${path}`, bytes] as const),
  ]);
}

interface Release {
  readonly catalog: Catalog;
  /** What else is in the folder, and will be part of the statement. */
  readonly contents: ReadonlyMap<string, Uint8Array>;
}

function readRelease(tree: FileTree): Result<Release, Fault> {
  const index = tree.read(CATALOG_FILE);
  if (!index.ok) return err(noRelease());
  const catalog = parseCatalog(CATALOG_FILE, index.value);
  if (!catalog.ok) return catalog;
  const entries = tree.entries();
  if (!entries.ok) return entries;
  const contents = new Map<string, Uint8Array>();
  for (const { path, kind } of entries.value) {
    if (isSignature(path) || path.startsWith(`${BUNDLES_FOLDER}/`)) continue;
    const bytes = tree.read(path);
    if (kind !== 'file' || !isPlainPath(path) || !bytes.ok) return err(unsignable(path));
    contents.set(path, bytes.value);
  }
  return ok({ catalog: catalog.value, contents });
}

function noRelease(): Fault {
  return usageFault(
    'CATALOG_MISSING',
    `there is no ${CATALOG_FILE} in the folder`,
    'plumbline catalog build --version VERSION --out FOLDER',
  );
}

function unsignable(path: string): Fault {
  return usageFault(
    'CATALOG_FILE',
    `${JSON.stringify(path)} is no regular file that can be signed`,
    'remove it from the folder',
  );
}

function notAsBuilt(path: string): Fault {
  return undecidableFault(
    'CATALOG_CHANGED',
    `${path} is not what was built, or is not there`,
    'plumbline catalog build, into an empty folder',
  );
}
