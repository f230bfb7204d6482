import type { Range } from '../expression/syntax.js';
import { textOf } from '../shell/parse.js';
import {
  inlineProgram,
  isInterpreter,
  isShell,
  ownWords,
  programOf,
  type Inline,
} from '../shell/programs.js';
import type { Command, Word } from '../shell/syntax.js';
import { runBack } from './kept-files.js';
import { union, type Taint } from './taint.js';
import { EMPTY, leadingText, taintsOfPart, taintsOfWord, type CodeUse, type Walk } from './walk.js';

/** Notes what a command makes code of. */
export function findCode(command: Command, read: readonly Taint[], walk: Walk): void {
  const words = ownWords(command);
  const inline = inlineProgram(command.words);
  if (programOf(words[0]) !== 'eval' && inline !== null) return findInline(command, inline, walk);
  for (const { taints, by } of rereadsOf(words, read, walk)) report(walk, command, taints, by);
}

function findInline(command: Command, { program, script }: Inline, walk: Walk): void {
  const option = program.startsWith('node') ? '-e' : '-c';
  report(walk, command, codeOfWord(script, walk), `\`${program} ${option}\``);
  if (isShell(program)) runInner(script, walk, command);
}

type Reread = Pick<CodeUse, 'taints' | 'by'>;

function rereadsOf(words: readonly Word[], read: readonly Taint[], walk: Walk): readonly Reread[] {
  const program = programOf(words[0]) ?? '';
  const kept = runBack(words, walk);
  if (kept.length > 0) return [{ taints: kept, by: 'a file that this script writes and runs' }];
  const codeFrom = (from: number): readonly Taint[] =>
    union(...words.slice(from).map((word) => codeOfWord(word, walk)));
  if (program === 'eval') return [{ taints: codeFrom(1), by: '`eval`' }];
  if (program === 'ssh') return [{ taints: codeFrom(2), by: 'the remote shell' }];
  if (/^[gmn]?awk$/.test(program))
    return [{ taints: codeOfWord(awkProgram(words), walk), by: '`awk`' }];
  if (isInterpreter(program) && !words.slice(1).some(isScriptFile))
    return [{ taints: read, by: `\`${program}\` that reads it` }];
  const [first] = words;
  return first?.parts[0]?.kind === 'variable'
    ? [{ taints: codeOfWord(first, walk), by: 'the shell, as the name of a command' }]
    : [];
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

/** Notes what an agent is told. */
export function findPrompt(command: Command, read: readonly Taint[], walk: Walk): void {
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
  walk.run(walk.parse(text), inner);
  for (const use of inner.code) walk.code.push({ ...use, at: { start: at.start, end: at.end } });
}
