import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Report } from '@plumbline/report';
import { root } from './root.js';

const stub = join(root, 'packages', 'cli', 'bin', 'plumbline.js');

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command as a process outside of any run of a platform. */
export function plumbline(
  cwd: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Outcome {
  const { PATH = '' } = process.env;
  const run = spawnSync(process.execPath, [stub, ...args], {
    cwd,
    env: { PATH, ...env },
    encoding: 'utf8',
  });
  return { status: run.status, stdout: run.stdout, stderr: run.stderr };
}

/** Runs a step for its JSON report. */
export function report(
  cwd: string,
  args: readonly string[],
): { readonly status: number | null; readonly report: Report } {
  const run = plumbline(cwd, [...args, '--format', 'json']);
  return { status: run.status, report: JSON.parse(run.stdout) as Report };
}

/** The status of each check by its id. */
export function statuses({ checks }: Report): Readonly<Record<string, string>> {
  return Object.fromEntries(checks.map(({ id, status }) => [id, status]));
}
