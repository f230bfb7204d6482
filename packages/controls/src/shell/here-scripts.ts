import { within, type Cursor } from './cursor.js';
import { isShell, ownWords, programOf } from './programs.js';
import type { Command, Word } from './syntax.js';

/** Options that a shell which reads its script from its input may have; behind `-s` stand arguments. */
const OPTIONS = /^(?:(?:[-+]\S*|pipefail|errexit|nounset|xtrace)(?: |$))*$/;

/**
 * The commands of here-documents that are scripts, behind those of the script around them: what `bash <<'EOF'` reads, and
 * what is written to a file that the script runs.
 */
export function withHereScripts(commands: readonly Command[], cursor: Cursor): readonly Command[] {
  if (cursor.depth > 20 || !commands.some(({ input }) => isBody(input, cursor))) return commands;
  const run = new Set(commands.flatMap((command) => fileRunBy(command, cursor) ?? []));
  const bodies = new Map(
    commands.flatMap((command): readonly (readonly [number, Word])[] => {
      const { input } = command;
      const isScript =
        readsScript(command) || filesOf(command, cursor).some((file) => run.has(file));
      return input !== null && isScript && isBody(input, cursor) ? [[input.start, input]] : [];
    }),
  );
  const all = [...commands];
  for (const body of bodies.values())
    for (const command of innerOf(body, cursor, all.length)) all.push(command);
  return all;
}

function isBody(input: Word | null, { text }: Cursor): boolean {
  return input !== null && input.end > input.start && text[input.start - 1] === '\n';
}

/** Positions among commands become those of the list that they are added to. */
function innerOf(body: Word, cursor: Cursor, base: number): readonly Command[] {
  const { commands } = cursor.script(within(cursor, body.start, body.end), '');
  return commands.map(({ clauses, ...command }) => ({
    ...command,
    feeds: command.feeds === null ? null : command.feeds + base,
    ...(clauses === undefined
      ? {}
      : { clauses: clauses.map((one) => ({ ...one, from: one.from + base, to: one.to + base })) }),
  }));
}

function readsScript(command: Command): boolean {
  const [program, ...args] = ownWords(command).map((word) => programOf(word) ?? '$');
  if (!isShell(program ?? null)) return false;
  const own = args.indexOf('-s');
  return OPTIONS.test((own === -1 ? args : args.slice(0, own)).join(' '));
}

/** `bash -e f`, `. f`, `./f`: the name of the file, as it is written. */
function fileRunBy(command: Command, cursor: Cursor): string | null {
  const [first, ...args] = ownWords(command);
  if (first === undefined) return null;
  const program = programOf(first);
  if (!isShell(program) && program !== 'source' && program !== '.' && program !== '')
    return nameOf(first, cursor);
  const file = args.find((word) => !/^[-+]/.test(nameOf(word, cursor)));
  return file === undefined ? null : nameOf(file, cursor);
}

function filesOf(command: Command, cursor: Cursor): readonly string[] {
  const [first, ...args] = ownWords(command);
  const written = command.redirects.flatMap(({ operator, target }) =>
    /^&?>>?$|^>\|$/.test(operator) ? [target] : [],
  );
  return [...written, ...(programOf(first) === 'tee' ? args : [])].map((word) =>
    nameOf(word, cursor),
  );
}

function nameOf({ start, end }: Word, { text }: Cursor): string {
  return text
    .slice(start, end)
    .replaceAll(/["'{}]/g, '')
    .replace(/^\.\//, '');
}
