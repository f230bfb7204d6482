import { err, integer, list, object, ok, type Result } from '@plumbline/core';
import { buildStatement, formatTime, recordTime } from '@plumbline/records';
import { parseStatement } from '@plumbline/trust';
import { CATALOG_FILE } from '../model/catalog-file.js';
import { revocation, type Revocation } from '../model/revocations.js';
import { catalogName, versionText } from '../model/terms.js';
import { fileDigests, generator } from './catalog-statement.js';

/** The predicate type of the statement which catalog is the latest (docs/records/catalog-latest.md). */
export const LATEST_PREDICATE = 'https://plumbline.dev/attestation/catalog-latest/v1';

/** Longer, and whoever keeps the next one back would have time. */
export const MAX_LATEST_MS = 7 * 86_400_000;

const PREDICATE = object({
  name: catalogName,
  version: versionText,
  serial: integer(1),
  issuedAt: recordTime,
  expiresAt: recordTime,
  revoked: list(revocation),
  generator,
});

/** Which catalog is the latest, for a few days, and what is revoked. */
export interface Latest {
  readonly name: string;
  readonly version: string;
  readonly serial: number;
  /** SHA-256 of its `catalog.json`. */
  readonly catalogSha256: string;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
  readonly revoked: readonly Revocation[];
  /** Of the program that signed. */
  readonly generator: string;
}

/** The statement to sign. */
export function buildLatestStatement(latest: Latest): Uint8Array {
  const { name, version, serial, catalogSha256, issuedAt, expiresAt, revoked } = latest;
  return buildStatement({
    subjects: [{ name: CATALOG_FILE, uri: null, digest: { sha256: catalogSha256 } }],
    predicateType: LATEST_PREDICATE,
    predicate: {
      ...{ name, version, serial },
      ...{ issuedAt: formatTime(issuedAt), expiresAt: formatTime(expiresAt) },
      revoked: revoked.map(withoutNulls),
      generator: { name: 'plumbline catalog', version: latest.generator },
    },
  });
}

/** Reads it strictly; one that is good for more than seven days is none. */
export function parseLatestStatement(bytes: Uint8Array): Result<Latest, string> {
  const written = parseStatement(bytes, PREDICATE);
  if (!written.ok) return written;
  const { predicateType, subjects, predicate } = written.value;
  if (predicateType !== LATEST_PREDICATE)
    return err(`expected a statement of type ${LATEST_PREDICATE}`);
  const files = fileDigests(subjects);
  if (!files.ok) return files;
  const catalogSha256 = files.value.get(CATALOG_FILE);
  if (catalogSha256 === undefined) return err(`it is not about a ${CATALOG_FILE}`);
  const [issuedAt, expiresAt] = [new Date(predicate.issuedAt), new Date(predicate.expiresAt)];
  const days = expiresAt.getTime() - issuedAt.getTime();
  if (days <= 0 || days > MAX_LATEST_MS) return err('it is not good for at most seven days');
  return ok({
    ...predicate,
    catalogSha256,
    issuedAt,
    expiresAt,
    generator: predicate.generator.version,
  });
}

function withoutNulls(revoked: Revocation): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(revoked).filter((entry): entry is [string, string] => entry[1] !== null),
  );
}
