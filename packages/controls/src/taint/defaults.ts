import { textOf } from '../shell/parse.js';
import { ownWords } from '../shell/programs.js';
import type { Command } from '../shell/syntax.js';
import { CLEAN, union, type Taint } from './taint.js';
import type { Walk } from './walk.js';

/** Texts that a script takes for no value at all. */
const NOTHING = /^(?:|null|undefined|none)$/;

/** Notes the variables that a command asks for being empty: `[ -z "$x" ]`, `[ "$x" = null ]`. */
export function findDefaults(command: Command, { defaulted }: Walk): void {
  const words = ownWords(command);
  if (!/^(?:\[\[?|test)$/.test(textOf(words[0] ?? command.words[0] ?? EMPTY) ?? '')) return;
  words.forEach((word, at) => {
    const text = textOf(word);
    const [before, after] = [words[at - 1], words[at + 1]];
    const asked = text === '-z' ? after : isEqual(text, after) ? before : undefined;
    for (const part of asked?.parts ?? []) if (part.kind === 'variable') defaulted.add(part.name);
  });
}

const EMPTY = { parts: [], start: 0, end: 0 };

function isEqual(operator: string | null, against: Command['words'][number] | undefined): boolean {
  const text = against === undefined ? null : textOf(against);
  return /^==?$/.test(operator ?? '') && text !== null && NOTHING.test(text);
}

/** What a variable holds after it was set: one that was set because it was empty may hold what it held before. */
export function afterDefault(
  name: string,
  set: readonly Taint[],
  { vars, defaulted }: Walk,
): readonly Taint[] {
  return defaulted.delete(name) ? union(vars.get(name) ?? CLEAN, set) : set;
}
