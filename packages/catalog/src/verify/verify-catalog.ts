import {
  answer,
  err,
  ok,
  sha256Hex,
  usageFault,
  type Check,
  type Fault,
  type FileTree,
  type Result,
} from '@plumbline/core';
import { CATALOG_FILE, parseCatalog } from '../model/catalog-file.js';
import { TEKTON_WORDS } from '../model/tekton-versions.js';
import { STATEMENT_FILE } from '../release/layout.js';
import type { Latest } from '../release/latest-statement.js';
import { openCatalogStatement, type Trust, type Unopened } from '../release/open-signed.js';
import { checkImages, checkSource, type FetchedImages } from './check-elsewhere.js';
import { checkChanged, checkExtra, filesThere, looseFiles } from './check-files.js';
import { checkBundles, checkSignatures, presentVariants } from './check-tasks.js';
import { checkExpired, checkLatest, checkRevoked, checkRollback } from './check-terms.js';
import { QUESTIONS } from './questions.js';
import { objection, type Release } from './subject.js';

/** What a release is held against. */
export interface Against {
  readonly minSerial: number | null;
  /** The tree of the commit that the catalog names. */
  readonly source: FileTree | null;
  readonly images: FetchedImages;
}

/** A verified release, or the check that says why there is none. */
export interface CatalogVerification {
  readonly checks: readonly Check[];
  readonly headline: string;
  readonly notes: readonly string[];
  /** Null where the signature does not hold. */
  readonly release: Release | null;
  /** Which catalog is the latest, where a trusted key says so. */
  readonly latest: Latest | null;
}

/** A release whose signature is good and whose index is the signed one; nothing else of it has been looked at. */
export function openRelease(
  tree: FileTree,
  trust: Trust,
): Result<Result<Release, Unopened>, Fault> {
  const statement = tree.read(STATEMENT_FILE);
  const index = tree.read(CATALOG_FILE);
  if (!statement.ok) return err(missing(STATEMENT_FILE, statement.error));
  if (!index.ok) return err(missing(CATALOG_FILE, index.error));
  const entries = tree.entries();
  if (!entries.ok) return entries;
  const signed = openCatalogStatement(statement.value, trust);
  if (!signed.ok) return ok(signed);
  const catalogSha256 = sha256Hex(index.value);
  const { files, name, version } = signed.value.value;
  const catalog = parseCatalog(CATALOG_FILE, index.value);
  if (files.get(CATALOG_FILE) !== catalogSha256 || !catalog.ok) return ok(err(notSigned()));
  if (catalog.value.name !== name || catalog.value.version !== version) return ok(err(notSigned()));
  const there = new Map(entries.value.map(({ path, kind }) => [path, kind === 'file']));
  return ok(
    ok({ tree, there, catalog: catalog.value, catalogSha256, signed: signed.value, trust }),
  );
}

/** Verifies all that can be verified with what the user has. */
export function verifyRelease(
  opened: Result<Release, Unopened>,
  against: Against,
): CatalogVerification {
  if (!opened.ok) return unsigned(opened.error);
  const release = opened.value;
  const { check, latest } = checkLatest(release);
  const checks = [
    answer(QUESTIONS.signature, []),
    checkExpired(release),
    checkRollback(release, against.minSerial),
    check,
    checkChanged(release),
    checkExtra(release),
    checkSignatures(release),
    checkBundles(release),
    checkImages(release, against.images),
    checkSource(release, against.source),
    checkRevoked(release, latest),
  ];
  return {
    checks,
    headline: headlineOf(release),
    notes: notesOf(release, latest),
    release,
    latest,
  };
}

function unsigned({ kind, code, message }: Unopened): CatalogVerification {
  const found = [objection(STATEMENT_FILE, `${message} (${code})`)];
  const check = answer(QUESTIONS.signature, found, kind === 'fail' ? 'fail' : 'error');
  return {
    checks: [check],
    headline: 'not signed by a trusted key',
    notes: [],
    release: null,
    latest: null,
  };
}

function headlineOf(release: Release): string {
  const { serial, expiresAt, name, version } = release.signed.value;
  const lines = new Set(
    presentVariants(release).map(({ variant }) => TEKTON_WORDS[variant.tekton]),
  );
  const tasks = new Set(presentVariants(release).map(({ task }) => task.path)).size;
  return [
    `${name} ${version}`,
    `serial ${String(serial)}`,
    `valid until ${day(expiresAt)}`,
    ...(tasks === 0
      ? []
      : [
          `${String(tasks)} Task${tasks === 1 ? '' : 's'} for ${[...lines].sort().reverse().join(' and for ')}`,
        ]),
  ].join(' · ');
}

function notesOf(release: Release, latest: Latest | null): readonly string[] {
  const { here, all } = filesThere(release);
  const loose = looseFiles(release);
  const age =
    latest === null
      ? null
      : Math.floor((release.trust.now.getTime() - latest.issuedAt.getTime()) / 86_400_000);
  const { upstream } = release.signed.value;
  return [
    `signed by ${release.signed.signer}, key ${release.signed.keyFingerprint.slice(0, 16)}`,
    `${String(here)} of ${String(all)} signed files are here`,
    ...(latest === null || age === null
      ? []
      : [
          `revocations as of ${day(latest.issuedAt)}, ${String(age)} day${age === 1 ? '' : 's'} old`,
        ]),
    ...(loose.length === 0 ? [] : [`beside the release, not part of it: ${loose.join(', ')}`]),
    ...(upstream === null
      ? []
      : [
          `relocated from serial ${String(upstream.serial)} of the key ${upstream.key.slice(0, 16)}`,
        ]),
  ];
}

function day(time: Date): string {
  return time.toISOString().slice(0, 10);
}

function notSigned(): Unopened {
  return {
    kind: 'fail',
    code: 'CATALOG_CHANGED',
    message: `${CATALOG_FILE} is not the one that was signed`,
  };
}

function missing(path: string, { message }: Fault): Fault {
  return usageFault(
    'CATALOG_MISSING',
    `${path} is needed to verify a release: ${message}`,
    'name the folder that holds it',
  );
}
