import { fstatSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { err, ok, undecidableFault, type Fault, type Result } from '@plumbline/core';
import type { Replacement } from '@plumbline/step';
import { errorCode, openFileAt, readAll, withFolder } from '../open.js';
import { replaceFile } from '../replace-file.js';
import { invalidPath, MAX_FILE, notRegular, segmentsOf } from './path.js';

const WRITABLE = 0o200;

/** Replaces a regular file below a folder that no link leads to, and that nobody has changed since it was read. */
export function replaceInFolder(
  root: string,
  path: string,
  { before, after }: Replacement,
): Result<void, Fault> {
  const segments = segmentsOf(path);
  const name = segments?.at(-1);
  if (segments === null || name === undefined || segments.some(isDotGit))
    return err(invalidPath(path));
  const full = join(root, ...segments);
  try {
    const found = held(full);
    if (found === null) return err(notRegular(path, 'behind a symlink, or gone'));
    if ((found.mode & WRITABLE) === 0) return err(unwritable(path, 'it is read-only'));
    if (found.bytes === null || Buffer.compare(found.bytes, before) !== 0)
      return err(changed(path));
    return withFolder<Result<void, Fault>>(
      dirname(full),
      (folder) => {
        replaceFile(folder, name, { bytes: after, mode: found.mode, exact: true });
        return ok(undefined);
      },
      (refusal) => err(unwritable(path, `its folder is ${refusal}`)),
    );
  } catch (error) {
    return err(unwritable(path, errorCode(error)));
  }
}

/** What a file holds now, and its permissions; null if it is no regular file at exactly this place. */
function held(full: string): { readonly bytes: Buffer | null; readonly mode: number } | null {
  const opened = openFileAt(full);
  if ('refusal' in opened) return null;
  const mode = fstatSync(opened.fd).mode & 0o777;
  return { bytes: readAll(opened.fd, MAX_FILE), mode };
}

function isDotGit(name: string): boolean {
  return name.toLowerCase() === '.git';
}

function changed(path: string): Fault {
  return undecidableFault('FILE_CHANGED', `${path} was changed while it was looked at`);
}

function unwritable(path: string, why: string): Fault {
  return undecidableFault('FILE_UNWRITABLE', `${path} cannot be written: ${why}`);
}
