import { isUtf8 } from 'node:buffer';
import { closeSync, lstatSync, readdirSync, realpathSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import {
  err,
  ok,
  undecidableFault,
  type Fault,
  type FileTree,
  type Result,
  type TreeEntry,
  type TreeEntryKind,
} from '@plumbline/core';
import {
  errorCode,
  folderBase,
  openFileAt,
  openFolderAt,
  readAll,
  type OpenRefusal,
} from '../open.js';
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
} from './path.js';

/** The files below a folder. Links are listed and never followed; `.git` is left out at every level. */
export function folderTree(root: string): FileTree {
  const real = realpathSync(root);
  let all: Result<readonly TreeEntry[], Fault> | null = null;
  return {
    source: { kind: 'folder' },
    entries: () => (all ??= listAll(real)),
    read: (path) => read(real, path),
  };
}

function read(root: string, path: string): Result<Uint8Array, Fault> {
  const segments = segmentsOf(path);
  if (segments === null || segments.some(isDotGit)) return err(invalidPath(path));
  const opened = openFileAt(join(root, ...segments));
  if ('refusal' in opened) return err(refusedRead(path, opened.refusal));
  try {
    const bytes = readAll(opened.fd, MAX_FILE);
    return bytes === null ? err(tooLarge(path)) : ok(bytes);
  } catch (error) {
    return err(unreadable(path, errorCode(error)));
  }
}

function refusedRead(path: string, refusal: OpenRefusal): Fault {
  if (refusal === 'missing') return notFound(path);
  if (refusal === 'symlink') return notRegular(path, 'a symlink');
  if (refusal === 'outside') return notRegular(path, 'behind a symlink');
  return refusal === 'unreadable'
    ? unreadable(path, 'access is denied')
    : notRegular(path, 'not a file');
}

function unreadable(path: string, why: string): Fault {
  return undecidableFault('FILE_UNREADABLE', `${path} cannot be read: ${why}`);
}

interface Name {
  readonly bytes: Buffer;
  readonly stat: Stats;
}

function listAll(root: string): Result<readonly TreeEntry[], Fault> {
  const entries: TreeEntry[] = [];
  let seen = 0;
  const visit = (folder: Buffer, prefix: string, depth: number): Fault | null => {
    const names = namesIn(folder);
    if (names === null)
      return unreadable(prefix === '' ? 'The target' : prefix.slice(0, -1), 'it is no open folder');
    seen += names.length;
    if (seen > MAX_ENTRIES || depth > MAX_DEPTH) return tooManyEntries();
    for (const { bytes, stat } of names) {
      const path = prefix + bytes.toString('utf8');
      const inner = Buffer.concat([folder, SLASH, bytes]);
      const fault = stat.isDirectory() ? visit(inner, `${path}/`, depth + 1) : null;
      if (fault) return fault;
      if (!stat.isDirectory()) entries.push(entryOf(path, bytes, stat));
    }
    return null;
  };
  const fault = visit(Buffer.from(root), '', 0);
  return fault ? err(fault) : ok(entries);
}

const SLASH = Buffer.from('/');

/** A name that cannot be written down exactly is listed as special: seen, but never read. */
function entryOf(path: string, name: Buffer, stat: Stats): TreeEntry {
  const plain = isUtf8(name) && segmentsOf(path) !== null;
  const executable = stat.isFile() && (stat.mode & 0o100) !== 0;
  return { path, kind: plain ? kindOf(stat) : 'special', executable };
}

function kindOf(stat: Stats): TreeEntryKind {
  if (stat.isSymbolicLink()) return 'symlink';
  return stat.isFile() ? 'file' : 'special';
}

/** The names in a folder that is opened without following a link, in the order of their whole paths. */
function namesIn(folder: Buffer): readonly Name[] | null {
  const opened = openFolderAt(folder);
  if ('refusal' in opened) return null;
  try {
    const base = folderBase(opened.fd, folder);
    const names = readdirSync(base, { encoding: 'buffer' }).flatMap((bytes): Name[] => {
      const stat = lstatSync(Buffer.concat([base, SLASH, bytes]), { throwIfNoEntry: false });
      return stat && !isDotGit(bytes.toString('latin1')) ? [{ bytes, stat }] : [];
    });
    return names.sort((a, b) => Buffer.compare(sortKey(a), sortKey(b)));
  } catch {
    return null;
  } finally {
    closeSync(opened.fd);
  }
}

function sortKey({ bytes, stat }: Name): Buffer {
  return stat.isDirectory() ? Buffer.concat([bytes, SLASH]) : bytes;
}

function isDotGit(name: string): boolean {
  return name.toLowerCase() === '.git';
}
