import { resolvePath } from './files.js';
import { addFile, type Walk, type Written } from './walk.js';

const INTERPRETERS = new Set(
  'bash sh dash zsh ksh pwsh powershell python python3 node ruby perl php bun source .'.split(' '),
);
/** Words that may stand before a command. */
const PREFIXES = new Set(['then', 'do', 'else', 'sudo', 'exec', 'time', '!', '{']);
const LONGEST_PATH = 1024;

/**
 * Adds the scripts of the target that a `run` calls by a literal path; one level, no shell is interpreted.
 * A path that the target does not hold is left out: the script may be made by the run.
 */
export function addScripts(walk: Walk, from: string, script: Written, folder: string): void {
  for (const command of script.value.split(/[\n;&|()]/)) {
    const called = calledBy(command);
    const path = called === null ? null : resolvePath(folder, called);
    if (path === null || path === '') continue;
    const state = walk.index.stateOf(path);
    if (state === 'missing' || state === 'folder') continue;
    addFile(walk, from, path, { kind: 'file', site: script.site });
  }
}

/** A path of its own, or the file that an interpreter is given. Linear: scripts are hostile input. */
function calledBy(command: string): string | null {
  const words = command.trim().split(/\s+/);
  const start = words.findIndex((word) => !PREFIXES.has(word));
  const first = plain(words[start]);
  if (!INTERPRETERS.has(first)) return first.includes('/') ? literal(first) : null;
  return literal(plain(words.slice(start + 1).find((word) => !word.startsWith('-'))));
}

function plain(word: string | undefined): string {
  return (word ?? '').replace(/["']/g, '');
}

function literal(word: string): string | null {
  return word.length <= LONGEST_PATH && /^[\w./-]+$/.test(word) ? word : null;
}
