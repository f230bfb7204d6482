import { shared, type Subject } from '../../subject.js';
import { shellText } from '../../tekton/command-line.js';
import { containersOf } from '../../tekton/specs.js';

/** Where a script takes the lines of a file as variables: `. f`, `source f`, `export $(cat f)`, `--env-file f`. */
const SOURCES =
  /(?:(?:^|[\n;&|({"']|\\n)[ \t]*(?:\.|source)[ \t]+|export[ \t]+\$\((?:cat[ \t]+|<[ \t]*|(?:grep|sed)\b[^\n)]*[ \t])|--env-file[= \t]+|xargs[^\n]*<[ \t]*)["']?((?:\$\([^()]*\)|\$(?!\()|[^\s"';|&)$\\])+)/g;

/** The names, without their folder, of the files that scripts of a target take variables from. */
export const sourcedFiles = shared(
  (subject: Subject): ReadonlySet<string> =>
    new Set(
      containersOf(subject).flatMap(({ step }) =>
        [...(shellText(step)?.value ?? '').matchAll(SOURCES)].map(([, file = '']) => nameOf(file)),
      ),
    ),
);

/** The name of a file without its folder. */
export function nameOf(file: string): string {
  return file.replace(/^.*\//, '');
}
