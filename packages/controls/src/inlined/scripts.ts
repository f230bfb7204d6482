import { LONGEST, type Pieces } from './fill.js';

/** The text of a file of the repository; null where there is none that may be read. */
export type ReadText = (path: string) => string | null;

/** `bash -c '…'` on lines of its own. */
const INLINE =
  /^([ \t]*(?:sudo\s+(?:-\w+\s+)*)?(?:ba|da|z)?sh[ \t]+-[a-z]*c[ \t]+')([^']*)('[ \t]*)$/gm;
const CALL =
  /^[ \t]*(?:exec[ \t]+|sudo[ \t]+(?:-\w+[ \t]+)*)?(?:(?:(?:ba|da|z)?sh|source|\.)[ \t]+(?:-\w+[ \t]+)*|(?=\.\/|["']?\$))["']?((?:\$\{?GITHUB_WORKSPACE\}?\/|\$\{\{ *github\.workspace *\}\}\/|\.\/)?[\w.@-][\w./@-]*)["']?(?=[ \t]|$)[^\n]*$/gm;

/** Scripts that call scripts that call scripts. */
const DEEPEST = 3;

/**
 * A shell script as one: a text for another shell stands in its place, and the scripts of the repository that it calls
 * stand at its end.
 */
export function inlineScripts(text: string, folder: string, read: ReadText): Pieces | null {
  const open = withInner(text);
  const called = calledScripts(open, { folder, read, left: LONGEST, seen: new Set() }, DEEPEST);
  if (open === text && called === '') return null;
  const whole = { start: 0, end: text.length };
  return [
    { text: open, ...whole, from: whole, given: null },
    {
      text: called,
      start: open.length,
      end: open.length + called.length,
      from: whole,
      given: null,
    },
  ];
}

/** As long as the text, so that its places stay the same. */
function withInner(text: string): string {
  if (text.length > LONGEST || !text.includes('sh')) return text;
  return text.replace(
    INLINE,
    (_, before: string, body: string, after: string) => blank(before) + body + blank(after),
  );
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, ' ');
}

interface Calls {
  readonly folder: string;
  readonly read: ReadText;
  /** How many characters more may be brought in. */
  left: number;
  /** Each script is brought in once. */
  readonly seen: Set<string>;
}

function calledScripts(text: string, calls: Calls, depth: number): string {
  if (depth === 0 || text.length > LONGEST || !/sh\b|source\b|\.[ /]/.test(text)) return '';
  return [...text.matchAll(CALL)].map(([, path = '']) => calledScript(path, calls, depth)).join('');
}

function calledScript(path: string, calls: Calls, depth: number): string {
  const rooted = path.startsWith('$');
  const name = path.replace(/^\$[^/]*\/|^\.\//, '');
  const full = rooted || calls.folder === '' ? name : `${calls.folder}/${name}`;
  if (full.split('/').includes('..') || calls.seen.has(full)) return '';
  calls.seen.add(full);
  const text = calls.read(full);
  if (text === null || !isShell(full, text) || text.length > calls.left) return '';
  calls.left -= text.length;
  const script = withInner(text.replace(/^#![^\n]*/, '').trim());
  return `\n${script}${calledScripts(script, calls, depth - 1)}`;
}

function isShell(path: string, text: string): boolean {
  return /\.(?:ba)?sh$/.test(path) || /^#!.*\b(?:ba|da|z)?sh\b/.test(text);
}
