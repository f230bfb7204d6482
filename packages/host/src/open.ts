import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  lstatSync,
  openSync,
  readSync,
  readlinkSync,
  realpathSync,
} from 'node:fs';

/** Of an opened file, its path as the kernel knows it: what a swap between check and use cannot change. */
const DESCRIPTORS = '/proc/self/fd';
const hasDescriptors = existsSync(DESCRIPTORS);

export type OpenRefusal =
  'missing' | 'symlink' | 'not-a-file' | 'not-a-folder' | 'outside' | 'unreadable';

/** The outcome of opening: a descriptor that the caller closes, or why not. */
export type Opened = { readonly fd: number } | { readonly refusal: OpenRefusal };

/** Opens a regular file for reading; a link in the last segment, a FIFO or a device is refused unopened. */
export function openFile(path: string): Opened {
  return open(path, 'file');
}

/** Opens a file that, once open, lies at exactly this real path: no segment was a link. */
export function openFileAt(path: string): Opened {
  return confirm(open(path, 'file'), Buffer.from(path));
}

/** Opens a folder that, once open, lies at exactly this real path. */
export function openFolderAt(path: Buffer): Opened {
  return confirm(open(path, 'folder'), path);
}

/** A path by which an open folder can be used even if its name is taken by something else meanwhile. */
export function folderBase(fd: number, path: Buffer): Buffer {
  return hasDescriptors ? Buffer.from(`${DESCRIPTORS}/${fd}`) : path;
}

/** Runs with the stable path of the folder at a real path, and closes it. */
export function withFolder<T>(
  path: string,
  use: (base: string) => T,
  refuse: (refusal: OpenRefusal) => T,
): T {
  const opened = openFolderAt(Buffer.from(path));
  if ('refusal' in opened) return refuse(opened.refusal);
  try {
    return use(folderBase(opened.fd, Buffer.from(path)).toString());
  } finally {
    closeSync(opened.fd);
  }
}

/** Reads to the end, and closes; null if there are more than `cap` bytes. */
export function readAll(fd: number, cap: number): Buffer | null {
  try {
    return readToEnd(fd, cap);
  } finally {
    closeSync(fd);
  }
}

/** Reads to the end and leaves open, as standard input must be; null if there are more than `cap` bytes. */
export function readToEnd(fd: number, cap: number): Buffer | null {
  const chunks: Buffer[] = [];
  let total = 0;
  const stat = fstatSync(fd);
  const expected = Math.min(stat.size, cap);
  for (;;) {
    // One byte more than a file says that it has: what does not fill it was all.
    const chunk = Buffer.allocUnsafe(expected > total ? expected - total + 1 : 4096);
    const count = readSync(fd, chunk, 0, chunk.length, null);
    if (count === 0) return joined(chunks, total);
    total += count;
    if (total > cap) return null;
    chunks.push(chunk.subarray(0, count));
    // A regular file that gave all of its size and then less than was asked for has ended; what the kernel makes up has no size.
    const isWhole = stat.isFile() && stat.size > 0 && total >= stat.size;
    if (isWhole && count < chunk.length) return joined(chunks, total);
  }
}

function joined(chunks: readonly Buffer[], total: number): Buffer {
  const [first, second] = chunks;
  return first !== undefined && second === undefined ? first : Buffer.concat(chunks, total);
}

function open(path: string | Buffer, kind: 'file' | 'folder'): Opened {
  try {
    const before = lstatSync(path);
    if (before.isSymbolicLink()) return { refusal: 'symlink' };
    if (!isKind(before, kind)) return { refusal: `not-a-${kind}` };
    const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
    const fd = openSync(path, flags);
    if (isKind(fstatSync(fd), kind)) return { fd };
    closeSync(fd);
    return { refusal: `not-a-${kind}` };
  } catch (error) {
    return { refusal: refusalOf(error) };
  }
}

function isKind(
  stat: { isFile(): boolean; isDirectory(): boolean },
  kind: 'file' | 'folder',
): boolean {
  return kind === 'file' ? stat.isFile() : stat.isDirectory();
}

function refusalOf(error: unknown): OpenRefusal {
  const code = errorCode(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'missing';
  if (code === 'ELOOP') return 'symlink';
  return 'unreadable';
}

/** The system's name for an error (`ENOENT`), for messages. */
export function errorCode(error: unknown): string {
  // Not `instanceof Error`: the file system's errors may be of another realm.
  const code: unknown = typeof error === 'object' && error && 'code' in error ? error.code : null;
  return typeof code === 'string' ? code : 'unknown error';
}

function confirm(opened: Opened, path: Buffer): Opened {
  if ('refusal' in opened || liesAt(opened.fd, path)) return opened;
  closeSync(opened.fd);
  return { refusal: 'outside' };
}

function liesAt(fd: number, path: Buffer): boolean {
  try {
    if (hasDescriptors) return readlinkSync(`${DESCRIPTORS}/${fd}`, 'buffer').equals(path);
    const named = lstatSync(path);
    const held = fstatSync(fd);
    const same = named.ino === held.ino && named.dev === held.dev;
    return same && Buffer.from(realpathSync(path, 'buffer')).equals(path);
  } catch {
    return false;
  }
}
