import type { Report } from '@plumbline/report';
import { PLUMBLINE, runProgram, type Outcome } from './program.js';

export type { Outcome };

/** Runs the command outside of any run of a platform. */
export function plumbline(
  cwd: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Outcome {
  const { PATH = '' } = process.env;
  return runProgram(PLUMBLINE, args, { cwd, env: { PATH, ...env } });
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
