import { textOf } from '../shell/parse.js';
import { isInterpreter, ownWords, programOf } from '../shell/programs.js';
import type { Command, Word } from '../shell/syntax.js';
import { CLEAN, union, type Taint } from './taint.js';
import type { Walk } from './walk.js';

/** The files of a script itself that hold text of others, by the name that the script gives them. */
export type KeptFiles = Map<string, readonly Taint[]>;

/** Notes what a command leaves in files. */
export function keep(command: Command, output: readonly Taint[], { kept }: Walk): void {
  const words = ownWords(command);
  const targets = command.redirects.filter(({ operator }) => /^(?:&?>>?|>\|)$/.test(operator));
  for (const { operator, target } of targets) note(target, operator.endsWith('>>'), output, kept);
  if (programOf(words[0]) !== 'tee') return;
  const adds = words.some((word) => textOf(word) === '-a');
  for (const word of words.slice(1)) note(word, adds, output, kept);
}

function note(word: Word, adds: boolean, output: readonly Taint[], kept: KeptFiles): void {
  const name = nameOf(word);
  if (name === null || name.startsWith('/dev/')) return;
  kept.set(name, adds ? union(kept.get(name) ?? CLEAN, output) : output);
}

/** What a command reads of these files, as arguments or as its input. */
export function readBack(command: Command, { kept }: Walk): readonly Taint[] {
  if (kept.size === 0) return CLEAN;
  const inputs = command.redirects.filter(({ operator }) => operator === '<');
  const words = [...ownWords(command).slice(1), ...inputs.map(({ target }) => target)];
  return union(...words.map((word) => of(word, kept)));
}

/** The file that a command runs, if it is one of these: `sh f`, `. f`, `./f`. */
export function runBack(words: readonly Word[], { kept }: Walk): readonly Taint[] {
  const [first] = words;
  if (kept.size === 0 || first === undefined) return CLEAN;
  const program = programOf(first);
  const reads = isInterpreter(program) || program === 'source' || program === '.';
  const script = reads ? words.slice(1).find((word) => !/^-/.test(textOf(word) ?? '')) : first;
  return script === undefined ? CLEAN : of(script, kept);
}

function of(word: Word, kept: KeptFiles): readonly Taint[] {
  const name = nameOf(word);
  return name === null ? CLEAN : (kept.get(name) ?? CLEAN);
}

/** A name as it is written, variables by their names. */
function nameOf({ parts }: Word): string | null {
  const texts = parts.map((part) =>
    part.kind === 'text' ? part.text : part.kind === 'variable' ? `\${${part.name}}` : null,
  );
  return texts.includes(null) ? null : texts.join('').replace(/^\.\//, '');
}
