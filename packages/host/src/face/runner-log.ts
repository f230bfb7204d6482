import { randomUUID } from 'node:crypto';

/**
 * A line of a log that is not a command of the runner, which trims a line and obeys `::` at its start,
 * and obeys `##[` anywhere.
 */
export function logLine(line: string): string {
  return line.replaceAll('##[', '#\\u{23}[').replace(/^(\s*):(?=:)/u, '$1\\u{3a}');
}

/** Prints a document unchanged: the runner obeys nothing until it sees the random word again. */
export function printForeign(text: string): void {
  const word = randomUUID();
  process.stdout.write(`::stop-commands::${word}\n${text.trimEnd()}\n::${word}::\n`);
}
