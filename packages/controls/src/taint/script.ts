import type { Range } from '../expression/syntax.js';
import { textOf } from '../shell/parse.js';
import { inlineProgram, isInterpreter, isShell, ownWords, programOf } from '../shell/programs.js';
import type { Command, Part, Script, Word } from '../shell/syntax.js';
import { cleans, passesText, shortens } from './filters.js';
import { CLEAN, oneLine, union, type Taint } from './taint.js';

/** What a script stands in. */
export interface ScriptContext {
  /** Who chooses what is filled in, by hole. */
  readonly holes: readonly (readonly Taint[])[];
  /** Files that have a meaning, by hole: `$(results.x.path)`. */
  readonly holeFiles?: readonly (string | null)[];
  /** Who chooses the variables of the environment. */
  readonly env: ReadonlyMap<string, readonly Taint[]>;
  /** Variables that hold the name of a file with a meaning. */
  readonly files: ReadonlyMap<string, string>;
  /** What commands bring in from outside: `gh pr view`, `git log`, files of strangers. */
  readonly source: (program: string, words: readonly string[]) => readonly Taint[];
  /** Reads a text as a script of its own: what `sh -c '…'` runs. */
  readonly parse: (text: string) => Script;
}

/** A value that a script makes code of although the platform did not fill it in. */
export interface CodeUse {
  readonly taints: readonly Taint[];
  readonly at: Range;
  /** What runs it: `eval`, `sh -c`. */
  readonly by: string;
}

/** A write to a file that has a meaning: `GITHUB_ENV`, a result. */
export interface FileWrite {
  readonly file: string;
  /** The name that is set; null if that is not known. */
  readonly name: string | null;
  readonly taints: readonly Taint[];
  readonly at: Range;
  /** What keeps a value with line breaks from setting other names. */
  readonly fence: 'none' | 'fixed' | 'random';
}

export interface ScriptFacts {
  readonly code: readonly CodeUse[];
  readonly writes: readonly FileWrite[];
  /** What a command-line agent is told. */
  readonly prompts: readonly CodeUse[];
  /** What is printed to the log. */
  readonly printed: readonly CodeUse[];
}

interface Walk extends ScriptContext {
  readonly vars: Map<string, readonly Taint[]>;
  readonly names: Map<string, string>;
  readonly code: CodeUse[];
  readonly writes: FileWrite[];
  readonly prompts: CodeUse[];
  readonly printed: CodeUse[];
  /** The name whose value of several lines is being written, by file. */
  readonly open: Map<string, { readonly name: string; readonly fence: FileWrite['fence'] }>;
  readonly depth: number;
}

/** Follows values through a script: variables, substitutions, pipes, what becomes code, what is written where. */
export function walkScript(script: Script, context: ScriptContext): ScriptFacts {
  const walk: Walk = {
    ...context,
    vars: new Map(context.env),
    names: new Map(context.files),
    code: [],
    writes: [],
    prompts: [],
    printed: [],
    open: new Map(),
    depth: 0,
  };
  runCommands(script, walk);
  return { code: walk.code, writes: walk.writes, prompts: walk.prompts, printed: walk.printed };
}

/** Follows the commands; gives what they print. */
function runCommands(script: Script, walk: Walk): readonly Taint[] {
  const input = new Map<number, readonly Taint[]>();
  const lines = new Map<number, readonly Word[]>();
  let printed: readonly Taint[] = CLEAN;
  script.commands.forEach((command, index) => {
    const read = union(
      input.get(index) ?? CLEAN,
      command.input === null ? CLEAN : taintsOfWord(command.input, walk),
    );
    assign(command, read, walk);
    validate(command, read, walk);
    findCode(command, read, walk);
    const output = outputOf(command, read, walk);
    findWrites(command, { output, walk, lines: lines.get(index) ?? linesOf(command) });
    if (command.feeds !== null) lines.set(command.feeds, linesOf(command));
    findPrompt(command, read, walk);
    if (command.feeds !== null)
      input.set(command.feeds, union(input.get(command.feeds) ?? CLEAN, output));
    else if (!command.redirects.some(({ operator }) => /^(?:&?>>?|>\|)$/.test(operator))) {
      printed = union(printed, output);
      if (walk.depth === 0 && output.length > 0)
        walk.printed.push({
          taints: output,
          at: { start: command.start, end: command.end },
          by: programOf(ownWords(command)[0]) ?? '',
        });
    }
  });
  return printed;
}

function taintsOfWord(word: Word, walk: Walk): readonly Taint[] {
  return union(...word.parts.map((part) => taintsOfPart(part, walk)));
}

function taintsOfPart(part: Part, walk: Walk): readonly Taint[] {
  switch (part.kind) {
    case 'text':
      return CLEAN;
    case 'hole':
      return walk.holes[part.hole] ?? CLEAN;
    case 'variable':
      return safeOperation(part.operation) ? CLEAN : (walk.vars.get(part.name) ?? CLEAN);
    case 'substitution':
      return walk.depth > 20 ? CLEAN : runCommands(part.script, { ...walk, depth: walk.depth + 1 });
  }
}

/** A length, a quoted form, all but listed characters removed, something else in its place. */
function safeOperation(operation: string): boolean {
  return (
    operation === '#' ||
    operation === '@Q' ||
    /^\/\/?\[\^/.test(operation) ||
    /^:?\+/.test(operation)
  );
}

function assign(command: Command, read: readonly Taint[], walk: Walk): void {
  const values = new Map<string, readonly Taint[]>();
  for (const { name, value } of command.assignments) {
    values.set(name, union(values.get(name) ?? CLEAN, taintsOfWord(value, walk)));
    const file = fileOf(value, walk);
    if (file !== null) walk.names.set(name, file);
  }
  for (const [name, value] of values) walk.vars.set(name, value);
  const program = programOf(command.words[0]);
  if (program === 'read' || program === 'mapfile' || program === 'readarray') {
    for (const word of command.words.slice(1)) {
      const name = textOf(word);
      if (name !== null && /^[A-Za-z_]\w*$/.test(name)) walk.vars.set(name, oneLine(read));
    }
  }
  if (program === 'printf' && textOf(command.words[1] ?? EMPTY) === '-v') {
    const name = textOf(command.words[2] ?? EMPTY);
    if (name !== null && name !== '')
      walk.vars.set(name, union(...command.words.slice(3).map((word) => taintsOfWord(word, walk))));
  }
}

const EMPTY: Word = { parts: [], start: 0, end: 0 };

/** A variable that was compared with a pattern for the whole value is what the pattern allows. */
function validate(command: Command, read: readonly Taint[], walk: Walk): void {
  const operator = command.words.findIndex((word) => textOf(word) === '=~');
  const pattern = command.words[operator + 1];
  const subject = command.words[operator - 1];
  if (operator < 1 || pattern === undefined || subject === undefined) return;
  if (!isNarrow(patternText(pattern)) || read.length > 0) return;
  for (const part of subject.parts) if (part.kind === 'variable') walk.vars.set(part.name, CLEAN);
}

function patternText(word: Word): string {
  return word.parts
    .map((part) => (part.kind === 'text' ? part.text : part.kind === 'variable' ? '' : '.'))
    .join('');
}

/** `^…$` without `.`, negated sets and blanks: nothing that a shell could take for more than a word. */
function isNarrow(pattern: string): boolean {
  const anchored = /^\^.*\$?$/.test(pattern);
  return anchored && !/(?<!\\)\.[*+{]|\[\^|\\S|\\W|\$\(|`/.test(pattern);
}

function findCode(command: Command, read: readonly Taint[], walk: Walk): void {
  const words = ownWords(command);
  const program = programOf(words[0]);
  if (program === 'eval') {
    report(walk, command, union(...words.slice(1).map((word) => codeOfWord(word, walk))), '`eval`');
    return;
  }
  const inline = inlineProgram(command.words);
  if (inline !== null) {
    const by = `\`${inline.program} -c\``;
    report(
      walk,
      command,
      codeOfWord(inline.script, walk),
      inline.program.startsWith('node') ? '`node -e`' : by,
    );
    if (isShell(inline.program)) runInner(inline.script, walk, command);
    return;
  }
  const reads = isInterpreter(program) && !words.slice(1).some((word) => isScriptFile(word));
  if (reads) report(walk, command, read, `\`${program ?? ''}\` that reads it`);
  if (program === 'ssh')
    report(
      walk,
      command,
      union(...words.slice(2).map((word) => codeOfWord(word, walk))),
      'the remote shell',
    );
  if (program !== null && /^[gmn]?awk$/.test(program))
    report(walk, command, codeOfWord(awkProgram(words), walk), '`awk`');
  const [first] = words;
  const [only] = first?.parts ?? [];
  if (first !== undefined && only?.kind === 'variable')
    report(walk, command, codeOfWord(first, walk), 'the shell, as the name of a command');
}

/** The program of `awk`: the first word that is no option and belongs to none. */
function awkProgram(words: readonly Word[]): Word {
  for (let at = 1; at < words.length; at += 1) {
    const word = words[at] ?? EMPTY;
    const text = textOf(word) ?? '';
    if (/^-f/.test(text)) return EMPTY;
    if (/^-[vF]$/.test(text)) at += 1;
    else if (!leadingText(word).startsWith('-')) return word;
  }
  return EMPTY;
}

function isScriptFile(word: Word): boolean {
  const text = textOf(word);
  return text === null || !/^-/.test(text) || text === '-m';
}

function report(walk: Walk, at: Range, taints: readonly Taint[], by: string): void {
  const free = taints.filter((taint) => taint.free);
  if (free.length > 0) walk.code.push({ taints: free, at: { start: at.start, end: at.end }, by });
}

/** Agents that are started from a shell. */
const AGENTS = /^(?:claude|codex|gemini|aider|opencode|goose|cursor-agent|llm|copilot|amp|droid)$/;

/** Whether a program is an agent that a shell starts. */
export function isAgentProgram(program: string): boolean {
  return AGENTS.test(program);
}

function findPrompt(command: Command, read: readonly Taint[], walk: Walk): void {
  const words = ownWords(command);
  const program = programOf(words[0]);
  if (program === null || !AGENTS.test(program)) return;
  const taints = union(read, ...words.slice(1).map((word) => taintsOfWord(word, walk))).filter(
    ({ free }) => free,
  );
  if (taints.length > 0)
    walk.prompts.push({
      taints,
      at: { start: command.start, end: command.end },
      by: `\`${program}\``,
    });
}

/** What a second reading sees of a word: not the holes, which are code before any shell sees them. */
function codeOfWord(word: Word, walk: Walk): readonly Taint[] {
  return union(
    ...word.parts.filter(({ kind }) => kind !== 'hole').map((part) => taintsOfPart(part, walk)),
  );
}

/** The text in single quotes that `sh -c` runs sees the same variables. */
function runInner(word: Word, walk: Walk, at: Range): void {
  const text = word.parts.map((part) => (part.kind === 'text' ? part.text : ' ')).join('');
  if (walk.depth > 4 || !text.includes('$')) return;
  const inner: Walk = { ...walk, depth: walk.depth + 5, code: [], writes: [], holes: [] };
  runCommands(walk.parse(text), inner);
  for (const use of inner.code) walk.code.push({ ...use, at: { start: at.start, end: at.end } });
}

/** What a command prints. */
function outputOf(command: Command, read: readonly Taint[], walk: Walk): readonly Taint[] {
  const words = ownWords(command);
  const program = programOf(words[0]);
  if (words.length === 0 && command.redirects.some(({ operator }) => operator === '<'))
    return walk.source(
      'cat',
      command.redirects.map(({ target }) => textOf(target) ?? 'file'),
    );
  if (program === null) return CLEAN;
  const texts = words.slice(1).map((word) => textOf(word) ?? '');
  const brought = walk.source(program, texts);
  if (!passesText(program)) return brought;
  if (cleans(program, texts)) return CLEAN;
  const given = /^(?:echo|printf|jq|basename|dirname|cat)$/.test(program)
    ? union(...words.slice(1).map((word) => taintsOfWord(word, walk)))
    : CLEAN;
  const all = union(read, given, brought);
  return shortens(program, texts) ? oneLine(all) : all;
}

/** The file with a meaning that a word names. */
function fileOf(word: Word, walk: Walk): string | null {
  const parts = word.parts.filter((part) => part.kind !== 'text' || part.text !== '');
  const [only] = parts;
  if (only === undefined) return null;
  if (parts.length > 1) return null;
  if (only.kind === 'variable') return walk.names.get(only.name) ?? null;
  if (only.kind === 'hole') return walk.holeFiles?.[only.hole] ?? null;
  return only.kind === 'text'
    ? (/^\/tekton\/results\/([\w.-]+)$/.exec(only.text)?.[1] ?? null)
    : null;
}

function findWrites(command: Command, printed: Omit<Writing, 'file'>): void {
  const targets = command.redirects
    .filter(({ operator }) => operator.includes('>') && !operator.endsWith('&'))
    .map(({ target }) => target);
  const tee = programOf(ownWords(command)[0]) === 'tee' ? ownWords(command).slice(1) : [];
  for (const target of [...targets, ...tee]) {
    const file = fileOf(target, printed.walk);
    if (file !== null) addWrites(command, { ...printed, file });
  }
}

interface Writing {
  readonly file: string;
  readonly output: readonly Taint[];
  readonly walk: Walk;
  /** What is written, line by line, as far as the words show it. */
  readonly lines: readonly Word[];
}

const NAMED = /^\s*([A-Za-z_][\w.-]*)(=|<<)/;

function addWrites(command: Command, { file, output, walk, lines }: Writing): void {
  for (const line of lines.length === 0 ? [null] : lines) {
    const taints =
      line === null
        ? output
        : union(taintsOfWord(line, walk), line.start === line.end ? output : CLEAN);
    const head = line === null ? null : NAMED.exec(leadingText(line));
    if (head?.[2] === '<<') openName(walk, file, head[1] ?? '', line);
    else if (head !== null) walk.open.delete(file);
    const open = walk.open.get(file);
    const name = head?.[1] ?? open?.name ?? null;
    if (taints.length === 0) continue;
    walk.writes.push({
      file,
      name,
      taints,
      at: { start: command.start, end: command.end },
      fence: open?.fence ?? 'none',
    });
  }
}

/** `name<<EOF` starts a value of several lines; what is made up at run time cannot be guessed. */
function openName(walk: Walk, file: string, name: string, line: Word | null): void {
  const made = line?.parts.some(
    (part, index) =>
      (part.kind === 'variable' || part.kind === 'substitution') &&
      leadingText({ ...(line ?? EMPTY), parts: line.parts.slice(0, index) }).endsWith('<<'),
  );
  walk.open.set(file, { name, fence: made === true ? 'random' : 'fixed' });
}

function leadingText(word: Word): string {
  let text = '';
  for (const part of word.parts) {
    if (part.kind !== 'text') break;
    text += part.text;
  }
  return text;
}

/** What a command writes, line by line, as far as its words or its here-document show it. */
function linesOf(command: Command): readonly Word[] {
  const program = programOf(ownWords(command)[0]);
  if (command.input !== null && (program === 'cat' || program === 'tee'))
    return splitLines(command.input);
  if (program !== 'echo' && program !== 'printf') return [];
  const words = ownWords(command)
    .slice(1)
    .filter((word) => !/^-[neE]+$/.test(textOf(word) ?? ''));
  if (program === 'printf' && words.length > 1)
    return [{ ...EMPTY, start: 0, end: 1, parts: words.flatMap(({ parts }) => parts) }];
  return splitLines({ start: 0, end: 1, parts: words.flatMap(({ parts }) => parts) });
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
