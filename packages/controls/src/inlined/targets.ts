import { mapGet, readJson, scalarOf } from '@plumbline/core';

/** A program that runs commands which stand in a file of the repository. */
export interface Runner {
  /** How a line of a script starts it, with the `name` of what it runs, `more` of them, and its `folder`, `file` or `args`. */
  readonly call: RegExp;
  /** Where the commands stand; without them in the file of that name. */
  readonly files?: readonly string[];
  readonly commandsOf: (text: string, name: string) => string | null;
}

/** Where a command starts, behind what stands in front of it: variables, `sudo`. */
export const START =
  '(?:^|&&|\\|\\||[;({!]|\\b(?:then|do|else|if)[ \\t])[ \\t]*(?:(?:[A-Za-z_]\\w{0,80}=\\S{0,200}|exec|sudo|time|nohup|env)[ \\t]+)*';
const FOLDER = '(?:-C|--prefix|--cwd|--dir|--directory)(?:[ \\t]+|=)(?<folder>[\\w./][\\w./-]*)';
const FILE = '(?:-f|--file|--makefile|--justfile)(?:[ \\t]+|=)(?<file>[\\w./][\\w./-]*)';
const OPTIONS = `(?:(?:${FOLDER}|${FILE}|--?[\\w-]{1,80}(?:=\\S{1,200})?)[ \\t]+)*`;

/** The targets behind the first. */
const MORE = '(?<more>(?:[ \\t]+[A-Za-z][\\w.-]{0,80}(?=[ \\t;&|)]|$))*)';

function call(program: string, name: string, more = ''): RegExp {
  return new RegExp(
    `${START}(?:${program})[ \\t]+${OPTIONS}["']?(?<name>${name})["']?(?=[ \\t;&|)]|$)${more}`,
    'gm',
  );
}

/** Scripts of a package, targets of a Makefile or a justfile, programs that start others. */
export const RUNNERS: readonly Runner[] = [
  {
    call: call('(?:npm|pnpm|yarn|bun)(?:[ \\t]+run(?:-script)?)?', '[A-Za-z][\\w:.-]*'),
    files: ['package.json'],
    commandsOf: scriptOfPackage,
  },
  {
    call: call('make', '[A-Za-z][\\w.-]*', MORE),
    files: ['Makefile', 'makefile', 'GNUmakefile'],
    commandsOf: (text, name) => recipe(text, name, 'make'),
  },
  {
    call: call('just', '[A-Za-z][\\w-]*', MORE),
    files: ['justfile', 'Justfile', '.justfile'],
    commandsOf: (text, name) => recipe(text, name, 'just'),
  },
  {
    call: call('python3?|node|bun|tsx', '(?:\\./)?[\\w@-][\\w./@-]*\\.(?:py|[cm]?[jt]s)'),
    commandsOf: startedBy,
  },
];

function scriptOfPackage(text: string, name: string): string | null {
  if (!text.includes(`"${name}"`)) return null;
  const json = readJson('package.json', new TextEncoder().encode(text));
  const root = json.ok ? json.value.root : undefined;
  return scalarOf(mapGet(mapGet(root, 'scripts'), name))?.text ?? null;
}

/** The lines below the name of a target, behind those of the targets that it needs. */
function recipe(text: string, name: string, program: string): string | null {
  const lines = text.replace(/\\\r?\n[ \t]*/g, ' ').split('\n');
  const at = lines.findIndex(
    (line) => line.startsWith(name) && /^(?:[ \t][^:=]*)?:(?![:=])/.test(line.slice(name.length)),
  );
  if (at === -1) return null;
  const settings = settingsIn(text);
  const [, needed = '', inline = ''] = /^[^:]*:([^;]*);?(.*)/.exec(lines[at] ?? '') ?? [];
  const end = lines.findIndex((line, index) => index > at && /^\S/.test(line));
  const own = lines
    .slice(at + 1, end === -1 ? undefined : end)
    .map((line) => filled(filled(unmarked(line), settings), new Map()));
  return [
    ...(needed.match(/[A-Za-z][\w.-]*/g) ?? []).map((one) => `${program} ${one}`),
    inline.trim(),
    ...own.map((line) => line.replaceAll('$$', '$')),
  ]
    .filter((line) => line !== '')
    .join('\n');
}

/** A command of a recipe; behind `-` nobody minds that it fails. */
function unmarked(line: string): string {
  const [marks = ''] = /^[ \t]+[@+-]*/.exec(line) ?? [];
  const command = line.slice(marks.length);
  return marks.includes('-') && command !== '' ? `${command} || true` : command;
}

/** `NAME = value` of a Makefile. */
function settingsIn(text: string): ReadonlyMap<string, string> {
  return new Map(
    [...text.matchAll(/^([A-Za-z_]\w*)[ \t]*[:?]?=[ \t]*(.{1,200})$/gm)].map(
      ([, name = '', value = '']) => [name, value.trim()],
    ),
  );
}

/** `$(NAME)` by its setting; without one it is a variable of the environment. */
function filled(line: string, settings: ReadonlyMap<string, string>): string {
  return line.replace(/\$[({](\w+)[)}]/g, (whole, name: string) => {
    if (name === 'MAKE') return 'make';
    return settings.size === 0 ? `\${${name}}` : (settings.get(name) ?? whole);
  });
}

const STARTS =
  /\b(?:subprocess\.\w+|os\.(?:system|popen)|(?:exec|execFile|spawn)(?:Sync)?|execa\w*)\(/g;
const ARGUMENT = /(["'`])((?:(?!\1)[^\\\n]|\\.)*)\1|[{=)]/g;

/** Commands for the runner that a program prints. */
const PRINTS =
  /\b(?:print|puts|console\.(?:log|info)|process\.stdout\.write|sys\.stdout\.write)\(?[ \t]*f?["'`](::[\w-]+[ :][^"'`\n]{0,200})/g;

/** The commands that a program starts or prints by their texts, as far as these stand there. */
function startedBy(text: string): string | null {
  const commands = [...text.matchAll(STARTS)].map(({ 0: { length }, index }) => {
    const words: string[] = [];
    for (const [, quote, word = ''] of text
      .slice(index + length, index + length + 400)
      .matchAll(ARGUMENT)) {
      if (quote === undefined) break;
      words.push(word);
    }
    return words.join(' ');
  });
  const printed = [...text.matchAll(PRINTS)].map(([, command = '']) => `echo "${command}"`);
  const all = [...commands, ...printed];
  return all.length === 0 ? null : all.join('\n');
}
