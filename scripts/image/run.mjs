import { spawnSync } from 'node:child_process';

/** Runs a program with the least of an environment and returns its standard output as bytes. */
export const run = (command, args, { input, ...options } = {}) => {
  const done = spawnSync(command, args, {
    input,
    maxBuffer: 2 ** 30,
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    ...options,
  });
  if (done.status === 0) return done.stdout;
  const why = done.error?.message ?? done.stderr.toString().trim();
  throw new Error(`${command} ${args.join(' ')}: ${why}`);
};
