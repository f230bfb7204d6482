import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fchmodSync,
  constants,
  fsyncSync,
  openSync,
  renameSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

/** Writes beside, then renames: a reader sees the old file or the new one, and a planted link is never followed. `exact`: whatever the umask. */
export function replaceFile(
  folder: string,
  name: string,
  file: { readonly bytes: Uint8Array; readonly mode: number; readonly exact?: true },
): void {
  const temporary = join(folder, `.plumbline-${randomBytes(8).toString('hex')}`);
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  const fd = openSync(temporary, flags, file.mode);
  try {
    try {
      writeFileSync(fd, file.bytes);
      if (file.exact) fchmodSync(fd, file.mode);
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
