import type { FileTree, Objection } from '@plumbline/core';
import { fileLocation } from '@plumbline/core';
import type { Catalog } from '../model/catalog.js';
import type { SignedCatalog } from '../release/catalog-statement.js';
import type { Opened, Trust } from '../release/open-signed.js';

/** A release whose signature is good, as the checks look at it. */
export interface Release {
  readonly tree: FileTree;
  /** Paths of what is there, and whether it is a regular file. */
  readonly there: ReadonlyMap<string, boolean>;
  readonly catalog: Catalog;
  readonly catalogSha256: string;
  readonly signed: Opened<SignedCatalog>;
  readonly trust: Trust;
}

/** Something that speaks against a file of the release. */
export function objection(path: string, message: string, more: Partial<Objection> = {}): Objection {
  return { message, subject: path, locations: [fileLocation(path)], ...more };
}
