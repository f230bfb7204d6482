import { rememberedOf } from '@plumbline/core';
import type { Range } from '../expression/syntax.js';
import { parseShell, textOf } from '../shell/parse.js';
import { inlineProgram, isShell, ownWords, programOf } from '../shell/programs.js';
import type { Command, Script, Word } from '../shell/syntax.js';

/** A program with its arguments. */
export interface Invocation {
  readonly program: string;
  readonly args: readonly string[];
}

/** A command that a script runs, with its neighbours. */
export interface Run extends Range {
  readonly command: Command;
  readonly invoked: Invocation | null;
  /** The commands of its pipeline and list. */
  readonly script: readonly Command[];
  readonly index: number;
  /** Which substitution or inline script it stands in. */
  readonly path: string;
}

/** Every command of a script in order: what a substitution runs stands in front of its command. */
export function flatten(script: Script, within: Range, path = ''): readonly Run[] {
  return script.commands.flatMap((command, index) => {
    const here = `${path}/${index}`;
    const own: Run = {
      ...rangeIn(command, within),
      command,
      invoked: invocation(command),
      script: script.commands,
      index,
      path: here,
    };
    return [
      ...wordsOf(command).flatMap((word) =>
        substitutions(word).flatMap((inner) => flatten(inner, within, `${here}$`)),
      ),
      ...inlined(command, own),
      own,
    ];
  });
}

/** The commands of `sh -c '…'`, at the place of the whole. */
function inlined(command: Command, own: Run): readonly Run[] {
  const inline = inlineProgram(command.words);
  if (inline === null || !isShell(inline.program)) return [];
  const text = textOf(inline.script);
  if (text === null) return [];
  return flatten(parseShell(text), { start: 0, end: 0 }, `${own.path}!`).map((run) => ({
    ...run,
    start: own.start,
    end: own.end,
  }));
}

function rangeIn(command: Command, within: Range): Range {
  const inside = command.start >= within.start && command.end <= within.end;
  return inside ? { start: command.start, end: command.end } : within;
}

function wordsOf(command: Command): readonly Word[] {
  return [
    ...command.assignments.map(({ value }) => value),
    ...command.words,
    ...command.redirects.map(({ target }) => target),
    ...(command.input === null ? [] : [command.input]),
  ];
}

/** The scripts whose output becomes part of a word. */
export function substitutions(word: Word): readonly Script[] {
  return word.parts.flatMap((part) => (part.kind === 'substitution' ? [part.script] : []));
}

/** What a word says, variables as `$name`: good for comparing names of files. */
export function written(word: Word): string {
  return word.parts
    .map((part) => {
      if (part.kind === 'text') return part.text;
      return part.kind === 'variable'
        ? `$${part.name}`
        : part.kind === 'hole'
          ? `$#${part.hole}`
          : '$()';
    })
    .join('');
}

/** The program of a command, without `sudo`, `env` and their like, with its arguments. */
export const invocation = rememberedOf((command: Command): Invocation | null => {
  const [first, ...rest] = ownWords(command);
  const program = programOf(first);
  return program === null ? null : { program, args: rest.map(written) };
});
