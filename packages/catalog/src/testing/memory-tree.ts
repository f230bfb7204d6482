import { err, ok, undecidableFault, type FileTree } from '@plumbline/core';

/** Text or bytes of a file; null: a symbolic link. */
export type Content = string | Uint8Array | null;
export type Files = Readonly<Record<string, Content>>;

/** A tree held in memory. */
export function memoryTree(files: Files): FileTree {
  const paths = Object.keys(files).sort();
  return {
    source: { kind: 'folder' },
    entries: () =>
      ok(
        paths.map((path) => ({
          path,
          kind: files[path] === null ? ('symlink' as const) : ('file' as const),
          executable: false,
        })),
      ),
    read: (path) => {
      const content = files[path];
      if (typeof content === 'string') return ok(new TextEncoder().encode(content));
      if (content instanceof Uint8Array) return ok(content);
      const [code, what] =
        content === null ? ['FILE_NOT_REGULAR', 'a symlink'] : ['FILE_NOT_FOUND', 'not there'];
      return err(undecidableFault(code, `${path} is ${what}`));
    },
  };
}
