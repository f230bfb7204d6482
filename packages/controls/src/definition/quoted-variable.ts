import type { HolePlace } from '../shell/holes.js';
import { textOf } from '../shell/parse.js';
import { inlineProgram, ownWords, programOf } from '../shell/programs.js';
import type { Command } from '../shell/syntax.js';
import type { GitHubFlow } from '../taint/github/flow.js';

/** Programs that read an argument or their input as a program, on this machine or another. */
const READS_CODE =
  /^(?:bash|sh|dash|zsh|ksh|fish|eval|let|source|\.|trap|ssh|su|runuser|xargs|parallel|watch|find|sed|[gmn]?awk|perl|python\d*|ruby|php|node|deno|bun|lua|osascript|pwsh|powershell|psql|mysql|sqlite3|nix-shell|make)$/;

/**
 * Why a variable in double quotes is not the same in place of an expression. Null: it is, for the value is in double quotes
 * already, or stands where quotes change nothing, and no program makes code of it.
 */
export function whyNoVariable({ quote, role, commands, readers }: HolePlace): string | null {
  if (role === 'command') return 'it names the command itself';
  if (readers === null || commands.some(readsCode) || readers.some(runsInput))
    return 'a program of the script may read it as code';
  if (quote === 'single') return 'it stands in single quotes, where no variable is filled in';
  const isFree = role === 'value' || (role === 'argument' && isEcho(commands[0]));
  return quote === 'double' || isFree ? null : 'it stands without quotes and may be several words';
}

/** Programs that run what they read from a pipe. */
const RUNS_INPUT =
  /^(?:bash|sh|dash|zsh|ksh|fish|ssh|su|xargs|parallel|perl|python\d*|ruby|php|node|deno|bun|lua|pwsh|powershell|psql|mysql|sqlite3)$/;

function runsInput(command: Command): boolean {
  const program = programOf(ownWords(command)[0]);
  return command.words.length > 0 && (program === null || RUNS_INPUT.test(program));
}

function readsCode(command: Command): boolean {
  const program = programOf(ownWords(command)[0]);
  if (command.words.length === 0) return false;
  const isCode = program === null || READS_CODE.test(program) || calculates(command);
  return isCode || inlineProgram(command.words) !== null;
}

/** `[[ "$X" -eq 1 ]]` calculates what the variable says, which may hold a command. */
function calculates({ words }: Command): boolean {
  return words.some((word) => /^-(?:eq|ne|[lg][te]|v)$/.test(textOf(word) ?? ''));
}

/** It joins its arguments with blanks: of words that the shell has split it makes the same line. */
function isEcho(command: Command | undefined): boolean {
  return command !== undefined && programOf(ownWords(command)[0]) === 'echo';
}

/** Whether the shell of a script is known to be bash or sh. */
export function runsInBash({ step, job }: GitHubFlow): boolean {
  const { shell } = step;
  const inherited = job?.job.defaults?.shell ?? job?.workflow.defaults?.shell ?? null;
  const named = shell ?? inherited;
  if (named !== null)
    return /^(?:ba)?sh(?: +-{1,2}\w[\w-]*| +pipefail)*(?: +\{0\})?$/.test(named.value);
  if (job === null) return false;
  return job.job.container !== null || isUnix(job.job.runsOn?.labels.map(({ value }) => value));
}

function isUnix(labels: readonly string[] = []): boolean {
  return (
    labels.some((label) => /^(?:ubuntu|macos|linux)\b/i.test(label)) &&
    !labels.some((label) => /windows|\$\{\{/i.test(label))
  );
}
