import {
  err,
  integer,
  object,
  ok,
  oneOf,
  optional,
  text,
  type Result,
  type ValueOf,
} from '@plumbline/core';
import { buildStatement, formatTime, recordTime } from '@plumbline/records';
import { parseStatement, type Subject } from '@plumbline/trust';
import type { Catalog } from '../model/catalog.js';
import { CATALOG_FILE } from '../model/catalog-file.js';
import { catalogName, isPlainPath, sha256, versionText } from '../model/terms.js';

/** The predicate type of a signed catalog (docs/records/catalog.md). */
export const CATALOG_PREDICATE = 'https://plumbline.dev/attestation/catalog/v1';

export const generator = object({ name: oneOf('plumbline catalog'), version: text() });

const PREDICATE = object({
  name: catalogName,
  version: versionText,
  serial: integer(1),
  issuedAt: recordTime,
  expiresAt: recordTime,
  previous: optional(sha256, null),
  upstream: optional(object({ statement: sha256, key: sha256, serial: integer(1) }), null),
  generator,
});

/** What a catalog says beside its files: for how long, after which one, and from whom it was taken over. */
export interface CatalogTerms {
  readonly serial: number;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
  /** SHA-256 of the statement before this one; null for the first. */
  readonly previous: string | null;
  /** The catalog that this one is a relocated copy of: SHA-256 of its statement, fingerprint of its key, its serial. */
  readonly upstream: ValueOf<typeof PREDICATE>['upstream'];
  /** Of the program that signed. */
  readonly generator: string;
}

/** A signed catalog as its statement tells it. */
export interface SignedCatalog extends CatalogTerms {
  readonly name: string;
  readonly version: string;
  /** SHA-256 of every file of the release, by path. */
  readonly files: ReadonlyMap<string, string>;
}

/** The statement to sign. Images and bundles are subjects beside the files, so that others can ask by their digest. */
export function buildCatalogStatement(
  catalog: Catalog,
  files: ReadonlyMap<string, string>,
  terms: CatalogTerms,
): Uint8Array {
  const { name, version, images, steps } = catalog;
  const bundles = steps.flatMap(
    ({ task }) => task?.variants.flatMap(({ bundle }) => bundle ?? []) ?? [],
  );
  const predicate = {
    ...{ name, version, serial: terms.serial },
    ...{ issuedAt: formatTime(terms.issuedAt), expiresAt: formatTime(terms.expiresAt) },
    ...(terms.previous === null ? {} : { previous: terms.previous }),
    ...(terms.upstream === null ? {} : { upstream: terms.upstream }),
    generator: { name: 'plumbline catalog', version: terms.generator },
  };
  const subjects = [
    ...[...files].map(([path, hex]): Subject => ({
      name: path,
      uri: null,
      digest: { sha256: hex },
    })),
    ...[...images, ...bundles].map(imageSubject),
  ];
  return buildStatement({ subjects, predicateType: CATALOG_PREDICATE, predicate });
}

/** Reads the statement of a catalog strictly; its signature is verified before. */
export function parseCatalogStatement(bytes: Uint8Array): Result<SignedCatalog, string> {
  const written = parseStatement(bytes, PREDICATE);
  if (!written.ok) return written;
  const { predicateType, subjects, predicate } = written.value;
  if (predicateType !== CATALOG_PREDICATE)
    return err(`expected a statement of type ${CATALOG_PREDICATE}`);
  const files = fileDigests(subjects);
  if (!files.ok) return files;
  if (!files.value.has(CATALOG_FILE)) return err(`it is not about a ${CATALOG_FILE}`);
  if (predicate.expiresAt <= predicate.issuedAt) return err('it expires before it is issued');
  return ok({
    ...predicate,
    issuedAt: new Date(predicate.issuedAt),
    expiresAt: new Date(predicate.expiresAt),
    generator: predicate.generator.version,
    files: files.value,
  });
}

/** Digests of the files among the subjects; a path that leaves the folder or stands twice makes all of it worthless. */
export function fileDigests(
  subjects: readonly Subject[],
): Result<ReadonlyMap<string, string>, string> {
  const files = new Map<string, string>();
  const seen = new Set<string>();
  for (const { name, uri, digest } of subjects) {
    if (uri !== null) continue;
    const hex = digest['sha256'];
    if (name === null || !isPlainPath(name))
      return err(`${JSON.stringify(name)} is no path of plain names`);
    if (hex === undefined) return err(`${name} has no SHA-256`);
    if (seen.has(name.toLowerCase())) return err(`it names ${name} twice`);
    seen.add(name.toLowerCase());
    files.set(name, hex);
  }
  return ok(files);
}

/** Package URL of an image (purl-spec, type oci). */
function imageSubject({ ref, digest }: { readonly ref: string; readonly digest: string }): Subject {
  const slash = ref.lastIndexOf('/');
  const [name = '', tag = ''] = ref.slice(slash + 1).split(':');
  const query = `repository_url=${encodeURI(`${ref.slice(0, slash + 1)}${name}`)}${tag === '' ? '' : `&tag=${tag}`}`;
  const uri = `pkg:oci/${name.toLowerCase()}@${encodeURIComponent(digest)}?${query}`;
  return { name: uri, uri, digest: { sha256: digest.slice('sha256:'.length) } };
}
