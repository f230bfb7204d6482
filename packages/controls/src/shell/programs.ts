import { textOf } from './simple.js';
import type { Command, Word } from './syntax.js';

/** Programs that take a program as an argument, with the option before it. */
const INTERPRETERS: ReadonlyMap<string, RegExp> = new Map([
  ...['sh', 'bash', 'dash', 'zsh', 'ksh', 'ash', 'fish'].map(
    (name) => [name, /^-[a-z]*c$/] as const,
  ),
  ...['python', 'python2', 'python3', 'pypy', 'pypy3'].map(
    (name) => [name, /^-[A-Za-z]*c$/] as const,
  ),
  ...['node', 'nodejs', 'bun', 'tsx'].map(
    (name) => [name, /^(?:-e|-p|-pe|--eval|--print)$/] as const,
  ),
  ...['ruby', 'lua'].map((name) => [name, /^-[a-z]*e$/] as const),
  ['perl', /^-[A-Za-z0-9]*[eE]$/],
  ['php', /^-r$/],
  ...['pwsh', 'powershell'].map((name) => [name, /^-(?:c|command|ec|encodedcommand)$/i] as const),
  ['cmd', /^\/[cks]$/i],
]);

/** The file name of a command, without version and `.exe`. */
export function programOf(word: Word | undefined): string | null {
  const text = word === undefined ? null : textOf(word);
  if (text === null) return null;
  const base = text.slice(text.lastIndexOf('/') + 1).replace(/\.exe$/i, '');
  return /^(?:python|pypy)3?\.\d+$/.test(base) ? 'python3' : base;
}

export function isInterpreter(name: string | null): boolean {
  return name !== null && INTERPRETERS.has(name);
}

export function isShell(name: string | null): boolean {
  return name !== null && /^(?:ba|da|z|k|a|fi)?sh$/.test(name);
}

/** A program that is handed over as an argument: `sh -c …`, also behind `sudo`, `docker run x`, `kubectl exec x --`. */
export interface Inline {
  readonly program: string;
  readonly script: Word;
  /** What follows: `$0`, `$1`, … of the program. */
  readonly args: readonly Word[];
}

/** The program that is handed over among words; options may stand between the name and `-c`. */
export function inlineProgram(words: readonly Word[]): Inline | null {
  for (let at = 0; at < words.length; at += 1) {
    const program = programOf(words[at]);
    const option = program === null ? undefined : INTERPRETERS.get(program);
    if (program === null || option === undefined) continue;
    const found = afterOption(words, at + 1, option);
    if (found !== null) return { program, ...found };
  }
  return null;
}

function afterOption(
  words: readonly Word[],
  from: number,
  option: RegExp,
): Omit<Inline, 'program'> | null {
  for (let at = from; at < words.length; at += 1) {
    const word = words[at];
    const text = word === undefined ? null : textOf(word);
    if (text === null) return null;
    if (option.test(text)) {
      const next = skipOptions(words, at + 1);
      const script = words[next];
      return script === undefined ? null : { script, args: words.slice(next + 1) };
    }
    if (!/^[-+/]/.test(text) && !/^-[A-Za-z]*[oOWX]$/.test(textAt(words, at - 1))) return null;
  }
  return null;
}

/** `bash -c -e "$x"`, `bash -c -- "$x"`: options may follow `-c`. */
function skipOptions(words: readonly Word[], from: number): number {
  let at = from;
  while (/^(?:--|-[a-z]+)$/.test(textAt(words, at)) && at + 1 < words.length)
    at += /^-[a-z]*o$/.test(textAt(words, at)) ? 2 : 1;
  return at;
}

function textAt(words: readonly Word[], at: number): string {
  const word = words[at];
  return (word === undefined ? null : textOf(word)) ?? '';
}

/** Commands that run the command behind them. */
const PREFIXES = new Set([
  'sudo',
  'env',
  'nohup',
  'time',
  'nice',
  'exec',
  'command',
  'builtin',
  'timeout',
  'stdbuf',
  'xvfb-run',
  'doas',
]);

/** `corepack yarn install` runs that yarn, `corepack enable` nothing. */
function isPrefix(words: readonly Word[]): boolean {
  const program = programOf(words[0]) ?? '';
  return (
    PREFIXES.has(program) ||
    (program === 'corepack' && /^(?:yarn|pnpm|npm)$/.test(programOf(words[1]) ?? ''))
  );
}

/** The words of a command from its program on: without `sudo -E`, `env A=b`, `timeout 5`. */
export function ownWords(command: Command): readonly Word[] {
  let { words } = command;
  while (isPrefix(words)) {
    let next = 1;
    while (next < words.length && /^(?:-.*|\w+=.*|\d+[smhd]?)$/.test(textAt(words, next)))
      next += 1;
    words = words.slice(next);
  }
  return words;
}
