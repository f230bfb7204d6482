import { err, ok, undecidableFault, type FileTree } from '@plumbline/core';

/** The files of a release that has not been written yet. */
export function heldTree(files: ReadonlyMap<string, Uint8Array>): FileTree {
  return {
    source: { kind: 'folder' },
    entries: () =>
      ok([...files.keys()].sort().map((path) => ({ path, kind: 'file', executable: false }))),
    read: (path) => {
      const bytes = files.get(path);
      return bytes === undefined
        ? err(undecidableFault('FILE_NOT_FOUND', `${path} does not exist in the release`))
        : ok(bytes);
    },
  };
}
