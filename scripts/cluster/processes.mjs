// The long-running programs of a cluster, their logs, and waiting for them.
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

const PAUSE = 100;

/** Starts programs whose logs go to a folder; they end with the namespace. */
export const createProcesses = (folder) => {
  mkdirSync(folder, { recursive: true });
  const start = (name, [program, ...args], env = {}) => {
    const path = join(folder, `${name}.log`);
    const log = openSync(path, 'a');
    const child = spawn(program, args, {
      stdio: ['ignore', log, log],
      detached: true,
      env: { PATH: process.env.PATH, HOME: folder, ...env },
    });
    closeSync(log);
    const started = { name, path, ended: '' };
    child.on('error', ({ message }) => (started.ended = message));
    child.on('exit', (code, signal) => (started.ended = `ended with ${code ?? signal}`));
    return started;
  };
  return { start };
};

/** The end of what a program has logged. */
const tail = (path) => readFileSync(path, 'utf8').trim().split('\n').slice(-15).join('\n');

/** Waits until a question is answered with something true, which is returned; fails with the program's log. */
export const until = async (program, question, seconds = 120) => {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    const answer = await question();
    if (answer) return answer;
    const why = program.ended || (performance.now() > end && `is not ready after ${seconds} s`);
    if (why) throw new Error(`${program.name} ${why}:\n${tail(program.path)}`);
    await setTimeout(PAUSE);
  }
};

/** Whether something on loopback answers well. */
export const answers = async (url) => {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
};
