import { LONGEST, type Pieces } from './fill.js';
import { RUNNERS, START, type Runner } from './targets.js';

/** The text of a file of the repository; null where there is none that may be read. */
export type ReadText = (path: string) => string | null;

/** `bash -c '…'` on lines of its own. */
const INLINE =
  /^([ \t]*(?:sudo\s+(?:-\w+\s+)*)?(?:ba|da|z)?sh[ \t]+-[a-z]*c[ \t]+')([^']*)('[ \t]*)$/gm;
const ROOT =
  '\\$\\{?GITHUB_WORKSPACE\\}?\\/|\\$\\{\\{ *github\\.workspace *\\}\\}\\/|\\$\\(workspaces\\.[\\w-]+\\.path\\)\\/|\\/';
/** By a shell, or by a path. */
const CALL = new RegExp(
  `${START}(?:(?:(?:ba|da|z)?sh|source|\\.)[ \\t]+(?:-\\w+[ \\t]+)*|(?=["']?(?:\\$|[\\w.-]*/)))["']?(?<name>(?:${ROOT}|\\./)?[\\w.@-][\\w./@-]*)["']?(?=[ \\t;&|)]|$)(?<args>[^\\n;&|<>]*)`,
  'gm',
);
/** A longer one stands for itself. */
const WORD = /"([^"]{0,200})"|'([^']{0,200})'|([^\s"']{1,200})/g;

/** Longer files are not looked at. */
const LONGEST_FILE = 100_000;

/** Scripts that call scripts that call scripts, and how many in all. */
const DEEPEST = 3;
const MOST = 100;
const MOST_FUNCTIONS = 20;

/**
 * A shell script as one: a text for another shell stands in its place, and the scripts of the repository that it calls
 * stand at its end, those in files of other programs too.
 */
export function inlineScripts(text: string, folder: string, read: ReadText): Pieces | null {
  const open = withInner(text);
  const room = { left: LONGEST };
  const scripts = calledScripts(open, { folder, read, room, seen: new Set() }, DEEPEST);
  const called = scripts + calledFunctions(open + scripts, room);
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
  readonly room: { left: number };
  /** Each script is brought in once. */
  readonly seen: Set<string>;
}

/** What a shell runs first, then what other programs run. */
const RUNS: readonly Runner[] = [
  {
    call: CALL,
    commandsOf: (text, path) => (isShell(path, text) ? text.replace(/^#![^\n]*/, '') : null),
  },
  ...RUNNERS,
];

const MAY_CALL = /sh\b|source\b|\.[ /]|npm\b|yarn\b|bun\b|make\b|just\b|python|node\b|tsx\b/;

function calledScripts(text: string, calls: Calls, depth: number): string {
  if (depth === 0 || text.length > LONGEST || !MAY_CALL.test(text)) return '';
  return RUNS.flatMap((runner) =>
    [...text.matchAll(runner.call)].map(({ groups = {} }) => {
      const folder = below(calls.folder, groups['folder'] ?? '');
      const { file, name = '' } = groups;
      const own = file === undefined ? runner : { ...runner, files: [file] };
      const names = [name, ...(groups['more']?.match(/\S+/g) ?? [])];
      const scripts = names.map((one) =>
        calledBy(own, one, { calls: { ...calls, folder }, depth }),
      );
      return withArguments(scripts.join(''), groups['args'] ?? '');
    }),
  ).join('');
}

const FUNCTION =
  /^[ \t]*(?:function[ \t]+)?([A-Za-z_]\w*)[ \t]*(?:\([ \t]*\)[ \t]*)?\{[ \t]*\n((?:(?![ \t]*\}).*\n){1,200})[ \t]*\}/gm;

/** The bodies of functions with what calls of them give in the place of `$1`. */
function calledFunctions(script: string, room: { left: number }): string {
  if (!script.includes('{') || script.length > 2 * LONGEST) return '';
  return [...script.matchAll(FUNCTION)]
    .filter(([, , body = '']) => /\$\{?[1-9]/.test(body))
    .slice(0, MOST_FUNCTIONS)
    .flatMap(([, name = '', body = '']) => {
      const calls = new RegExp(`${START}${name}[ \\t]+(?![ \\t]*\\()([^\\n;&|<>]+)`, 'gm');
      return [...script.matchAll(calls)].slice(0, MOST_FUNCTIONS).map(([, args = '']) => {
        const made = withArguments(body, args);
        room.left -= made.length;
        return room.left < 0 ? '' : `\n${made}`;
      });
    })
    .join('');
}

/** A script with what is given to it in the place of `$1`. */
function withArguments(script: string, args: string): string {
  if (script.length > LONGEST) return script;
  const words = [...args.matchAll(WORD)].map(
    ([, double, single, plain]) => double ?? single ?? plain,
  );
  return script.replace(
    /\$\{?([1-9])\}?(?!\w)/g,
    (whole, index: string) => words[Number(index) - 1] ?? whole,
  );
}

function calledBy(
  { files, commandsOf }: Runner,
  name: string,
  { calls, depth }: { readonly calls: Calls; readonly depth: number },
): string {
  for (const file of files ?? [name]) {
    const path = pathOf(file, calls);
    const key = files === undefined ? path : `${path} ${name}`;
    if (path.split('/').includes('..') || calls.seen.has(key) || calls.seen.size >= MOST) continue;
    calls.seen.add(key);
    const text = calls.read(path);
    const commands =
      text === null || text.length > LONGEST_FILE
        ? null
        : commandsOf(text, files === undefined ? path : name);
    if (commands === null || commands.length > calls.room.left) continue;
    calls.room.left -= commands.length;
    const script = withInner(commands.trim());
    return `\n${script}${calledScripts(script, calls, depth - 1)}`;
  }
  return '';
}

function pathOf(file: string, { folder }: Calls): string {
  if (file.startsWith('/')) return file;
  return file.startsWith('$') ? file.replace(/^\$[^/]*\//, '') : below(folder, file);
}

function below(folder: string, name: string): string {
  return [folder, name.replace(/^\.\/|\/$/g, '')].filter((part) => part !== '').join('/');
}

function isShell(path: string, text: string): boolean {
  return /\.(?:ba)?sh$/.test(path) || /^#!.*\b(?:ba|da|z)?sh\b/.test(text);
}
