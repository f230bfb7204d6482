import type { Range } from '../expression/syntax.js';
import { textOf } from '../shell/parse.js';
import { ownWords, programOf } from '../shell/programs.js';
import type { Command, Part, Word } from '../shell/syntax.js';
import type { Taint } from './taint.js';
import { EMPTY, fileOf, leadingText, taintsOfWord, type Walk } from './walk.js';

/** Notes what a command writes to files with a meaning. */
export function findWrites(command: Command, printed: Printed): void {
  const targets = command.redirects
    .filter(({ operator }) => operator.includes('>') && !operator.endsWith('&'))
    .map(({ target }) => target);
  const words = ownWords(command);
  const program = programOf(words[0]) ?? '';
  const tee = program === 'tee' ? words.slice(1) : [];
  const lines = /^(?:tee|cat)$/.test(program)
    ? (printed.fed ?? linesOf(command))
    : linesOf(command);
  for (const target of [...targets, ...tee]) {
    const file = fileOf(target, printed.walk);
    if (file !== null) addWrites(command, { ...printed, file, lines });
  }
  if (targets.length === 0 && command.feeds === null) addCommands(command, printed);
}

const SET_OUTPUT = /^::set-output\s*name=([\w.-]+)::/i;

/** The older way to hand on an output: a line on the log, `::set-output name=x::value`. */
function addCommands(command: Command, { walk }: Printed): void {
  if (!walk.files.has('GITHUB_OUTPUT')) return;
  const at = { start: command.start, end: command.end };
  for (const line of linesOf(command)) {
    const name = SET_OUTPUT.exec(leadingText(line))?.[1];
    const taints = name === undefined ? [] : taintsOfWord(line, walk);
    if (name !== undefined && taints.length > 0)
      walk.writes.push({ file: 'GITHUB_OUTPUT', name, taints, at, fence: 'none' });
  }
}

/** What a command prints, and what a pipe gave it to print. */
export interface Printed {
  readonly output: readonly Taint[];
  readonly walk: Walk;
  /** What it reads from a pipe, line by line. */
  readonly fed: readonly Word[] | null;
}

interface Writing extends Printed {
  readonly file: string;
  /** What is written, line by line, as far as the words show it. */
  readonly lines: readonly Word[];
}

const NAMED = /^\s*([A-Za-z_][\w.-]*)(=|<<)/;

function addWrites(command: Command, writing: Writing): void {
  const at = { start: command.start, end: command.end };
  const { file, output, walk, lines } = writing;
  if (lines.length === 0) addWrite(writing, at, output, null);
  for (const line of lines) {
    const head = NAMED.exec(leadingText(line));
    if (head?.[2] === '<<') openName(writing, head[1] ?? '', line);
    else if (head !== null) walk.open.delete(file);
    addWrite(writing, at, taintsOfWord(line, walk), head?.[1] ?? null);
  }
}

function addWrite(
  { file, walk }: Writing,
  at: Range,
  taints: readonly Taint[],
  said: string | null,
): void {
  const open = walk.open.get(file);
  const name = said ?? open?.name ?? null;
  if (taints.length > 0) walk.writes.push({ file, name, taints, at, fence: open?.fence ?? 'none' });
}

/** `name<<EOF` starts a value of several lines; what is made up at run time cannot be guessed. */
function openName({ walk, file }: Writing, name: string, line: Word): void {
  const made = line.parts.some(
    (part, index) =>
      (part.kind === 'variable' || part.kind === 'substitution') &&
      leadingText({ ...line, parts: line.parts.slice(0, index) }).endsWith('<<'),
  );
  walk.open.set(file, { name, fence: made ? 'random' : 'fixed' });
}

/** What a command writes, line by line, as far as its words or its here-document show it. */
export function linesOf(command: Command): readonly Word[] {
  const program = programOf(ownWords(command)[0]);
  if (command.input !== null && (program === 'cat' || program === 'tee'))
    return splitLines(command.input);
  if (program !== 'echo' && program !== 'printf') return [];
  const words = ownWords(command)
    .slice(1)
    .filter((word) => !/^-[neE]+$/.test(textOf(word) ?? ''));
  if (program === 'printf' && words.length > 1)
    return [{ ...EMPTY, start: 0, end: 1, parts: asText(words).flatMap(({ parts }) => parts) }];
  return splitLines({ start: 0, end: 1, parts: words.flatMap(({ parts }) => parts) });
}

/** The format of `printf` and the arguments that it prints as they are: not those of `%d`, `%x` and `%q`. */
function asText([format = EMPTY, ...args]: readonly Word[]): readonly Word[] {
  const conversions = [...leadingText(format).matchAll(/%(?:%|[-+ #0-9.]*([a-zA-Z]))/g)].flatMap(
    ([, letter]) => letter ?? [],
  );
  const kept = args.filter(
    (_arg, at) => !/[diouxXq]/.test(conversions[at % conversions.length] ?? ''),
  );
  return [format, ...kept];
}

/** Line ends of the text, written out or as `\n`. */
function splitLines(word: Word): readonly Word[] {
  const lines: Part[][] = [[]];
  for (const part of word.parts) {
    if (part.kind !== 'text') {
      lines.at(-1)?.push(part);
      continue;
    }
    part.text.split(/\n|\\n/).forEach((text, index) => {
      if (index > 0) lines.push([]);
      lines.at(-1)?.push({ ...part, text });
    });
  }
  return lines.map((parts) => ({ start: 0, end: 1, parts }));
}
