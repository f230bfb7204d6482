import { closeSync, constants, mkdirSync, openSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { err, ok, usageFault, type Fault, type Result } from '@plumbline/core';
import { errorCode } from '../open.js';

const NEW = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

/** Creates a file that must not exist yet; a link in its place counts as existing. */
export function createNewFile(path: string, text: string, mode: number): Result<void, Fault> {
  try {
    mkdirSync(dirname(path), { recursive: true });
    const fd = openSync(path, NEW, mode);
    try {
      writeFileSync(fd, text);
    } finally {
      closeSync(fd);
    }
    return ok(undefined);
  } catch (error) {
    const why = errorCode(error) === 'EEXIST' ? 'it exists' : errorCode(error);
    return err(
      usageFault(
        'FILE_EXISTS',
        `${path} was not created: ${why}`,
        'choose another name, or give --force',
      ),
    );
  }
}

/** Whether the path names an existing folder. */
export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
