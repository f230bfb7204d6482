import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const LINE_END = 10;

/** A named pipe that has lost its name: unlike the pipes of `spawn` it can be waited for synchronously. */
export function openPipe(): { readonly reader: number; readonly writer: number } {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-pipe-'));
  const path = join(folder, 'pipe');
  execFileSync('mkfifo', [path]);
  // Opening one end alone would wait for the other.
  const both = openSync(path, constants.O_RDWR);
  const ends = { reader: openSync(path, 'r'), writer: openSync(path, 'w') };
  closeSync(both);
  rmSync(folder, { recursive: true });
  return ends;
}

/** Waits for the next line, of which there is never more than one on its way; null where nobody will write another. */
export function readLine(reader: number): string | null {
  const chunks: Buffer[] = [];
  for (;;) {
    const chunk = Buffer.alloc(1 << 16);
    const length = readSync(reader, chunk);
    if (length === 0) return null;
    chunks.push(chunk.subarray(0, length));
    if (chunk[length - 1] === LINE_END) return Buffer.concat(chunks).toString();
  }
}
