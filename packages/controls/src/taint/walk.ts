import type { Range } from '../expression/syntax.js';
import type { Part, Script, Word } from '../shell/syntax.js';
import type { KeptFiles } from './kept-files.js';
import { CLEAN, union, type Taint } from './taint.js';

/** What a script stands in. */
export interface ScriptContext {
  /** Who chooses what is filled in, by hole. */
  readonly holes: readonly (readonly Taint[])[];
  /** Files that have a meaning, by hole: `$(results.x.path)`. */
  readonly holeFiles?: readonly (string | null)[];
  /** Who chooses the variables of the environment. */
  readonly env: ReadonlyMap<string, readonly Taint[]>;
  /** What a file means by its own name; null if nothing. */
  readonly fileNamed?: (word: Word) => string | null;
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
  /** What chooses a folder or file that a command writes to. */
  readonly paths: readonly CodeUse[];
}

/** A walk through one script, and what it has found. */
export interface Walk extends ScriptContext {
  readonly vars: Map<string, readonly Taint[]>;
  readonly names: Map<string, string>;
  readonly code: CodeUse[];
  readonly writes: FileWrite[];
  readonly prompts: CodeUse[];
  readonly printed: CodeUse[];
  readonly paths: CodeUse[];
  readonly kept: KeptFiles;
  /** Variables whose next value is for the case that they are empty. */
  readonly defaulted: Set<string>;
  /** The name whose value of several lines is being written, by file. */
  readonly open: Map<string, { readonly name: string; readonly fence: FileWrite['fence'] }>;
  readonly depth: number;
  /** Follows the commands of a substitution; gives what they print. */
  readonly run: (script: Script, walk: Walk) => readonly Taint[];
}

/** A word of nothing. */
export const EMPTY: Word = { parts: [], start: 0, end: 0 };

/** Who chooses any part of a word. */
export function taintsOfWord(word: Word, walk: Walk): readonly Taint[] {
  return union(...word.parts.map((part) => taintsOfPart(part, walk)));
}

/** Who chooses a piece of a word. */
export function taintsOfPart(part: Part, walk: Walk): readonly Taint[] {
  switch (part.kind) {
    case 'text':
      return CLEAN;
    case 'hole':
      return walk.holes[part.hole] ?? CLEAN;
    case 'variable':
      return safeOperation(part.operation) ? CLEAN : (walk.vars.get(part.name) ?? CLEAN);
    case 'substitution':
      return walk.depth > 20 ? CLEAN : walk.run(part.script, { ...walk, depth: walk.depth + 1 });
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

/** The file with a meaning that a word names. */
export function fileOf(word: Word, walk: Walk): string | null {
  const parts = word.parts.filter((part) => part.kind !== 'text' || part.text !== '');
  const [only] = parts;
  if (only === undefined) return null;
  const named = walk.fileNamed?.(word) ?? null;
  if (named !== null) return named;
  if (parts.length > 1) return null;
  if (only.kind === 'variable') return walk.names.get(only.name) ?? null;
  if (only.kind === 'hole') return walk.holeFiles?.[only.hole] ?? null;
  return only.kind === 'text'
    ? (/^\/tekton\/results\/([\w.-]+)$/.exec(only.text)?.[1] ?? null)
    : null;
}

/** The text in front of the first expansion. */
export function leadingText(word: Word): string {
  let text = '';
  for (const part of word.parts) {
    if (part.kind !== 'text') break;
    text += part.text;
  }
  return text;
}
