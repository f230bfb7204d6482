import { spawnSync } from 'node:child_process';

/** The middle of the values; of two middles the lower. */
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)];

const once = (command, args, { cwd, env, expected }) => {
  // Bash's clock counts all children; %U and %S are what the whole process tree used.
  const script = 'TIMEFORMAT="clock %3R %3U %3S"; time "$@"';
  const run = spawnSync('bash', ['-c', script, 'bash', command, ...args], {
    cwd,
    env: { ...process.env, LC_ALL: 'C', ...env },
    encoding: 'utf8',
    maxBuffer: 1e9,
  });
  const clock = /clock ([\d.]+) ([\d.]+) ([\d.]+)\s*$/.exec(run.stderr);
  if (clock === null || !expected.includes(run.status)) {
    const said = `${run.stdout}${run.stderr}`.trim().slice(-600);
    throw new Error(
      `${command} ${args.join(' ')}: exit ${run.status}, expected ${expected.join(' or ')}\n${said}`,
    );
  }
  const [, wall, user, system] = clock.map(Number);
  return { wall, cpu: user + system };
};

/** Medians of wall and CPU seconds over some runs of a whole process, after one that is not counted. */
export const measure = (command, args, { cwd, env = {}, expected = [0], runs = 5 } = {}) => {
  once(command, args, { cwd, env, expected });
  const taken = Array.from({ length: runs }, () => once(command, args, { cwd, env, expected }));
  return { wall: median(taken.map(({ wall }) => wall)), cpu: median(taken.map(({ cpu }) => cpu)) };
};
