import type { FileTree } from '@plumbline/core';
import { isPlainPath } from '../model/terms.js';
import { refusal, type Concern, type Refusal } from './refusal.js';

/** The files below a folder, and what there cannot be released. */
export interface FolderRead {
  readonly contents: ReadonlyMap<string, Uint8Array>;
  readonly refused: readonly Refusal[];
}

/** Reads every file below a folder. A link or a submodule is refused: it means other content elsewhere. */
export function readFolder(tree: FileTree, folder: string, concern: Concern): FolderRead {
  const entries = tree.entries();
  const contents = new Map<string, Uint8Array>();
  const refused: Refusal[] = [];
  for (const { path, kind } of entries.ok ? entries.value : []) {
    if (!path.startsWith(`${folder}/`)) continue;
    const bytes = tree.read(path);
    if (kind !== 'file')
      refused.push(
        refusal(concern, path, { message: `${path} is a ${kind}; expected a regular file` }),
      );
    else if (!isPlainPath(path))
      refused.push(
        refusal(concern, path, { message: `${JSON.stringify(path)} is no path of plain names` }),
      );
    else if (!bytes.ok) refused.push(refusal(concern, path, { message: bytes.error.message }));
    else contents.set(path, bytes.value);
  }
  return { contents, refused };
}
