import type { Source } from '@plumbline/core';

/** Read from the text of the definition, in which a line end may be written `\\n`: where a script takes the lines of a file as variables: `. f`, `source f`, `export $(cat f)`, `--env-file f`. */
const SOURCES =
  /(?:(?:^|[\n;&|({"']|\\n)[ \t]*(?:\.|source)[ \t]+|export[ \t]+\$\((?:cat[ \t]+|<[ \t]*|(?:grep|sed)\b[^\n)]*[ \t])|--env-file[= \t]+|xargs[^\n]*<[ \t]*)["']?((?:\$\([^()]*\)|\$(?!\()|[^\s"';|&)$\\])+)/g;

const known = new WeakMap<Source, ReadonlySet<string>>();

/** The names, without their folder, of the files that scripts of a definition take variables from. */
export function sourcedFiles(source: Source): ReadonlySet<string> {
  const found = known.get(source) ?? namesIn(source.text);
  known.set(source, found);
  return found;
}

function namesIn(text: string): ReadonlySet<string> {
  return new Set([...text.matchAll(SOURCES)].map(([, file = '']) => nameOf(file)));
}

/** The name of a file without its folder. */
export function nameOf(file: string): string {
  return file.replace(/^.*\//, '');
}
