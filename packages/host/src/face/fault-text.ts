import { printable, type Fault, type Redactor } from '@plumbline/core';
import { faultReport, renderJson } from '@plumbline/report';
import { version } from '@plumbline/step';

const BUG_TRACKER = 'https://github.com/plumbline/plumbline/issues';

/** What is shown of faults, one line each. */
export function faultText(faults: readonly Fault[]): string {
  return faults.map((fault) => `${faultLine(fault)}\n`).join('');
}

/** The fault as JSON; several become one, as readers of the JSON form expect one (`INPUTS`). */
export function faultJson(command: string, faults: readonly Fault[]): string {
  return renderJson(faultReport(command, version, mergeFaults(command, faults)));
}

/** What is said of a bug of ours; its stack is shown apart, to those who ask. */
export function bugFault(error: unknown): Fault {
  const message = error instanceof Error ? error.message : String(error);
  return {
    kind: 'usage',
    code: 'INTERNAL',
    message: `a bug of plumbline: ${message}`,
    hint: `report it, with the output of --verbose: ${BUG_TRACKER}`,
  };
}

/** The stack of an exception, line by line; redacted as a whole, as a secret may span lines. */
export function stackLines(error: unknown, redact: Redactor): readonly string[] {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  return redact(stack).split('\n');
}

function faultLine(fault: Fault): string {
  const { message, hint, location } = fault;
  const word = fault.kind === 'undecidable' ? 'cannot decide' : 'error';
  const at = location === undefined ? '' : `${location.path}:${location.line}:${location.column}: `;
  const next = hint === undefined ? '' : `. Next: ${hint}`;
  return printable(`${word}: ${at}${message.replace(/\.$/, '')} (${fault.code})${next}`);
}

function mergeFaults(command: string, faults: readonly Fault[]): Fault {
  const [first] = faults;
  if (faults.length === 1 && first !== undefined) return first;
  const messages = faults.map(({ code, message }) => `${message} (${code})`);
  return {
    kind: 'usage',
    code: 'INPUTS',
    message: `${faults.length} inputs are wrong: ${messages.join('; ')}`,
    hint: `plumbline ${command} --help`,
  };
}
