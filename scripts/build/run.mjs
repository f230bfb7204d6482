import { spawn } from 'node:child_process';
import { root } from './workspaces.mjs';

/** Runs a program at the root; resolves with its exit code and all that it printed. Never rejects for a bad exit. */
export const capture = (command, args, options = {}) =>
  new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...options,
    });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => resolve({ code: 127, output: error.message }));
    child.on('close', (code) => resolve({ code: code ?? 70, output }));
  });

/** `npx` without npm: the binary that a devDependency brings. */
export const tool = (name, args, options) =>
  capture(process.execPath, [`${root}/node_modules/.bin/${name}`, ...args], options);

/** Runs the jobs, at most `width` of them at a time; the results are in the order of the jobs. */
export const pool = async (width, jobs) => {
  const results = [];
  const queue = jobs.entries();
  const worker = async () => {
    for (const [index, job] of queue) results[index] = await job();
  };
  await Promise.all(Array.from({ length: width }, worker));
  return results;
};
