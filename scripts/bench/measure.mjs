import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The middle of the values; of two middles the lower. */
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)];

/** Runs with its output in a file: a pipe costs programs that write in small pieces a third of their time. */
const runIntoFile = (command, args, options) => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    const path = join(folder, 'out');
    const file = openSync(path, 'w');
    const run = spawnSync(command, args, { ...options, stdio: ['ignore', file, 'pipe'] });
    closeSync(file);
    return { ...run, stdout: readFileSync(path, 'utf8') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const once = ({ command, args, cwd, env = {}, expected = [0], says = /^/ }) => {
  // Bash's clock counts all children; %U and %S are what the whole process tree used.
  const script = 'TIMEFORMAT="clock %3R %3U %3S"; time "$@"';
  const run = runIntoFile('bash', ['-c', script, 'bash', command, ...args], {
    cwd,
    env: { ...process.env, LC_ALL: 'C', ...env },
    encoding: 'utf8',
    maxBuffer: 1e9,
  });
  const clock = /clock ([\d.]+) ([\d.]+) ([\d.]+)\s*$/.exec(run.stderr);
  if (clock === null || !expected.includes(run.status) || !says.test(run.stdout)) {
    const said = `${run.stdout}${run.stderr}`.trim().slice(-600);
    throw new Error(
      `${command} ${args.join(' ')}: exit ${run.status}, expected ${expected.join(' or ')}\n${said}`,
    );
  }
  const [, wall, user, system] = clock.map(Number);
  return { wall, cpu: user + system };
};

/**
 * Medians of wall and CPU seconds of several programs, by their names, run in turns so that what else the machine does
 * meets all of them. Each is `{ command, args }`, perhaps with `cwd`, `env`, the exit codes that are `expected` and what
 * it `says`; one that fails is `{ error }`.
 */
export const race = (programs, { rounds = 5, isWarmed = true } = {}) => {
  const taken = new Map(Object.keys(programs).map((name) => [name, []]));
  const failed = new Map();
  for (let round = isWarmed ? -1 : 0; round < rounds; round += 1) {
    for (const [name, program] of Object.entries(programs)) {
      if (failed.has(name)) continue;
      try {
        const run = once(program);
        if (round >= 0) taken.get(name).push(run);
      } catch (error) {
        failed.set(name, error);
      }
    }
  }
  const middle = (runs) => ({
    wall: median(runs.map(({ wall }) => wall)),
    cpu: median(runs.map(({ cpu }) => cpu)),
  });
  return Object.fromEntries(
    [...taken].map(([name, runs]) => [
      name,
      failed.has(name) ? { error: failed.get(name) } : middle(runs),
    ]),
  );
};

/** Medians of wall and CPU seconds over some runs of a whole process, after one that is not counted if it `isWarmed`. */
export const measure = (command, args, { runs = 5, isWarmed = true, ...options } = {}) => {
  const { it } = race({ it: { command, args, ...options } }, { rounds: runs, isWarmed });
  if (it.error) throw it.error;
  return it;
};
