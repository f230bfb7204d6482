import type { Command, Part, Quote, Script, Word } from './syntax.js';

/** Where a hole stands in a script. */
export interface HolePlace {
  readonly hole: number;
  readonly quote: Quote;
  /** `value`: what is assigned as a whole; `list`: among what an array or a loop takes. */
  readonly role: 'command' | 'argument' | 'value' | 'list' | 'redirect' | 'input';
  /** The command, and those around the substitutions that it stands in, innermost first. */
  readonly commands: readonly Command[];
  /** The commands that read what those print, through pipes; null: too many to follow. */
  readonly readers: readonly Command[] | null;
}

/** Nobody writes longer pipes by hand. */
const LONGEST_PIPE = 30;

/** Every hole that stands in a word of a command as it is written: none of those in arithmetic, patterns, defaults and backquotes. */
export function holesIn(text: string, script: Script): readonly HolePlace[] {
  return inScript(text, script, { commands: [], readers: [] });
}

type Around = Pick<HolePlace, 'commands' | 'readers'>;

function inScript(text: string, script: Script, around: Around): readonly HolePlace[] {
  return script.commands.flatMap((command) =>
    inCommand(text, command, {
      commands: [command, ...around.commands],
      readers: joined(readersOf(script, command), around.readers),
    }),
  );
}

function readersOf({ commands }: Script, { feeds }: Command): HolePlace['readers'] {
  const readers: Command[] = [];
  let next = commands[feeds ?? commands.length];
  while (next !== undefined && readers.length < LONGEST_PIPE) {
    readers.push(next);
    next = commands[next.feeds ?? commands.length];
  }
  return next === undefined ? readers : null;
}

function joined(own: HolePlace['readers'], outer: HolePlace['readers']): HolePlace['readers'] {
  return own === null || outer === null ? null : [...own, ...outer];
}

function inCommand(text: string, command: Command, around: Around): readonly HolePlace[] {
  const { assignments, words, redirects, input } = command;
  const of = (word: Word, role: HolePlace['role']): readonly HolePlace[] =>
    inWord(text, word, { role, ...around });
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
  place: Omit<HolePlace, 'hole' | 'quote'>,
): readonly HolePlace[] {
  return word.parts.flatMap((part, index) =>
    isApart(text, part, word.parts[index - 1] ?? { end: word.start })
      ? inPart(text, part, place)
      : [],
  );
}

/** Whether nothing but quotes stands between two parts, and the first is no variable whose name would go on. */
function isApart(text: string, part: Part, last: Part | { readonly end: number }): boolean {
  const between = text.slice(last.end, part.start);
  if (last.end > part.start || !/^["']*$/.test(between)) return false;
  const isOpen = 'kind' in last && last.kind === 'variable' && text[last.end - 1] !== '}';
  return !isOpen || between !== '';
}

function inPart(
  text: string,
  part: Part,
  place: Omit<HolePlace, 'hole' | 'quote'>,
): readonly HolePlace[] {
  if (part.kind === 'hole') return [{ ...place, hole: part.hole, quote: part.quote }];
  if (part.kind !== 'substitution' || text[part.start] !== '$') return [];
  return inScript(text, part.script, place);
}
