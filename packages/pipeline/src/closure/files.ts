import type { TreeEntry, TreeEntryKind } from '@plumbline/core';
import { compare } from './graph-builder.js';

/** What stands at a path; `blocked` is a path below something that is no folder. */
export type PathState = TreeEntryKind | 'folder' | 'missing' | 'blocked';

/** The entries of a target, looked up by path and by folder. */
export interface TreeIndex {
  readonly stateOf: (path: string) => PathState;
  /** All entries below a folder, sorted. */
  readonly below: (folder: string) => readonly TreeEntry[];
  /** Paths that differ from this one in case or in Unicode normal form only. */
  readonly twinsOf: (path: string) => readonly string[];
}

/** Indexes entries that are sorted by path (by UTF-16 code units). */
export function indexTree(entries: readonly TreeEntry[]): TreeIndex {
  const byPath = new Map(entries.map((entry) => [entry.path, entry]));
  const folders = new Set(entries.flatMap((entry) => parentsOf(entry.path)));
  const folded = Map.groupBy(entries, (entry) => fold(entry.path));
  return {
    stateOf: (path) => {
      const entry = byPath.get(path);
      if (entry !== undefined) return entry.kind;
      if (path === '' || folders.has(path)) return 'folder';
      return parentsOf(path).some((parent) => byPath.has(parent)) ? 'blocked' : 'missing';
    },
    below: (folder) => sliceBelow(entries, folder),
    twinsOf: (path) =>
      (folded.get(fold(path)) ?? []).map((entry) => entry.path).filter((other) => other !== path),
  };
}

function sliceBelow(entries: readonly TreeEntry[], folder: string): readonly TreeEntry[] {
  if (folder === '') return entries;
  const prefix = `${folder}/`;
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compare(entries[middle]?.path ?? '', prefix) < 0) low = middle + 1;
    else high = middle;
  }
  let end = low;
  while (entries[end]?.path.startsWith(prefix) === true) end += 1;
  return entries.slice(low, end);
}

function parentsOf(path: string): readonly string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_part, index) => parts.slice(0, index + 1).join('/'));
}

function fold(path: string): string {
  return path.normalize('NFC').toLowerCase();
}

/** A path written in a file, relative to a folder; null where it leaves the root or is absolute. */
export function resolvePath(folder: string, written: string): string | null {
  if (written.startsWith('/') || written.includes('\\') || written.includes('\0')) return null;
  const parts = folder === '' ? [] : folder.split('/');
  for (const part of written.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return null;
  }
  return parts.join('/');
}

export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash === -1 ? '' : path.slice(0, slash);
}
