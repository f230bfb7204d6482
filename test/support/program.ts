import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import { root } from './root.js';
import { openSharedProcess, type SharedProcess } from './shared-process.js';

/** How a run of a program has ended. */
export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Surroundings {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** What a program is when it has a process of its own, and the module whose `main` it is in one that many runs share. */
export interface Program {
  readonly argv: readonly string[];
  readonly module: string;
}

/** The command as users start it: the bundle, by its stub. */
export const PLUMBLINE: Program = {
  argv: [join(root, 'packages', 'cli', 'bin', 'plumbline.js')],
  module: join(import.meta.dirname, 'programs', 'plumbline.js'),
};

let shared: SharedProcess | null = null;
afterAll(() => {
  shared?.close();
});

/**
 * Runs a program outside of any run of a platform. Starting a process takes ten times as long as most runs, so where Jest's
 * configuration says `sharedProcess` all runs of a test file have one; `npm run test:e2e -- --only processes` gives each its own.
 */
export function runProgram(
  program: Program,
  args: readonly string[],
  surroundings: Surroundings,
): Outcome {
  if (!('sharedProcess' in globalThis)) return runProcess(program, args, surroundings);
  shared ??= openSharedProcess();
  return shared.run({ module: program.module, args, ...surroundings });
}

/** Runs a program in a process of its own, always. */
export function runProcess(
  program: Program,
  args: readonly string[],
  surroundings: Surroundings,
): Outcome {
  const options = { ...surroundings, encoding: 'utf8', maxBuffer: 1 << 28 } as const;
  const run = spawnSync(process.execPath, [...program.argv, ...args], options);
  return { status: run.status, stdout: run.stdout, stderr: run.stderr };
}
