import type { ScalarNode, Source } from '@plumbline/core';
import { MODEL } from '../github/actions.js';
import { printsAuthors } from '../git-output.js';
import { isAgentProgram } from '../rereads.js';
import { CLEAN, type Taint } from '../taint.js';
import { placeAt } from './values.js';

/** What a model says: whoever steers it chooses that. */
function answer(source: Source, node: ScalarNode, program: string): Taint {
  const start = Math.max(node.text.indexOf(program), 0);
  const at = placeAt(source, node, { start, end: start + program.length });
  return {
    grade: 'author',
    name: `the answer of ${program}`,
    who: MODEL,
    free: true,
    lines: true,
    revision: false,
    crossed: false,
    trail: [{ ...at, message: `whoever steers the model chooses the answer of \`${program}\`` }],
  };
}

/** A command of a script. */
interface Called {
  readonly program: string;
  readonly words: readonly string[];
}

/** What a command prints that somebody outside wrote: answers of models, messages and authors of commits. */
export function broughtIn(
  source: Source,
  node: ScalarNode,
  { program, words }: Called,
): readonly Taint[] {
  if (isAgentProgram(program)) return [answer(source, node, program)];
  const written = program === 'git' ? printsAuthors(words) : null;
  if (written === null) return CLEAN;
  const start = Math.max(node.text.indexOf(`git ${words[0] ?? ''}`), 0);
  const at = placeAt(source, node, { start, end: start + program.length });
  const name = `git ${words[0] ?? ''}`;
  return [
    {
      grade: 'committer',
      name,
      who: 'The author of a commit',
      free: true,
      lines: written.lines,
      revision: false,
      crossed: false,
      trail: [{ ...at, message: `the author of a commit chooses what \`${name}\` prints` }],
    },
  ];
}
