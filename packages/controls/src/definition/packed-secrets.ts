import type { Run } from '../composition/commands.js';
import { placeOfRun, type ScriptSite } from '../composition/scripts.js';
import { ownWords } from '../shell/programs.js';
import type { Violation } from '../violation.js';

/** A step of a Task, and what tells that a text holds a secret there. */
export interface PackingStep {
  readonly script: ScriptSite;
  readonly holdsSecret: (text: string) => boolean;
}

/** Of the files that are kept in mind; a script may write very many. */
const MOST = 100;

/** Archives and uploads that take along a file in which the same Task has written a secret (2.4.2). */
export function packedSecrets(steps: readonly PackingStep[]): readonly Violation[] {
  let written: readonly string[] = [];
  return steps.flatMap((step) => {
    const found = step.script.runs.flatMap((run): readonly Violation[] => {
      const words = wordsOf(step.script, run);
      const taken = takenBy(words, written);
      if (words.program === 'rm')
        written = written.filter((file) => !words.own.some((gone) => isBelow(file, normal(gone))));
      written = [...written, ...writtenBy(step, run, words)].slice(-MOST);
      return taken === undefined ? [] : [violation(step.script, run, taken)];
    });
    // Each step has a file system of its own beside what the Task mounts.
    written = written.filter((file) => !/^(?:~|\/tmp)(?:\/|$)/.test(file));
    return found;
  });
}

function violation(script: ScriptSite, run: Run, file: string): Violation {
  return {
    at: placeOfRun(script, run),
    address: script.address,
    subject: `${run.invoked?.program ?? ''} ${file}`,
    severity: 'medium',
    message: `Whoever reads what is packed here gets the secret in \`${file}\`.`,
    hint: 'pack what is needed alone, or write the secret elsewhere',
  };
}

/** A command as it is written: its program, all arguments, and those that are no options. */
interface Words {
  readonly program: string;
  readonly args: readonly string[];
  readonly own: readonly string[];
}

function wordsOf({ text }: ScriptSite, { command, invoked }: Run): Words {
  const args = ownWords(command)
    .slice(1)
    .map(({ start, end }) => text.slice(start, end).replaceAll(/["']/g, ''));
  return { program: invoked?.program ?? '', args, own: args.filter((arg) => !arg.startsWith('-')) };
}

/** Programs that keep what they are told, by the words behind them. */
const KEEPS: readonly (readonly [RegExp, string])[] = [
  [/^(?:npm|pnpm|yarn) (?:config )?set /, '~/.npmrc'],
  [
    /^(?:docker|podman|buildah|crane auth|oras|skopeo|helm registry) login /,
    '~/.docker/config.json',
  ],
  [/^git config --global /, '~/.gitconfig'],
  [/^pip3? config set /, '~/.config/pip/pip.conf'],
  [/^poetry config (?:http-basic|pypi-token)/, '~/.config/pypoetry/auth.toml'],
];

/** The files that a command writes a secret to. */
function writtenBy(
  { script: { text }, holdsSecret }: PackingStep,
  { command, script, index, start, end }: Run,
  { program, args, own }: Words,
): readonly string[] {
  // What feeds it stands close in front of it.
  const fed = script.slice(Math.max(index - 8, 0), index).filter(({ feeds }) => feeds === index);
  const read = [{ start, end }, ...fed, ...(command.input === null ? [] : [command.input])];
  if (!read.some((part) => holdsSecret(text.slice(part.start, part.end)))) return [];
  const targets = command.redirects
    .filter(({ operator }) => /^1?>>?\|?$/.test(operator))
    .map(({ target }) => text.slice(target.start, target.end));
  const line = [program, ...args].join(' ');
  const kept = KEEPS.flatMap(([form, file]) => (form.test(line) ? [file] : []));
  const more = program === 'tee' ? own : /^(?:cp|install|mv)$/.test(program) ? own.slice(-1) : [];
  return [...targets, ...kept, ...more].map(normal).filter((file) => !file.startsWith('/dev/'));
}

/** The file that a command packs, unless its options leave that out. */
function takenBy(words: Words, written: readonly string[]): string | undefined {
  const packed = written.length === 0 ? [] : packedBy(words);
  const left = words.args
    .filter(
      (arg, at) => /^--?ex?clude/.test(words.args[at - 1] ?? '') || /^(?:--exclude|-x|!)/.test(arg),
    )
    .join(' ');
  return written.find(
    (file) =>
      packed.some((path) => isBelow(file, path)) && !left.includes(file.replace(/^.*\//, '')),
  );
}

/** The files and folders that a command packs, copies as a whole, or sends to a store. */
function packedBy({ program, args, own }: Words): readonly string[] {
  if (program === 'tar') return packedByTar(args);
  if (program === 'zip') return own.slice(1).map(normal);
  if (program === 'rsync') return own.slice(0, -1).map(normal);
  if (program === 'cp')
    return args.some((arg) => /^-\w*[ra]/i.test(arg)) ? own.slice(0, -1).map(normal) : [];
  const sends = /^(?:aws|gsutil|gcloud|mc|rclone|s3cmd|oras|az)$/.test(program);
  return sends && own.some((arg) => /^(?:cp|sync|rsync|mirror|copy|put|push)$/.test(arg))
    ? own.map(normal)
    : [];
}

/** `tar -czf x -C folder a b`: names are below the folder in front of them. */
function packedByTar(args: readonly string[]): readonly string[] {
  const [first = ''] = args;
  if (!/^-?\w*c/.test(first) && !args.some((arg) => /^(?:-\w*c\w*|--create)$/.test(arg))) return [];
  const found: string[] = [];
  let folder = '';
  for (let at = /^\w/.test(first) ? 2 : 0; at < args.length; at += 1) {
    const arg = args[at] ?? '';
    const next = args[at + 1] ?? '';
    if (/^(?:-C|--directory)$/.test(arg)) folder = `${normal(next)}/`;
    if (/^(?:-C|--directory|--file|-\w*[fT])$/.test(arg)) at += 1;
    else if (!arg.startsWith('-'))
      found.push(/^[~/$]/.test(normal(arg)) ? normal(arg) : normal(folder + arg));
  }
  return found;
}

function isBelow(file: string, folder: string): boolean {
  if (file === folder) return true;
  return folder === '.' ? !/^[~/$]/.test(file) : file.startsWith(`${folder}/`);
}

/** A path without quotes, the home folder by its sign. */
function normal(path: string): string {
  return path
    .replaceAll(/["'{}]/g, '')
    .replace(/^(?:\$HOME|\/root|\/tekton\/home)(?=\/|$)/, '~')
    .replaceAll(/\/\.(?=\/|$)/g, '')
    .replace(/^\.\//, '')
    .replace(/(?<=.)\/+\*?$/, '');
}
