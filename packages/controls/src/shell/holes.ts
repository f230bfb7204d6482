import type { Command, Part, Quote, Script, Word } from './syntax.js';

/** Where a hole stands in a script. */
export interface HolePlace {
  readonly hole: number;
  readonly quote: Quote;
  /** `value`: what is assigned as a whole; `list`: among what an array or a loop takes. */
  readonly role: 'command' | 'argument' | 'value' | 'list' | 'redirect' | 'input';
  /** The command, and those around the substitutions that it stands in, innermost first. */
  readonly commands: readonly Command[];
}

/** Every hole that stands in a word of a command as it is written: none of those in arithmetic, patterns, defaults and backquotes. */
export function holesIn(text: string, script: Script): readonly HolePlace[] {
  return script.commands.flatMap((command) => inCommand(text, command, []));
}

type Around = readonly Command[];

function inCommand(text: string, command: Command, around: Around): readonly HolePlace[] {
  const commands = [command, ...around];
  const { assignments, words, redirects, input } = command;
  const of = (word: Word, role: HolePlace['role']): readonly HolePlace[] =>
    inWord(text, word, { role, commands });
  return [
    ...assignments.flatMap(({ value }) => of(value, isWhole(text, value) ? 'value' : 'list')),
    ...words.flatMap((word, index) => of(word, index === 0 ? 'command' : 'argument')),
    ...redirects.flatMap(({ target }) => of(target, 'redirect')),
    ...(input === null ? [] : of(input, 'input')),
  ];
}

/** Behind `=`, and no array. */
function isWhole(text: string, { start }: Word): boolean {
  return text[start - 1] === '=' && text[start] !== '(';
}

function inWord(
  text: string,
  word: Word,
  place: Pick<HolePlace, 'role' | 'commands'>,
): readonly HolePlace[] {
  let end = word.start;
  return word.parts.flatMap((part) => {
    const isNext = /^["']*$/.test(text.slice(end, part.start)) && end <= part.start;
    end = part.end;
    return isNext ? inPart(text, part, place) : [];
  });
}

function inPart(
  text: string,
  part: Part,
  place: Pick<HolePlace, 'role' | 'commands'>,
): readonly HolePlace[] {
  if (part.kind === 'hole') return [{ ...place, hole: part.hole, quote: part.quote }];
  if (part.kind !== 'substitution' || text[part.start] !== '$') return [];
  return part.script.commands.flatMap((command) => inCommand(text, command, place.commands));
}
