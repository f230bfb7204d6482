import { answer, sha256Hex, type Check, type Objection } from '@plumbline/core';
import { BUNDLES_FOLDER, isSignature, UPSTREAM_FILE } from '../release/layout.js';
import { CATALOG_FILE } from '../model/catalog-file.js';
import { QUESTIONS } from './questions.js';
import { objection, type Release } from './subject.js';

/** Hashes every signed file that is there; what somebody has not downloaded is not held against anybody. */
export function checkChanged(release: Release): Check {
  const objections = [...release.signed.value.files].flatMap(([path, hex]) =>
    changed(release, path, hex),
  );
  return answer(QUESTIONS.changed, objections);
}

/** How many of the signed files are there. */
export function filesThere({ signed, there }: Release): {
  readonly here: number;
  readonly all: number;
} {
  const paths = [...signed.value.files.keys()];
  return { here: paths.filter((path) => there.has(path)).length, all: paths.length };
}

function changed({ tree, there }: Release, path: string, expected: string): readonly Objection[] {
  const isFile = there.get(path);
  if (isFile === undefined) return [];
  if (!isFile) return [objection(path, `${path} is no regular file`)];
  const bytes = tree.read(path);
  if (!bytes.ok) return [objection(path, bytes.error.message)];
  const actual = sha256Hex(bytes.value);
  return actual === expected
    ? []
    : [objection(path, `${path} is not what was signed`, { expected, actual })];
}

/** Whoever applies or copies a folder of the release takes all of it: nothing may lie there that was not signed. */
export function checkExtra(release: Release): Check {
  const { files } = release.signed.value;
  const folders = new Set([BUNDLES_FOLDER, ...[...files.keys()].map(topOf)]);
  const objections = [...release.there.keys()]
    .filter((path) => !files.has(path) && path.includes('/') && folders.has(topOf(path)))
    .map((path) => objection(path, `${path} was not signed`, { hint: 'remove it' }));
  return answer(QUESTIONS.extra, objections);
}

/** Files at the root that belong to no release, such as the key that is verified with: said, and left alone. */
export function looseFiles({ signed, there }: Release): readonly string[] {
  const known = [CATALOG_FILE, UPSTREAM_FILE];
  return [...there.keys()].filter(
    (path) =>
      !path.includes('/') &&
      !known.includes(path) &&
      !isSignature(path) &&
      !signed.value.files.has(path),
  );
}

function topOf(path: string): string {
  return path.split('/')[0] ?? path;
}
