import {
  err,
  readJson,
  readShape,
  usageFault,
  type Fault,
  type JsonSchema,
  type Result,
} from '@plumbline/core';
import { CATALOG, type Catalog, type CatalogStep } from './catalog.js';
import { identityOf } from './revocations.js';

/** Where a release has its index. */
export const CATALOG_FILE = 'catalog.json';

/** An index of a thousand steps has less. */
const MAX_BYTES = 16 * 1024 * 1024;

/** The text of `catalog.json`: equal content has equal bytes. */
export function writeCatalog(catalog: Catalog): Uint8Array {
  return Buffer.from(`${JSON.stringify(sorted(catalog), null, 2)}\n`);
}

/** Reads a `catalog.json` strictly; who has signed it is for the caller to verify first. */
export function parseCatalog(path: string, bytes: Uint8Array): Result<Catalog, Fault> {
  const document = readJson(path, bytes, { maxBytes: MAX_BYTES });
  if (!document.ok) return err(malformed(path, document.error[0]?.message ?? 'it is not JSON'));
  const value = readShape(CATALOG, document.value.root, document.value.source);
  if (!value.ok) return err(malformed(path, value.error[0]?.message ?? 'it has another shape'));
  const problem = contradiction(value.value);
  return problem === null ? value : err(malformed(path, problem));
}

/** JSON Schema (2020-12) of `catalog.json`. */
export function catalogSchema(): JsonSchema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'https://plumbline.dev/schema/catalog-v1.json',
    title: 'A catalog of actions and Tekton Tasks, as released',
    ...CATALOG.schema,
  };
}

/** Every file of the catalog with its digest; a Task has one for each line of Tekton that it is signed for. */
export function filesOf({ steps }: Catalog): ReadonlyMap<string, string> {
  return new Map(steps.flatMap(stepFiles));
}

function stepFiles({ action, task }: CatalogStep): readonly (readonly [string, string])[] {
  const variants = task?.variants.map(({ path, sha256 }) => [path, sha256] as const) ?? [];
  return [
    ...Object.entries(action?.files ?? {}),
    ...Object.entries(task?.files ?? {}),
    ...variants,
  ];
}

function contradiction(catalog: Catalog): string | null {
  const names = catalog.steps.map(identityOf);
  const paths = catalog.steps.flatMap(stepFiles).map(([path]) => path.toLowerCase());
  return twice(names, 'it has twice') ?? twice(paths, 'two steps have the file');
}

function twice(names: readonly string[], what: string): string | null {
  const found = names.find((name, at) => names.indexOf(name) !== at);
  return found === undefined ? null : `${what} ${found}`;
}

function malformed(path: string, why: string): Fault {
  return usageFault(
    'CATALOG_MALFORMED',
    `${path} is no catalog: ${why}`,
    'plumbline catalog build',
  );
}

/** Keys in order, and what is null left out. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value)
    .filter(([, member]) => member !== null)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, member]) => [key, sorted(member)]));
}
