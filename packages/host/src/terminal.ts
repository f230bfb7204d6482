import type { ReadStream, WriteStream } from 'node:tty';
import type { Terminal } from './options.js';

/** A terminal on a pair of tty streams; null where either is not one. The question goes to standard error. */
export function openTerminal(input: ReadStream, output: WriteStream): Terminal | null {
  if (!input.isTTY || !output.isTTY) return null;
  return { askHidden: (question) => askHidden(question, input, output) };
}

/** readline in terminal mode turns the tty's own echo off; what it would echo itself goes nowhere. */
async function askHidden(
  question: string,
  input: ReadStream,
  output: WriteStream,
): Promise<string> {
  const { createInterface } = await import('node:readline');
  const { Writable } = await import('node:stream');
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input, output: nowhere, terminal: true, historySize: 0 });
  output.write(question);
  return new Promise((answer) => {
    let line = '';
    lines.once('line', (text) => {
      line = text;
      lines.close();
    });
    lines.once('close', () => {
      output.write('\n');
      answer(line);
    });
  });
}
