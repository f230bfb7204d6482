import { err, ok, usageFault, type FileTree } from '@plumbline/core';

/** Files by path. */
export type Files = Readonly<Record<string, string>>;

/** A folder held in memory. */
export function memoryTree(files: Files): FileTree {
  return {
    source: { kind: 'folder' },
    entries: () =>
      ok(Object.keys(files).map((path) => ({ path, kind: 'file', executable: false }))),
    read: (path) => {
      const text = files[path];
      if (text === undefined) return err(usageFault('NO_FILE', `${path} is no regular file`));
      return ok(new TextEncoder().encode(text));
    },
  };
}
