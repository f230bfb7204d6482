import { addFile, type Walk, type Written } from './walk.js';
import { resolvePath } from './files.js';

const INTERPRETERS =
  'bash|sh|dash|zsh|ksh|pwsh|powershell|python3?|node|ruby|perl|php|deno run|bun|source|\\.';
/** A command at the start of a line or behind `;`, `&`, `|`, `(`: an interpreter with a file, or a path of its own. */
const COMMAND = new RegExp(
  `(?:^|[;&|(]|\\bthen\\b|\\bdo\\b)\\s*(?:sudo\\s+)?(?:(?:${INTERPRETERS})\\s+(?:-[\\w=-]+\\s+)*["']?([\\w./-]+)|["']?((?:\\.{1,2}/)?[\\w.-]+/[\\w./-]+|\\./[\\w.-]+))`,
  'gm',
);

/**
 * Adds the scripts of the target that a `run` calls by a literal path; one level, no shell is interpreted.
 * A path that the target does not hold is left out: the script may be made by the run.
 */
export function addScripts(walk: Walk, from: string, script: Written, folder: string): void {
  for (const match of script.value.matchAll(COMMAND)) {
    const path = resolvePath(folder, match[1] ?? match[2] ?? '');
    if (path === null || path === '') continue;
    const state = walk.index.stateOf(path);
    if (state === 'missing' || state === 'folder') continue;
    addFile(walk, from, path, { kind: 'file', site: script.site });
  }
}
