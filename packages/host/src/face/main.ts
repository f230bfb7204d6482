import { createRedactor } from '@plumbline/core';
import { BUG } from './exit-code.js';
import { failClosed } from './fail-closed.js';
import { keepMemoryLean } from './lean-memory.js';
import { bugFault, faultText, stackLines } from './fault-text.js';

/** What is left to say after a command line has been dispatched; null where a command has said all. */
export type Said = { readonly text: string; readonly exitCode: 0 | 3 | typeof BUG } | null;

/** Hands the arguments of the process to the dispatcher of commands. */
export async function runMain(dispatch: (argv: readonly string[]) => Promise<Said>): Promise<void> {
  failClosed();
  keepMemoryLean();
  const argv = process.argv.slice(2);
  const said = await dispatch(argv).catch((error: unknown) => sayBug(error, argv));
  if (said === null) return;
  (said.exitCode === 0 ? process.stdout : process.stderr).write(said.text);
  process.exitCode = said.exitCode;
}

/** A command that cannot even be loaded; no secret has been read yet. */
function sayBug(error: unknown, argv: readonly string[]): Said {
  const clean = createRedactor([]);
  const stack = argv.includes('--verbose')
    ? stackLines(error, clean).map((line) => `${line}\n`)
    : [];
  return { text: clean(faultText([bugFault(error)])) + stack.join(''), exitCode: BUG };
}
