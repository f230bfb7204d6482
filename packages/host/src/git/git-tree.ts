import type { Fault, FileTree, Result, TreeEntry } from '@plumbline/core';
import {
  invalidPath,
  MAX_DEPTH,
  MAX_ENTRIES,
  MAX_FILE,
  notFound,
  notRegular,
  segmentsOf,
  tooLarge,
  tooManyEntries,
} from '../tree/path.js';
import type { ObjectStore } from './objects.js';
import { attempt, damaged, GitRefusal } from './refusal.js';
import { parseTree, type TreeLine } from './tree-object.js';

type Folder = ReadonlyMap<string, TreeLine>;
const NOTHING: Folder = new Map();

/**
 * The tree of a commit, or what it has below a folder: nothing where it has no such folder.
 * Objects are read when asked for, and every one of them is hashed again.
 */
export function gitTree(
  objects: ObjectStore,
  commit: string,
  below: readonly string[] = [],
): Result<FileTree, Fault> {
  return attempt(() => openTree(objects, commit, below));
}

function openTree(objects: ObjectStore, commit: string, below: readonly string[]): FileTree {
  const folders = new Map<string, Folder>();
  const folder = (id: string): Folder => {
    const lines = folders.get(id) ?? parseTree(id, objects.read(id, 'tree'));
    folders.set(id, lines);
    return lines;
  };
  const top = below.reduce(
    (lines, name) => {
      const line = lines.get(name);
      return line?.kind === 'folder' ? folder(line.id) : NOTHING;
    },
    folder(treeOf(objects, commit)),
  );
  let all: Result<readonly TreeEntry[], Fault> | null = null;
  return {
    source: { kind: 'commit', commit },
    entries: () => (all ??= attempt(() => walk(top, folder))),
    read: (path) => attempt(() => readBlob(path, lineAt(path, top, folder), objects)),
  };
}

function readBlob(path: string, { kind, id }: TreeLine, objects: ObjectStore): Uint8Array {
  if (kind !== 'file') throw new GitRefusal(notRegular(path, `a ${kind}`));
  const bytes = objects.read(id, 'blob');
  if (bytes.length > MAX_FILE) throw new GitRefusal(tooLarge(path));
  return bytes;
}

/** The id of a commit's tree: its first line, before anything that somebody else could have added. */
function treeOf(objects: ObjectStore, commit: string): string {
  const text = objects.read(commit, 'commit').toString('latin1', 0, 80);
  const tree = /^tree ([0-9a-f]+)\n/.exec(text)?.[1];
  if (tree?.length !== commit.length) throw damaged(commit, 'it does not begin with a tree');
  return tree;
}

function walk(top: Folder, folder: (id: string) => Folder): readonly TreeEntry[] {
  const entries: TreeEntry[] = [];
  let seen = 0;
  const visit = (lines: Folder, prefix: string, depth: number): void => {
    if (depth > MAX_DEPTH) throw new GitRefusal(tooManyEntries());
    // Folders count too: a few trees that name each other many times would be walked for ever.
    seen += lines.size;
    if (seen > MAX_ENTRIES) throw new GitRefusal(tooManyEntries());
    for (const { name, kind, executable, id } of lines.values()) {
      const path = prefix + name;
      if (kind === 'folder') visit(folder(id), `${path}/`, depth + 1);
      else entries.push({ path, kind: segmentsOf(path) ? kind : 'special', executable });
    }
  };
  visit(top, '', 0);
  return entries;
}

function lineAt(path: string, top: Folder, folder: (id: string) => Folder): TreeLine {
  const segments = segmentsOf(path);
  if (segments === null) throw new GitRefusal(invalidPath(path));
  let lines = top;
  for (const [depth, name] of segments.entries()) {
    const line = lines.get(name);
    if (!line) throw new GitRefusal(notFound(path));
    if (depth === segments.length - 1) return line;
    if (line.kind !== 'folder') throw new GitRefusal(behind(path, line));
    lines = folder(line.id);
  }
  throw new GitRefusal(notFound(path));
}

/** A path through a link or a submodule leaves what the commit holds; through a file it is nothing. */
function behind(path: string, { kind }: TreeLine): Fault {
  return kind === 'file' ? notFound(path) : notRegular(path, `behind a ${kind}`);
}
