import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, isAbsolute, join, resolve, sep } from 'node:path';
import { err, ok, usageFault, type Fault, type Result } from '@plumbline/core';
import { errorCode, readAll, withFolder } from './open.js';
import type { HostOptions } from './options.js';

/** Keys, manifests, reports: what a user names is never larger. */
const MAX_NAMED_FILE = 64 * 1024 * 1024;

/** Files that the user named, relative to the working folder. */
export interface Files {
  readonly read: (path: string) => Result<Uint8Array, Fault>;
  readonly write: (path: string, bytes: Uint8Array, mode?: number) => Result<void, Fault>;
}

export function createFiles(options: Pick<HostOptions, 'cwd' | 'stdin'>): Files {
  return {
    read: (path) => readNamed(path, options),
    write: (path, bytes, mode = 0o644) => writeNamed({ path, bytes, mode, cwd: options.cwd }),
  };
}

/** Links are followed: a mounted Secret is one. `-` is standard input; a pipe may be named, for `<(…)`. */
function readNamed(
  path: string,
  { cwd, stdin }: Pick<HostOptions, 'cwd' | 'stdin'>,
): Result<Uint8Array, Fault> {
  try {
    if (path === '-' && stdin === null) return err(unreadable(path, 'there is no standard input'));
    const fd = path === '-' && stdin !== null ? stdin : openSync(resolve(cwd, path), 'r');
    const kind = fstatSync(fd);
    if (!kind.isFile() && !kind.isFIFO() && path !== '-') {
      closeSync(fd);
      return err(unreadable(path, 'it is not a file'));
    }
    const bytes = readAll(fd, MAX_NAMED_FILE);
    return bytes === null ? err(unreadable(path, 'it is larger than 64 MiB')) : ok(bytes);
  } catch (error) {
    return err(unreadable(path, errorCode(error)));
  }
}

interface NamedWrite {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly mode: number;
  readonly cwd: string;
}

function writeNamed({ path, bytes, mode, cwd }: NamedWrite): Result<void, Fault> {
  const full = resolve(cwd, path);
  try {
    const taken = lstatSync(full, { throwIfNoEntry: false });
    if (taken && !taken.isFile())
      return err(unwritable(path, 'something other than a file is there'));
    if (leavesFolder(path, cwd))
      return err(unwritable(path, 'a link on the way leads out of the working folder'));
    mkdirSync(dirname(full), { recursive: true });
    return withFolder<Result<void, Fault>>(
      realpathSync(dirname(full)),
      (base) => {
        replaceFile(base, basename(full), { bytes, mode });
        return ok(undefined);
      },
      (refusal) => err(unwritable(path, `its folder is ${refusal}`)),
    );
  } catch (error) {
    return err(unwritable(path, errorCode(error)));
  }
}

/** A path without `..` below the working folder must stay there: the folder may be a hostile checkout. */
function leavesFolder(path: string, cwd: string): boolean {
  if (
    isAbsolute(path) ||
    resolve(cwd, path) !== join(cwd, path) ||
    path.split(/[\\/]/).includes('..')
  )
    return false;
  const root = realpathSync(cwd);
  for (
    let folder = dirname(resolve(cwd, path));
    folder.startsWith(cwd + sep);
    folder = dirname(folder)
  ) {
    const link = lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink();
    if (link && !`${realpathSync(folder)}${sep}`.startsWith(root + sep)) return true;
  }
  return false;
}

/** Writes beside, then renames: a reader sees the old file or the new one, and a planted link is never followed. */
export function replaceFile(
  folder: string,
  name: string,
  file: { readonly bytes: Uint8Array; readonly mode: number },
): void {
  const temporary = join(folder, `.plumbline-${randomBytes(8).toString('hex')}`);
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  const fd = openSync(temporary, flags, file.mode);
  try {
    try {
      writeFileSync(fd, file.bytes);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(temporary, join(folder, name));
  } catch (error) {
    unlinkSync(temporary);
    throw error;
  }
}

function unreadable(path: string, why: string): Fault {
  return usageFault('FILE_UNREADABLE', `${shown(path)} cannot be read: ${why}`);
}

function unwritable(path: string, why: string): Fault {
  return usageFault('FILE_UNWRITABLE', `${shown(path)} cannot be written: ${why}`);
}

/** A path for a message: key text passed by mistake must not be echoed. */
function shown(path: string): string {
  return path.length > 300 || /[\p{Cc}]/u.test(path) ? 'The named file' : path;
}
