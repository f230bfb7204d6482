import { BUG } from './exit-code.js';

/**
 * Until a run has come to its end, the process ends as a bug of ours, whatever stops it.
 * A reader that has closed the pipe (`| head`) does not change the outcome.
 */
export function failClosed(): void {
  process.exitCode = BUG;
  if (process.listenerCount('uncaughtException') > 0) return;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  process.on('uncaughtException', (error) => {
    process.stderr.write(`error: a bug of plumbline: ${error.name} (INTERNAL)\n`);
    process.exit(BUG);
  });
}
