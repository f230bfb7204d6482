import { spawn } from 'node:child_process';
import { closeSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openPipe, readLine } from './pipe.js';
import type { Outcome, Surroundings } from './program.js';
import { root } from './root.js';

/** A run that is asked of the shared process, as one line of JSON; the answer is its outcome, as one line. */
export interface Request extends Surroundings {
  readonly module: string;
  readonly args: readonly string[];
}

export interface SharedProcess {
  readonly run: (request: Request) => Outcome;
  readonly close: () => void;
}

const SERVER = join(import.meta.dirname, 'shared-process-main.js');

/** Starts a process that runs one program after another, as it is asked to. */
export function openSharedProcess(): SharedProcess {
  const requests = openPipe();
  const answers = openPipe();
  const server = spawn(process.execPath, [SERVER], {
    stdio: ['ignore', 'ignore', 'inherit', requests.reader, answers.writer],
    env: { PATH: process.env['PATH'], NODE_COMPILE_CACHE: join(root, '.cache', 'compiled') },
  });
  server.unref();
  // From now on only the process holds these ends: should it die, reading finds the end instead of waiting.
  closeSync(requests.reader);
  closeSync(answers.writer);
  return {
    run(request) {
      writeFileSync(requests.writer, `${JSON.stringify(request)}\n`);
      const answer = readLine(answers.reader);
      if (answer === null)
        throw new Error(`${request.args.join(' ')} has ended the shared process`);
      return JSON.parse(answer) as Outcome;
    },
    close() {
      closeSync(requests.writer);
      closeSync(answers.reader);
    },
  };
}
