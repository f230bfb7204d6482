import { posix } from 'node:path';
import { err, ok, usageFault, type Fault, type FileTree, type Result } from '@plumbline/core';
import { isFolder } from '@plumbline/host';
import type { Ports } from '@plumbline/step';

/** The files of a folder as they are, whatever repository it is part of. */
export function folderTree(path: string, ports: Ports): Result<FileTree, Fault> {
  const opened = ports.openTarget({ target: path, rev: null, worktree: true });
  return opened.ok ? ok(opened.value.tree) : opened;
}

/** A folder to write a release into: new, or without files. */
export function checkEmpty(folder: string, ports: Ports): Result<void, Fault> {
  if (!isFolder(folder)) return ok(undefined);
  const tree = folderTree(folder, ports);
  if (!tree.ok) return tree;
  const entries = tree.value.entries();
  if (!entries.ok) return entries;
  if (entries.value.length === 0) return ok(undefined);
  return err(
    usageFault(
      'CATALOG_OUT',
      `${folder} is not empty: what is left of another release would become part of this one`,
      'name a folder that does not exist yet',
    ),
  );
}

/** Writes the files of a release; each appears whole or not at all. */
export function writeFiles(
  folder: string,
  files: ReadonlyMap<string, Uint8Array>,
  ports: Ports,
): Result<void, Fault> {
  for (const [path, bytes] of files) {
    const written = ports.writeFile(posix.join(folder, path), bytes);
    if (!written.ok) return written;
  }
  return ok(undefined);
}
