import { existsSync, lstatSync, mkdirSync, openSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { err, ok, usageFault, type Fault, type Result } from '@plumbline/core';
import { errorCode, readAll, readToEnd, withFolder } from './open.js';
import type { HostOptions } from './options.js';
import { replaceFile } from './replace-file.js';

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
    const bytes = path === '-' ? readInput(stdin) : readPath(resolve(cwd, path));
    return bytes === null ? err(unreadable(path, NOT_READABLE)) : ok(bytes);
  } catch (error) {
    const code = errorCode(error);
    return err(
      code === 'ENOENT'
        ? usageFault('FILE_NOT_FOUND', `${shown(path)} does not exist`)
        : unreadable(path, code),
    );
  }
}

const NOT_READABLE = 'a file or pipe of at most 64 MiB was expected';

function readInput(stdin: number | null): Buffer | null {
  return stdin === null ? null : readToEnd(stdin, MAX_NAMED_FILE);
}

function readPath(path: string): Buffer | null {
  const kind = statSync(path);
  if (!kind.isFile() && !kind.isFIFO()) return null;
  return readAll(openSync(path, 'r'), MAX_NAMED_FILE);
}

interface NamedWrite {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly mode: number;
  readonly cwd: string;
}

function writeNamed({ path, bytes, mode, cwd }: NamedWrite): Result<void, Fault> {
  const full = resolve(cwd, path);
  const folder = dirname(full);
  try {
    const taken = lstatSync(full, { throwIfNoEntry: false });
    if (taken && !taken.isFile())
      return err(unwritable(path, 'something else than a file is there'));
    if (leaves(path, cwd)) return err(unwritable(path, 'a link leads out of the working folder'));
    mkdirSync(folder, { recursive: true });
    return withFolder<Result<void, Fault>>(
      realpathSync(folder),
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
function leaves(path: string, cwd: string): boolean {
  if (isAbsolute(path) || path.split(/[\\/]/).includes('..')) return false;
  let existing = dirname(resolve(cwd, path));
  while (!existsSync(existing)) existing = dirname(existing);
  const way = relative(realpathSync(cwd), realpathSync(existing));
  return isAbsolute(way) || way.split(sep)[0] === '..';
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
