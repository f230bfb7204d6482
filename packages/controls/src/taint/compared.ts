import { rememberedOf } from '@plumbline/core';
import { textOf } from '../shell/parse.js';
import type { Command, Script, Word } from '../shell/syntax.js';

/** The variables of which, behind a command, no more is left than a pattern for the whole value allows. */
export function comparedIn(command: Command, script: Script): readonly string[] {
  return command.clauses === undefined ? matched(command, script) : sorted(command, script);
}

/** `[[ $x =~ ^[0-9]+$ ]]`; behind `||` nobody may have compared. */
function matched({ words }: Command, script: Script): readonly string[] {
  const texts = words.map((word) => textOf(word));
  if (texts.includes('||')) return [];
  return texts.flatMap((operator, at) => {
    const [subject, pattern] = [words[at - 1], words[at + 1]];
    if (operator !== '=~' || subject === undefined || pattern === undefined) return [];
    return isNarrow(patternText(pattern, script)) ? namesIn(subject) : [];
  });
}

function namesIn({ parts }: Word): readonly string[] {
  return parts.flatMap((part) => (part.kind === 'variable' ? part.name : []));
}

function patternText(word: Word, script: Script): string {
  return word.parts
    .map((part) =>
      part.kind === 'text' ? part.text : part.kind === 'variable' ? fixed(part.name, script) : '.',
    )
    .join('');
}

/** The text of a variable that a script sets once; of others nobody knows what they let through. */
function fixed(name: string, script: Script): string {
  const [value, second] = assignedIn(script).get(name) ?? [];
  const text = value === undefined || second !== undefined ? null : textOf(value.value);
  return text ?? '.*';
}

const assignedIn = rememberedOf(({ commands }: Script) =>
  Map.groupBy(
    commands.flatMap(({ assignments }) => assignments),
    ({ name }) => name,
  ),
);

/** `^…$` without `.`, negated sets and blanks: nothing that a shell could take for more than a word. */
function isNarrow(pattern: string): boolean {
  const anchored = /^\^.*(?<!\\)\$$/s.test(pattern);
  return anchored && !/(?<!\\)\.\)?[*+{]|\[\^|:(?:print|graph|punct):|\\S|\\W|\$\(|`/.test(pattern);
}

/** A `case` that goes no further with a character outside of a set, or with anything but the words that it lists. */
function sorted({ clauses = [], words }: Command, { commands }: Script): readonly string[] {
  const ends = clauses.map(({ from, to }) =>
    commands.slice(from, to).some((inside) => leaves(inside)),
  );
  const isRefused = clauses.some(({ patterns }, at) => ends[at] === true && REFUSES.test(patterns));
  const others = clauses.filter((_clause, at) => ends[at] !== true);
  const isListed =
    clauses.some(({ patterns }, at) => ends[at] === true && patterns.trim() === '*') &&
    others.every(({ patterns }) => LISTED.test(patterns));
  return isRefused || isListed ? words.slice(1).flatMap((word) => namesIn(word)) : [];
}

/** `*[!0-9]*` with a set of plain characters, `''` beside it. */
const REFUSES =
  /(?:^|\|)\s*\*\[[!^](?:[\w.:@/+-]|\[:(?:alnum|alpha|digit|xdigit):\])+\]\*\s*(?:\||$)/;
/** Words without anything that stands for others. */
const LISTED = /^[\w\s|"'./:@+-]+$/;

function leaves({ words }: Command): boolean {
  const [first] = words;
  return /^(?:exit|return|continue|die|fail|abort)$/.test(
    first === undefined ? '' : (textOf(first) ?? ''),
  );
}
