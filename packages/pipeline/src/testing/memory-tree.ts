import { err, ok, usageFault, type FileTree, type TreeEntry } from '@plumbline/core';

/** Text or bytes of a file, or the kind of what is no file. */
export type Content = string | Uint8Array | { readonly kind: 'symlink' | 'submodule' | 'special' };

/** A tree held in memory, for tests. */
export function memoryTree(files: Readonly<Record<string, Content>>): FileTree {
  return {
    source: { kind: 'folder' },
    entries: () => ok(Object.entries(files).map(([path, content]) => entryOf(path, content))),
    read: (path) => {
      const content = files[path];
      if (typeof content === 'string') return ok(new TextEncoder().encode(content));
      if (content instanceof Uint8Array) return ok(content);
      return err(usageFault('NO_FILE', `${path} is no regular file`));
    },
  };
}

function entryOf(path: string, content: Content): TreeEntry {
  const isFile = typeof content === 'string' || content instanceof Uint8Array;
  return { path, kind: isFile ? 'file' : content.kind, executable: false };
}
