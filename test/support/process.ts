import { execFile } from 'node:child_process';
import { join } from 'node:path';
import type { Outcome } from './command.js';
import { root } from './root.js';

/** Runs the command as a process while this one goes on, as servers of a test must. */
export function startPlumbline(
  cwd: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const stub = join(root, 'packages', 'cli', 'bin', 'plumbline.js');
  const options = { cwd, env: { PATH: process.env['PATH'] ?? '', ...env } };
  return new Promise((done) => {
    const child = execFile(process.execPath, [stub, ...args], options, (_error, stdout, stderr) => {
      done({ status: child.exitCode, stdout, stderr });
    });
  });
}
