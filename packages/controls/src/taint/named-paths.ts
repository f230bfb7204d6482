import { ownWords, programOf } from '../shell/programs.js';
import type { Command, Word } from '../shell/syntax.js';
import { union, type Taint } from './taint.js';
import { taintsOfPart, type Walk } from './walk.js';

/** Programs that write, move or remove what their arguments name. */
const PROGRAMS =
  /^(?:rm|cp|mv|mkdir|ln|rsync|scp|tar|unzip|install|touch|tee|cd|pushd|aws|gsutil|gcloud|az|azcopy|rclone|mc|s3cmd|b2|lftp|find|chmod|chown)$/;

/** Notes folders and files that a command writes to by a name from outside: `rm -rf "/srv/$BRANCH"`. */
export function findPaths(command: Command, walk: Walk): void {
  const words = ownWords(command);
  const program = programOf(words[0]) ?? '';
  const targets = command.redirects
    .filter(({ operator }) => operator.includes('>') && !operator.endsWith('&'))
    .map(({ target }) => target);
  const named = PROGRAMS.test(program) ? words.slice(1) : [];
  const taints = union(...[...named, ...targets].map((word) => chosenIn(word, walk)));
  if (taints.length === 0) return;
  const by = `a path of \`${PROGRAMS.test(program) ? program : '>'}\``;
  walk.paths.push({ taints, at: { start: command.start, end: command.end }, by });
}

/** Who chooses a part of a path: what stands behind or in front of a slash. */
function chosenIn({ parts }: Word, walk: Walk): readonly Taint[] {
  return union(
    ...parts.map((part, index) => {
      if (part.kind === 'text') return [];
      const [before, after] = [parts[index - 1], parts[index + 1]];
      const isPart =
        (before?.kind === 'text' && /\/[\w.-]*$/.test(before.text)) ||
        (after?.kind === 'text' && after.text.startsWith('/') && index > 0);
      return isPart ? taintsOfPart(part, walk).filter(({ free }) => free) : [];
    }),
  );
}
