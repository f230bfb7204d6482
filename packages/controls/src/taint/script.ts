import { textOf } from '../shell/parse.js';
import { ownWords, programOf } from '../shell/programs.js';
import type { Command, Script, Word } from '../shell/syntax.js';
import { withoutAnswers } from './answers.js';
import { comparedIn } from './compared.js';
import { afterDefault, findDefaults } from './defaults.js';
import { cleans, passesText, readsOwnFields, readsPlainFields, shortens } from './filters.js';
import { findCode, findPrompt } from './rereads.js';
import { keep, readBack } from './kept-files.js';
import { findPaths } from './named-paths.js';
import { CLEAN, oneLine, union, type Taint } from './taint.js';
import { fileOf, taintsOfWord, type ScriptContext, type ScriptFacts, type Walk } from './walk.js';
import { findWrites, linesOf } from './writes.js';

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
    paths: [],
    kept: new Map(),
    defaulted: new Set(),
    open: new Map(),
    depth: 0,
    run: runCommands,
  };
  runCommands(script, walk);
  const { code, writes, prompts, printed, paths } = walk;
  return { code, writes, prompts, printed, paths };
}

/** Follows the commands; gives what they print. */
function runCommands(script: Script, walk: Walk): readonly Taint[] {
  const input = new Map<number, readonly Taint[]>();
  const lines = new Map<number, readonly Word[]>();
  let printed: readonly Taint[] = CLEAN;
  script.commands.forEach((command, index) => {
    const given = command.input === null ? CLEAN : taintsOfWord(command.input, walk);
    const read = union(input.get(index) ?? CLEAN, given);
    assign(command, read, walk);
    for (const name of comparedIn(command, script))
      if (read.length === 0) walk.vars.set(name, CLEAN);
    findDefaults(command, walk);
    findCode(command, read, walk);
    findPrompt(command, read, walk);
    findPaths(command, walk);
    const output = outputOf(command, read, walk);
    keep(command, output, walk);
    findWrites(command, { output, walk, fed: lines.get(index) ?? null });
    if (command.feeds !== null) {
      lines.set(command.feeds, linesOf(command));
      input.set(command.feeds, union(input.get(command.feeds) ?? CLEAN, output));
    } else if (!isRedirected(command)) {
      printed = union(printed, output);
      if (walk.depth === 0) print(command, output, walk);
    }
  });
  return printed;
}

function isRedirected({ redirects }: Command): boolean {
  return redirects.some(({ operator }) => /^(?:&?>>?|>\|)$/.test(operator));
}

function print(command: Command, taints: readonly Taint[], walk: Walk): void {
  if (taints.length === 0) return;
  const by = programOf(ownWords(command)[0]) ?? '';
  walk.printed.push({ taints, at: { start: command.start, end: command.end }, by });
}

function assign(command: Command, read: readonly Taint[], walk: Walk): void {
  const values = new Map<string, readonly Taint[]>();
  for (const { name, value } of command.assignments) {
    values.set(name, union(values.get(name) ?? CLEAN, taintsOfWord(value, walk)));
    const file = fileOf(value, walk);
    if (file !== null) walk.names.set(name, file);
  }
  for (const [name, value] of values) walk.vars.set(name, afterDefault(name, value, walk));
  for (const [name, value] of filledBy(command, read, walk)) walk.vars.set(name, value);
}

/** The variables that `read` and `printf -v` fill. */
function filledBy(
  { words }: Command,
  read: readonly Taint[],
  walk: Walk,
): readonly (readonly [string, readonly Taint[]])[] {
  const program = programOf(words[0]) ?? '';
  const texts = words.slice(1).map((word) => textOf(word) ?? '');
  if (/^(?:read|mapfile|readarray)$/.test(program))
    return texts
      .filter((text) => /^[A-Za-z_]\w*$/.test(text))
      .map((name) => [name, oneLine(read)] as const);
  if (program !== 'printf' || texts[0] !== '-v') return [];
  return [
    [texts[1] ?? '', union(...words.slice(3).map((word) => taintsOfWord(word, walk)))] as const,
  ];
}

/** `"$RUNNER_TEMP/x"`: a file below a folder that a variable names. */
function isPath({ parts }: Word): boolean {
  const [first, second] = parts.filter((part) => part.kind !== 'text' || part.text !== '');
  return first?.kind === 'variable' && second?.kind === 'text' && second.text.startsWith('/');
}

/** Programs that ask others: what is left of an address tells whom. */
const ASKS = /^(?:gh|curl|wget)$/;

function leftOf({ parts }: Word): string {
  return parts.map((part) => (part.kind === 'text' ? part.text : '')).join('');
}

/** What a command prints. */
function outputOf(command: Command, read: readonly Taint[], walk: Walk): readonly Taint[] {
  const words = ownWords(command);
  const program = programOf(words[0]);
  if (words.length === 0 && command.redirects.some(({ operator }) => operator === '<'))
    return walk
      .source(
        'cat',
        command.redirects.map(({ target }) => textOf(target) ?? 'file'),
      )
      .concat(readBack(command, walk));
  if (program === null) return CLEAN;
  const texts = words.slice(1).map((word) => textOf(word) ?? '');
  const brought = walk.source(
    program,
    words
      .slice(1)
      .map(
        (word) => textOf(word) ?? (ASKS.test(program) ? leftOf(word) : isPath(word) ? 'file' : ''),
      ),
  );
  if (!passesText(program)) return brought;
  if (cleans(program, texts)) return CLEAN;
  const given = /^(?:echo|printf|jq|basename|dirname|cat)$/.test(program)
    ? union(...words.slice(1).map((word) => taintsOfWord(word, walk)))
    : CLEAN;
  const found = union(read, given, brought, readBack(command, walk));
  const kept = readsOwnFields(program, texts) ? withoutAnswers(found, 'own') : found;
  const all = readsPlainFields(program, texts) ? withoutAnswers(kept) : kept;
  return shortens(program, texts) ? oneLine(all) : all;
}
