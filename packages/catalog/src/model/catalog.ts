import {
  boolean,
  list,
  object,
  oneOf,
  optional,
  record,
  text,
  type ValueOf,
} from '@plumbline/core';
import { revocation } from './revocations.js';
import {
  catalogName,
  commitId,
  isPlainPath,
  plainPath,
  sha256,
  stepName,
  versionText,
} from './terms.js';

/** Digests of files by path below the root. */
const FILES = record(
  { expected: 'a path of plain names below the root', accepts: isPlainPath },
  sha256,
);
const IMAGE_DIGEST = text({ expected: 'a digest', pattern: /^sha256:[0-9a-f]{64}$/ });

/** For which Tekton a signature is: the payload changed with 1.10. */
export const TEKTON_LINES = ['1.9', '1.10'] as const;
export type TektonLine = (typeof TEKTON_LINES)[number];

/** The signed form of a Task for one line of Tekton, and the bundle that holds it. */
export type TaskVariant = ValueOf<typeof VARIANT>;
const VARIANT = object({
  tekton: oneOf(...TEKTON_LINES),
  path: plainPath,
  sha256,
  bundle: optional(object({ ref: text(), digest: IMAGE_DIGEST }), null),
});

/** A Task of the catalog. */
export type CatalogTask = ValueOf<typeof TASK>;
const TASK = object({
  path: plainPath,
  /** What the signatures are made over, for Tekton up to 1.9 and for 1.10 and later. */
  payloads: object({ '1.9': sha256, '1.10': sha256 }),
  /** As written in the Task: by digest. */
  images: list(text()),
  /** What else lies in its folder. */
  files: FILES,
  /** Where its bundles are pushed; null: nowhere. */
  bundle: optional(text(), null),
  /** Empty before it is signed. */
  variants: list(VARIANT),
});

/** An action of the catalog: everything below its folder. */
export type CatalogAction = ValueOf<typeof ACTION>;
const ACTION = object({
  path: plainPath,
  /** `owner/repository/path`, behind which `@` and the commit stand; null where the repository is not on GitHub. */
  uses: optional(text(), null),
  using: text(),
  files: FILES,
});

const INPUT = object({
  name: text(),
  required: boolean(),
  default: optional(text(), null),
});

/** One version of one step. */
export type CatalogStep = ValueOf<typeof STEP>;
const STEP = object({
  name: stepName,
  version: versionText,
  stage: optional(text(), null),
  summary: optional(text(), null),
  /** Of the job's token on GitHub; null: the author does not say. */
  permissions: optional(record({ expected: 'a scope' }, text()), null),
  /** Hosts in words; null: the author does not say. */
  network: optional(list(text()), null),
  inputs: list(INPUT),
  outputs: list(text()),
  action: optional(ACTION, null),
  task: optional(TASK, null),
});

/** An image that the Tasks name, as it was when they were released. */
export type CatalogImage = ValueOf<typeof IMAGE>;
const IMAGE = object({
  /** With its tag, without its digest. */
  ref: text(),
  digest: IMAGE_DIGEST,
  /** What it is built on; null: not told. */
  base: optional(text(), null),
});

/** `catalog.json`: the index of a release with the digests of all of it. */
export type Catalog = ValueOf<typeof CATALOG>;
export const CATALOG = object({
  apiVersion: oneOf('plumbline.dev/catalog/v1'),
  kind: oneOf('Catalog'),
  name: catalogName,
  version: versionText,
  source: object({ uri: optional(text(), null), commit: optional(commitId, null) }),
  steps: list(STEP),
  images: list(IMAGE),
  revoked: list(revocation),
});
