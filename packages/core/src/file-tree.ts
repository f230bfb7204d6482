import type { Fault } from './fault.js';
import type { Result } from './result.js';

/** What a path of the tree is. Only `file` can be read; the others are reported by whoever meets them. */
export type TreeEntryKind = 'file' | 'symlink' | 'submodule' | 'special';

export interface TreeEntry {
  /** Relative to the root, POSIX separators, no `.` or `..` segment. */
  readonly path: string;
  readonly kind: TreeEntryKind;
  /** Executable bit of a file. */
  readonly executable: boolean;
}

/**
 * The files of a target: a folder, or the tree of a git commit whose objects are re-hashed as they are read.
 * Reading is synchronous: both sources are local, and the closure is a depth-first walk.
 */
export interface FileTree {
  readonly source:
    { readonly kind: 'folder' } | { readonly kind: 'commit'; readonly commit: string };
  /** All entries below the root, sorted by path bytes; `.git` is left out. */
  entries(): Result<readonly TreeEntry[], Fault>;
  /** The bytes of a file; a fault for what is not a regular file, is too large or leaves the root. */
  read(path: string): Result<Uint8Array, Fault>;
}
