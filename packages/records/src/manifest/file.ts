import { posix } from 'node:path';
import { ok, type Fault, type FileTree, type Result } from '@plumbline/core';
import type { Ports, Target } from '@plumbline/step';

/** Where the signed manifest of a target is kept. */
export interface ManifestPlace {
  readonly target: Target;
  /** Absolute, or below the target. */
  readonly path: string;
  /** Whether the user asked for a revision, whose own manifest then comes first. */
  readonly atRevision: boolean;
}

/**
 * The bytes of the manifest, or null if there is none. It proves itself by its signature, so that of the work tree,
 * which may have been signed a moment ago, comes before that of the commit.
 */
export function readManifestFile(
  place: ManifestPlace,
  ports: Ports,
): Result<Uint8Array | null, Fault> {
  if (posix.isAbsolute(place.path)) return orNull(ports.readFile(place.path));
  const worktree = worktreeOf(place.target, ports);
  if (!worktree.ok) return worktree;
  const trees = [worktree.value, place.target.tree];
  if (place.atRevision) trees.reverse();
  return readFirst(trees, place.path);
}

export function writeManifestFile(
  place: ManifestPlace,
  bytes: Uint8Array,
  ports: Ports,
): Result<string, Fault> {
  const path = posix.isAbsolute(place.path)
    ? place.path
    : posix.join(place.target.name, place.path);
  const written = ports.writeFile(path, bytes);
  return written.ok ? ok(path) : written;
}

function worktreeOf(target: Target, ports: Ports): Result<FileTree, Fault> {
  if (target.commit === null) return ok(target.tree);
  const opened = ports.openTarget({ target: target.name, rev: null, worktree: true });
  return opened.ok ? ok(opened.value.tree) : opened;
}

function readFirst(trees: readonly FileTree[], path: string): Result<Uint8Array | null, Fault> {
  for (const tree of trees) {
    const bytes = orNull(tree.read(path));
    if (!bytes.ok || bytes.value !== null) return bytes;
  }
  return ok(null);
}

function orNull(read: Result<Uint8Array, Fault>): Result<Uint8Array | null, Fault> {
  return !read.ok && read.error.code === 'FILE_NOT_FOUND' ? ok(null) : read;
}
