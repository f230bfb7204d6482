import { substitutions } from '../composition/commands.js';
import type { Range } from '../expression/syntax.js';
import { parseShell, textOf } from '../shell/parse.js';
import { ownWords, programOf } from '../shell/programs.js';
import type { Command, Redirect, Word } from '../shell/syntax.js';
import { holdsMinted, mints } from './minted.js';

/** What of a script holds a credential. */
export interface Secrets {
  /** Variables of the environment. */
  readonly names: readonly string[];
  /** Whether the environment holds others, whose names nobody sees. */
  readonly more?: boolean;
  /** Whether the shell prints each command from the start: `sh -xc`. */
  readonly traced?: boolean;
  /** What the platform fills in first, in order, and which of it is a credential. */
  readonly holes: readonly (Range & { readonly secret: boolean })[];
  /** Whether a text names a file with a credential. */
  readonly isFile: (text: string) => boolean;
  /** Whether a text names a file that others read: a result, an output. */
  readonly isResult: (text: string) => boolean;
}

/** A command that gives a credential away. */
export interface Leak extends Range {
  readonly to: 'log' | 'result';
  readonly by: 'print' | 'environment' | 'trace' | 'verbose';
}

/** The commands of a shell script that print a credential or write one where others read it. */
export function leaksIn(text: string, secrets: Secrets): readonly Leak[] {
  const { commands } = parseShell(text, secrets.holes);
  const known = new Set(secrets.names);
  const found: Leak[] = [];
  let traced = secrets.traced === true || /^#!.*\s-\w*x/.test(text);
  for (const command of commands) {
    for (const { name, value } of command.assignments)
      if (
        readsFile(text, value, secrets) ||
        holds(value, known, secrets) ||
        isEncoded(value, known, secrets)
      )
        known.add(name);
    const words = ownWords(command);
    traced = isTraced(text, words, traced);
    const reads = command.words.some(
      (word) => holds(word, known, secrets) || isEncoded(word, known, secrets),
    );
    const leak = leakOf({ text, command, commands, words, reads }, secrets);
    if (leak !== null) found.push({ ...leak, start: command.start, end: command.end });
    else if (traced && known.size > 0 && (reads || readsInside(command, known, secrets)))
      found.push({ to: 'log', by: 'trace', start: command.start, end: command.end });
  }
  return found;
}

interface Seen {
  readonly text: string;
  readonly command: Command;
  readonly commands: readonly Command[];
  readonly words: readonly Word[];
  readonly reads: boolean;
}

function leakOf(seen: Seen, secrets: Secrets): Pick<Leak, 'to' | 'by'> | null {
  const { text, command, words, reads } = seen;
  const program = programOf(words[0]);
  const prints = reads && /^(?:echo|printf)$/.test(program ?? '');
  const shows =
    /^(?:cat|head|tail|base64|base32|xxd|od)$/.test(program ?? '') &&
    words.slice(1).some((word) => secrets.isFile(slice(text, word)));
  if (!prints && !shows) return handedOn(seen, secrets) ?? environment(seen, secrets, program);
  if (/::add-mask::/.test(slice(text, command))) return null;
  const to = destination(text, encoded(seen) ?? command, secrets);
  return to === null ? null : { to, by: 'print' };
}

/** What is no printing of a value, and gives a credential away all the same. */
function handedOn(seen: Seen, secrets: Secrets): Pick<Leak, 'to' | 'by'> | null {
  const { text, command, reads } = seen;
  const written = slice(text, command);
  if (reads && VERBOSE.test(written)) return { to: 'log', by: 'verbose' };
  if (isCopied(seen, secrets)) return { to: 'result', by: 'print' };
  if (!mints(written)) return null;
  const to = destination(text, encoded(seen) ?? command, secrets);
  return to === 'result' ? { to, by: 'print' } : null;
}

/** Clients that print the headers of what they send. */
const VERBOSE = /^curl\s(?:[^\n]*\s)?(?:-[a-zA-Z]*v[a-zA-Z]*|--verbose|--trace(?:-ascii)?)(?:\s|$)/;

/** `cp <file of a Secret> <result>`. */
function isCopied({ text, words }: Seen, secrets: Secrets): boolean {
  const [program, ...files] = words;
  const to = files.at(-1);
  return (
    /^(?:cp|mv|install)$/.test(programOf(program) ?? '') &&
    to !== undefined &&
    secrets.isResult(slice(text, to)) &&
    files.slice(0, -1).some((file) => secrets.isFile(slice(text, file)))
  );
}

/** Programs that print what they read in other letters, which no mask knows. */
const ENCODERS =
  /^(?:base64|base32|xxd|od|hexdump|rev|fold|sed|tr|cut|tee|cat|head|tail|sort|gzip|openssl)$/;

/** The last of the programs that a value goes through by pipes, if each of them passes it on. */
function encoded({ command, commands }: Pick<Seen, 'command' | 'commands'>): Command | null {
  let at: Command | undefined = command;
  for (let turn = 0; at !== undefined && at.feeds !== null && turn < 20; turn += 1) {
    if (isKept(at)) break;
    at = commands[at.feeds];
    const words: readonly Word[] = at === undefined ? [] : ownWords(at);
    const program = programOf(words[0]) ?? '';
    if (!ENCODERS.test(program) || (program === 'openssl' && !/enc|base64/.test(textsOf(words))))
      return null;
  }
  return at ?? null;
}

/** What goes into a file does not go on, also where the whole block does. */
function isKept({ redirects }: Command): boolean {
  return redirects.some(({ operator }) => /^1?>>?\|?$/.test(operator));
}

function textsOf(words: readonly Word[]): string {
  return words.map((word) => textOf(word) ?? '').join(' ');
}

function environment(
  seen: Seen,
  secrets: Secrets,
  program: string | null,
): Pick<Leak, 'to' | 'by'> | null {
  const { text, command, words } = seen;
  const shown = program === 'printenv' ? words.slice(1).map((word) => slice(text, word)) : [];
  const dumps =
    (program === 'printenv' && words.length === 1) ||
    /^(?:export|declare|typeset)\s+-x?p\s*$|^set\s*$/.test(slice(text, command)) ||
    shown.some((name) => secrets.names.includes(name)) ||
    (/^\s*env\s*$/.test(command.words.map((word) => slice(text, word)).join(' ')) &&
      command.assignments.length === 0);
  if (!dumps || (secrets.names.length === 0 && secrets.more !== true)) return null;
  if (namesOnly(seen)) return null;
  const last = encoded(seen) ?? command;
  return destination(text, last, secrets) === 'log' ? { to: 'log', by: 'environment' } : null;
}

/** `env | cut -d= -f1`. */
function namesOnly({ text, command, commands }: Seen): boolean {
  const next = commands[command.feeds ?? -1];
  return (
    next !== undefined &&
    /^(?:cut\s+-d\s*["']?=["']?\s+-f\s*1|awk\s+-F\s*["']?=["']?\s+["']\{\s*print\s+\$1\s*\}["']|sed\s+(?:-\S+\s+)?["']?s(.)=\.\*\1)(?![\d,-])/.test(
      slice(text, next).trim(),
    )
  );
}

/** Where the output goes; null if only another command or a file of the step gets it. */
function destination(text: string, command: Command, secrets: Secrets): 'log' | 'result' | null {
  const { redirects, feeds } = command;
  const [program, ...files] = ownWords(command);
  if (programOf(program) === 'tee' && files.some((file) => secrets.isResult(slice(text, file))))
    return 'result';
  const out = redirects.filter(({ operator }) => /^(?:>|>>|>\||&>|&>>)$/.test(operator));
  if (out.some((redirect) => secrets.isResult(target(text, redirect)))) return 'result';
  const shown = out.every((redirect) =>
    /^["']?\/dev\/(?:stdout|stderr|tty)/.test(target(text, redirect)),
  );
  return feeds === null && shown ? 'log' : null;
}

function target(text: string, redirect: Redirect): string {
  return slice(text, redirect.target);
}

function slice(text: string, { start, end }: Range): string {
  return text.slice(start, end);
}

function isTraced(text: string, words: readonly Word[], before: boolean): boolean {
  if (programOf(words[0]) !== 'set') return before;
  const options = words
    .slice(1)
    .map((word) => slice(text, word))
    .join(' ');
  if (/(?:^|\s)-\w*x|-o xtrace/.test(options)) return true;
  return /(?:^|\s)\+\w*x|\+o xtrace/.test(options) ? false : before;
}

/** The value itself, not its length or whether it is there. */
function holds(word: Word, names: ReadonlySet<string>, { holes }: Secrets): boolean {
  return word.parts.some((part) => {
    if (part.kind === 'hole') return holes[part.hole]?.secret === true;
    return part.kind === 'variable' && names.has(part.name) && !/^(?:#|:?\+)/.test(part.operation);
  });
}

/** Whether a command substitution of it reads one: a traced shell prints those commands, too. */
function readsInside(
  { assignments, words }: Command,
  names: ReadonlySet<string>,
  secrets: Secrets,
): boolean {
  return [...assignments.map(({ value }) => value), ...words]
    .flatMap((word) => substitutions(word))
    .flatMap(({ commands }) => commands)
    .some(
      (inner) =>
        inner.words.some((word) => holds(word, names, secrets)) ||
        readsInside(inner, names, secrets),
    );
}

/** `$(printf %s "$TOKEN" | base64)`: the value in letters that no mask knows. */
function isEncoded(word: Word, names: ReadonlySet<string>, secrets: Secrets): boolean {
  return word.parts.some(
    (part) =>
      part.kind === 'substitution' &&
      part.script.commands.some((command) => {
        const { words, input, feeds } = command;
        const read = [...words, ...(input === null ? [] : [input])];
        if (!read.some((one) => holds(one, names, secrets))) return false;
        const program = programOf(ownWords(command)[0]) ?? '';
        const prints = /^(?:echo|printf)$/.test(program) ? feeds !== null : ENCODES.test(program);
        return prints && encoded({ command, commands: part.script.commands }) !== null;
      }),
  );
}

/** Those of them that change the letters and take nothing away. */
const ENCODES = /^(?:base64|base32|xxd|od|hexdump|rev)$/;

/** `X=$(cat file)`. */
function readsFile(text: string, value: Word, secrets: Secrets): boolean {
  const raw = slice(text, value);
  if (!raw.includes('$(')) return false;
  return (
    holdsMinted(raw) || (/\$\(\s*(?:cat\b|<|head\b|base64\s+-d)/.test(raw) && secrets.isFile(raw))
  );
}
