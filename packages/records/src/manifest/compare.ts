import type { DigestSet } from '@plumbline/trust';
import type { MeasuredClosure } from './build.js';
import type { Manifest } from './manifest.js';
import { referencesOf, type ManifestReference } from './reference.js';

/** One thing in which a manifest and a pipeline differ. */
export interface Difference {
  readonly what: 'file' | 'reference';
  /** The path of a file, or the id of a node of the closure. */
  readonly id: string;
  /** The path, or the reference as written. */
  readonly name: string;
  /** As signed; null if it was not signed. */
  readonly expected: string | null;
  /** As found; null if it is not there. */
  readonly actual: string | null;
}

/** How a pipeline differs from its manifest; three empty lists if it is the one that was signed. */
export interface Comparison {
  /** Signed, and no longer there. */
  readonly missing: readonly Difference[];
  /** There, and not signed. */
  readonly extra: readonly Difference[];
  readonly changed: readonly Difference[];
}

type Entry = Pick<Difference, 'what' | 'id' | 'name'> & { readonly digest: string };

/**
 * Compares everything that a pipeline uses with what was signed; a file that could not be hashed never agrees.
 * Git ids only add to SHA-256: one that was signed must agree too.
 */
export function compareManifest(manifest: Manifest, measured: MeasuredClosure): Comparison {
  const algorithms = new Map(manifest.files.map(({ path, digest }) => [path, Object.keys(digest)]));
  const found = measured.closure.files.map((path) => {
    const digest = measured.digests.get(path);
    return fileEntry(path, digest === undefined ? null : only(digest, algorithms.get(path)));
  });
  return differences(
    [
      ...manifest.files.map(({ path, digest }) => fileEntry(path, digest)),
      ...manifest.references.map(referenceEntry),
    ],
    [...found, ...referencesOf(measured.closure).map(referenceEntry)],
  );
}

function differences(signed: readonly Entry[], found: readonly Entry[]): Comparison {
  const before = new Map(signed.map((entry) => [keyOf(entry), entry]));
  const after = new Map(found.map((entry) => [keyOf(entry), entry]));
  return {
    missing: signed.flatMap((one) => (after.has(keyOf(one)) ? [] : [difference(one, one, null)])),
    extra: found.flatMap((one) => (before.has(keyOf(one)) ? [] : [difference(one, null, one)])),
    changed: found.flatMap((one) => {
      const was = before.get(keyOf(one));
      return was === undefined || was.digest === one.digest ? [] : [difference(one, was, one)];
    }),
  };
}

function difference(of: Entry, expected: Entry | null, actual: Entry | null): Difference {
  return {
    what: of.what,
    id: of.id,
    name: of.name,
    expected: expected?.digest ?? null,
    actual: actual?.digest ?? null,
  };
}

function fileEntry(path: string, digest: DigestSet | null): Entry {
  const state = digest === null ? 'unreadable' : formatDigests(digest);
  return { what: 'file', id: path, name: path, digest: state };
}

function referenceEntry({ id, ref, status, resolver, digest }: ManifestReference): Entry {
  const held = digest === null ? [] : [formatDigests(digest)];
  const words = [status, ...(resolver === null ? [] : [resolver]), ...held];
  return { what: 'reference', id, name: ref, digest: words.join(' ') };
}

function keyOf({ what, id }: Entry): string {
  return `${what}:${id}`;
}

/** The digests that the manifest states of a file; SHA-256 is always among them. */
function only(digest: DigestSet, algorithms: readonly string[] = Object.keys(digest)): DigestSet {
  return Object.fromEntries(Object.entries(digest).filter(([name]) => algorithms.includes(name)));
}

function formatDigests(digest: DigestSet): string {
  const sorted = Object.entries(digest).sort(([a], [b]) =>
    a === 'sha256' || (b !== 'sha256' && a < b) ? -1 : 1,
  );
  return sorted.map(([name, hex]) => `${name}:${hex}`).join(' ');
}
