import {
  answer,
  notAsked,
  sha256Hex,
  type Check,
  type FileTree,
  type Objection,
} from '@plumbline/core';
import type { Catalog } from '../model/catalog.js';
import { QUESTIONS } from './questions.js';
import { objection, type Release } from './subject.js';

/** A manifest as a registry gave it, or why there is none. */
export type Fetched =
  { readonly bytes: Uint8Array } | { readonly missing: string } | { readonly unknown: string };

/** What registries gave for `NAME:TAG@DIGEST`; null: none was asked. */
export type FetchedImages = ReadonlyMap<string, Fetched> | null;

/** Everything that registries have to hold: images and bundles, each `NAME:TAG@DIGEST`. */
export function catalogRefs({ images, steps }: Catalog): readonly string[] {
  const bundles = steps.flatMap(
    ({ task }) => task?.variants.flatMap(({ bundle }) => bundle ?? []) ?? [],
  );
  return [...images, ...bundles].map(({ ref, digest }) => `${ref}@${digest}`);
}

/** Hashes the manifests of images and bundles again; a registry is not believed. */
export function checkImages({ catalog }: Release, fetched: FetchedImages): Check {
  const refs = catalogRefs(catalog);
  if (fetched === null) return notAsked(QUESTIONS.images, ['the registry, without --offline']);
  const judged = refs.map((ref) =>
    judgeImage(ref, fetched.get(ref) ?? { unknown: 'it was not asked for' }),
  );
  const wrong = judged.flatMap(({ wrong: found }) => found);
  const open = judged.flatMap(({ open: found }) => found);
  return wrong.length > 0
    ? answer(QUESTIONS.images, [...wrong, ...open])
    : answer(QUESTIONS.images, open, 'error');
}

interface Judged {
  readonly wrong: readonly Objection[];
  readonly open: readonly Objection[];
}

function judgeImage(ref: string, fetched: Fetched): Judged {
  const expected = ref.slice(ref.indexOf('@') + 1);
  if ('unknown' in fetched)
    return { wrong: [], open: [about(ref, `${ref} cannot be fetched: ${fetched.unknown}`)] };
  if ('missing' in fetched)
    return { wrong: [about(ref, `${ref} is not there: ${fetched.missing}`)], open: [] };
  const actual = `sha256:${sha256Hex(fetched.bytes)}`;
  return {
    wrong:
      actual === expected ? [] : [about(ref, `${ref} is something else`, { expected, actual })],
    open: [],
  };
}

function about(ref: string, message: string, more: Partial<Objection> = {}): Objection {
  return { message, subject: ref, locations: [], ...more };
}

/** Holds the actions against the commit that the catalog names, where a clone of the repository is at hand. */
export function checkSource({ catalog }: Release, source: FileTree | null): Check {
  if (source === null)
    return notAsked(QUESTIONS.source, ['--source FOLDER, a clone of the repository']);
  const files = catalog.steps.flatMap(({ action }) => Object.entries(action?.files ?? {}));
  const objections = files.flatMap(([path, expected]) => {
    const bytes = source.read(path);
    if (!bytes.ok) return [objection(path, `${path} is not in the commit: ${bytes.error.message}`)];
    const actual = sha256Hex(bytes.value);
    return actual === expected
      ? []
      : [objection(path, `${path} is not that of the commit`, { expected, actual })];
  });
  return answer(QUESTIONS.source, objections);
}
