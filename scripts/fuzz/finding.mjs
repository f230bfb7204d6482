import { Script } from 'node:vm';

/** Something that must not be, found in an input. */
export class Finding extends Error {}

export const expect = (holds, message) => {
  if (!holds) throw new Finding(message());
};

const MAX_CPU_MS = 2000;
/** Far above what a busy machine makes of the limit above: whatever takes as long hangs. */
const HANG_MS = 60_000;

const script = new Script('job()');

/** Runs a job, which must come back within its time; a job that hangs is broken off. */
export const bounded = (job) => {
  globalThis.job = job;
  return script.runInThisContext({ timeout: HANG_MS });
};

/** The result of a job that must not take more time of the processor than 1 MiB may. */
export const timed = (what, job) => {
  const before = process.cpuUsage();
  const result = job();
  const { user, system } = process.cpuUsage(before);
  const spent = (user + system) / 1000;
  expect(spent < MAX_CPU_MS, () => `${what} took ${Math.round(spent)} ms`);
  return result;
};
