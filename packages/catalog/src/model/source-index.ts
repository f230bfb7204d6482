import {
  err,
  list,
  object,
  ok,
  oneOf,
  optional,
  readShape,
  readYaml,
  record,
  text,
  usageFault,
  type Fault,
  type JsonSchema,
  type Result,
  type ValueOf,
} from '@plumbline/core';
import { catalogName, plainPath, stepName, versionText } from './terms.js';

/** `catalog.yaml` of a repository: what belongs to the catalog, in the words of its authors, without digests. */
export const SOURCE_INDEX_FILE = 'catalog.yaml';

const STEP = object({
  name: stepName,
  version: optional(versionText, null),
  stage: optional(text(), null),
  summary: optional(text(), null),
  action: optional(plainPath, null),
  task: optional(plainPath, null),
  permissions: optional(record({ expected: 'a scope' }, text()), null),
  network: optional(list(text()), null),
  inputs: optional(list(text()), null),
  outputs: optional(list(text()), null),
});

/** What the author of a step says of it. */
export type SourceStep = ValueOf<typeof STEP>;

const INDEX = object({
  apiVersion: oneOf('plumbline.dev/catalog/v1'),
  kind: oneOf('Catalog'),
  name: optional(catalogName, null),
  version: optional(versionText, null),
  steps: list(STEP),
});

/** What the author of a catalog says of it. */
export type SourceIndex = ValueOf<typeof INDEX>;

/** Reads `catalog.yaml`; a fault names the first thing that is wrong. */
export function parseSourceIndex(bytes: Uint8Array): Result<SourceIndex, Fault> {
  const read = readYaml(SOURCE_INDEX_FILE, bytes, { aliases: 'refuse' });
  if (!read.ok) return err(wrong(read.error[0]));
  const { documents, source } = read.value;
  const root = documents[0]?.root ?? null;
  if (root === null || documents.length > 1)
    return err(wrong({ message: 'expected one document' }));
  const value = readShape(INDEX, root, source);
  return value.ok ? ok(value.value) : err(wrong(value.error[0]));
}

type Told = Partial<Pick<Fault, 'message' | 'location'>>;

function wrong({ message = 'it cannot be read', location }: Told = {}): Fault {
  const fault = usageFault('CATALOG_INDEX', message, 'see docs/releases.md, what a catalog is');
  return location === undefined
    ? { ...fault, message: `${SOURCE_INDEX_FILE}: ${message}` }
    : { ...fault, location };
}

/** JSON Schema (2020-12) of `catalog.yaml`. */
export function sourceIndexSchema(): JsonSchema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'https://plumbline.dev/schema/catalog-source-v1.json',
    title: 'A catalog of actions and Tekton Tasks, as its authors describe it',
    ...INDEX.schema,
  };
}
