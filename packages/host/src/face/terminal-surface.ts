import { isatty } from 'node:tty';
import { printable } from '@plumbline/core';
import type { GivenInputs } from '@plumbline/step';
import type { Terminal } from '../options.js';
import { openTerminal } from '../terminal.js';
import { createRedaction } from './redaction.js';
import { lineLog, type Surface } from './surface.js';

/** The surroundings of a command in a terminal, a script or a container. */
export function terminalSurface(given: GivenInputs, verbose: boolean): Surface {
  const redaction = createRedaction();
  return {
    face: 'cli',
    env: process.env,
    cwd: process.cwd(),
    now: () => new Date(),
    terminal: openTerminalIfAny(),
    stdin: 0,
    reports: null,
    given,
    redaction,
    mask: redaction.add,
    log: lineLog(
      (level, line) => {
        if (level !== 'debug' || verbose)
          process.stderr.write(`${level === 'warn' ? 'warning: ' : ''}${line}\n`);
      },
      (line) => printable(redaction.text(line)),
    ),
    width: process.stdout.isTTY ? process.stdout.columns : 100,
  };
}

/** `process.stdin` makes a pipe non-blocking when it is merely looked at, and reading a key from it would fail. */
function openTerminalIfAny(): Terminal | null {
  return isatty(0) && isatty(2) ? openTerminal(process.stdin, process.stderr) : null;
}

/** Colour for people alone (no-color.org). */
export function wantsColour(): boolean {
  const { NO_COLOR: noColour, TERM: terminal } = process.env;
  return process.stdout.isTTY && !noColour && terminal !== 'dumb';
}
