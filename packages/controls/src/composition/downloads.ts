import { isInterpreter, isShell, ownWords, programOf } from '../shell/programs.js';
import type { Command, Script, Word } from '../shell/syntax.js';
import { invocation, substitutions, written, type Run } from './commands.js';

/** A command that fetches something. */
export interface Download {
  /** As written; null where only a variable tells. */
  readonly address: string;
  /** The file that it is written to; null for standard output. */
  readonly file: string | null;
}

const CURL_VALUES = 'AbcCdDeEFhHKmoPQrtTuUwxXyYz';

/** What a command downloads; null if it is no download. */
export function downloadOf(command: Command): Download | null {
  const invoked = invocation(command);
  if (invoked === null) return null;
  const { program, args } = invoked;
  if (program !== 'curl' && program !== 'wget' && program !== 'aria2c') return null;
  const address = addressIn(args);
  if (address === undefined) return null;
  const file = program === 'curl' ? curlFile(args, address) : wgetFile(args, address);
  return { address, file: file ?? redirected(command) };
}

/** Options of curl and wget with a value that is no address. */
const VALUED =
  /^(?:-[a-zA-Z]*[oPHdXuAe]|--(?:output|output-document|header|data|request|user|user-agent|retry|directory-prefix))$/;

/** The argument that says what to fetch: an address, or a variable or host that holds one. */
function addressIn(args: readonly string[]): string | undefined {
  const free = args.filter((_arg, index) => !VALUED.test(args[index - 1] ?? ''));
  return (
    free.find((arg) => /^https?:\/\//i.test(arg)) ??
    free.find((arg) => /^\$[\w{#]/.test(arg) || /^[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:\/|$)/.test(arg))
  );
}

function curlFile(args: readonly string[], address: string): string | null {
  for (const [index, arg] of args.entries()) {
    if (arg === '--output') return args[index + 1] ?? null;
    if (arg.startsWith('--output=')) return arg.slice('--output='.length);
    if (arg === '--remote-name') return baseName(address);
    const cluster = /^-([A-Za-z#0-9]+)/.exec(arg)?.[1];
    if (cluster === undefined || arg.startsWith('--')) continue;
    const at = [...cluster].findIndex((letter) => CURL_VALUES.includes(letter));
    const flags = at === -1 ? cluster : cluster.slice(0, at);
    if (flags.includes('O')) return baseName(address);
    if (at !== -1 && cluster[at] === 'o') return arg.slice(at + 2) || (args[index + 1] ?? null);
  }
  return null;
}

function wgetFile(args: readonly string[], address: string): string | null {
  for (const [index, arg] of args.entries()) {
    const joined = /^(?:-[a-zA-Z]*?O|--output-document=?)(.*)$/.exec(arg);
    if (joined === null) continue;
    const name = joined[1] === '' ? (args[index + 1] ?? '') : (joined[1] ?? '');
    return name === '-' || name === '/dev/stdout' ? null : name;
  }
  return baseName(address);
}

function redirected({ redirects }: Command): string | null {
  const target = redirects.find(({ operator }) => /^1?>>?\|?$/.test(operator))?.target;
  return target === undefined ? null : written(target);
}

/** The last part of an address or path, without what follows a `?`. */
export function baseName(path: string): string {
  return (
    path
      .replace(/[?#].*$/, '')
      .replace(/\/+$/, '')
      .split('/')
      .at(-1) ?? path
  );
}

/** The interpreter that runs what a command writes to its output, through `tee`, `sudo` and their like. */
export function pipedInto({ script, index }: Run): Command | null {
  let at = script[index]?.feeds ?? null;
  for (let hops = 0; at !== null && hops < 10; hops += 1) {
    const next = script[at];
    if (next === undefined) return null;
    if (readsProgram(next)) return next;
    const program = programOf(ownWords(next)[0]);
    if (
      !/^(?:tee|cat|gunzip|zcat|gzip|xz|unxz|bunzip2|base64|sed|tr|dos2unix|pv)$/.test(
        program ?? '',
      )
    )
      return null;
    at = next.feeds;
  }
  return null;
}

/** Whether a command is an interpreter that reads its program from standard input. */
function readsProgram(command: Command): boolean {
  const invoked = invocation(command);
  if (invoked === null) return false;
  const { program, args } = invoked;
  if (program === 'source' || program === '.') return args[0] === '/dev/stdin';
  return isInterpreter(program) && takesProgramFromInput(program, args);
}

function takesProgramFromInput(program: string, args: readonly string[]): boolean {
  const options = isShell(program) ? SHELL_OPTION : OTHER_OPTION;
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? '';
    if (arg === '-' || arg === '/dev/stdin' || (isShell(program) && /^-[a-z]*s$/.test(arg)))
      return true;
    if (/^[-+][oO]$|^--rcfile$/.test(arg)) at += 1;
    else if (!options.test(arg)) return false;
  }
  return true;
}

/** Options that leave the program to be read from standard input. */
const SHELL_OPTION = /^(?:[-+](?![a-z]*c)[a-zA-Z]+|--.*)$/;
const OTHER_OPTION = /^-[uEBsSIW]$/;

/** The download whose output a command takes as its program: `sh -c "$(curl …)"`, `eval`, `source <(curl …)`. */
export function substitutedProgram(command: Command): Download | null {
  const own = ownWords(command);
  const program = programOf(own[0]);
  if (program === null) return null;
  const runs = program === 'eval' || program === 'source' || program === '.';
  if (!runs && !isInterpreter(program)) return null;
  const words = runs ? own.slice(1) : programWords(own.slice(1));
  const here = command.input !== null && readsProgram(command) ? [command.input] : [];
  return [...words, ...here].flatMap((word) => substitutions(word)).flatMap(downloadsIn)[0] ?? null;
}

/** The word behind `-c`, or else the first that is no option. */
function programWords(words: readonly Word[]): readonly Word[] {
  const option = words.findIndex((word) => /^-[a-zA-Z]*[ce]$/.test(written(word)));
  const at = option === -1 ? words.findIndex((word) => !written(word).startsWith('-')) : option + 1;
  const word = words[at];
  return word === undefined ? [] : [word];
}

function downloadsIn(script: Script): readonly Download[] {
  return script.commands.flatMap((command) => {
    const download = downloadOf(command);
    return download === null || download.file !== null ? [] : [download];
  });
}

/** A commit in the address of a file of GitHub or GitLab fixes the content. */
export function isFixed(address: string): boolean {
  return /^https:\/\/[^/]*(?:github(?:usercontent)?\.com|gitlab\.com)\/.*[/=][0-9a-f]{40}(?:[/?.]|$)/i.test(
    address,
  );
}
