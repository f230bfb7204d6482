import type { LooseInstall } from './installs.js';

/** How a manager is told what to install. */
interface Manager {
  /** The words in front of the names. */
  readonly verbs: RegExp;
  /** A name that holds an exact version. */
  readonly held: RegExp;
  /** An argument that does so for all. */
  readonly all?: RegExp;
  /** How it is written. */
  readonly exact: string;
}

const CONDA: Manager = { verbs: /^install$/, held: /^[\w.-]+==?\d/, exact: '<name>=<version>' };
const PYTHON: Manager = { verbs: /^add$/, held: /==?\d|@\d/, exact: '<name>==<version>' };
const PERL: Manager = { verbs: /^$/, held: /@\d/, exact: '<name>@<version>' };

/** Managers that install what they are given the name of. */
const MANAGERS: ReadonlyMap<string, Manager> = new Map<string, Manager>([
  [
    'ansible-galaxy',
    {
      verbs: /^(?:(?:collection|role) )?install$/,
      held: /[:,]=*v?\d/,
      exact: '<name>:==<version>',
    },
  ],
  [
    'choco',
    {
      verbs: /^install$/,
      held: /^$/,
      all: /^--(?:version|require-?checksums?)/i,
      exact: '--version=<version>',
    },
  ],
  ['conda', CONDA],
  ['mamba', CONDA],
  ['micromamba', CONDA],
  ['cpan', PERL],
  ['cpanm', PERL],
  [
    'deno',
    {
      verbs: /^(?:run|install|cache)$/,
      held: /^(?!(?:https?|npm|jsr):)|@v?\d/,
      exact: '<address>@<version>',
    },
  ],
  [
    'luarocks',
    { verbs: /^install$/, held: /\.rockspec$/, all: /^\d+\./, exact: '<name> <version>' },
  ],
  ['opam', { verbs: /^install$/, held: /^[\w-]+\.\d/, exact: '<name>.<version>' }],
  ['pdm', PYTHON],
  ['poetry', PYTHON],
]);

/** Options that name a list, or take what stands in a folder. */
const LISTS = /^(?:-r|-f|--file|--role-file|--requirements-file|--installdeps|--deps-only)(?:=|$)/;
const VALUED =
  /^(?:-[aclnpsCS]|--(?:api-version|channel|dir|group|name|prefix|server|source|tree))$/;

/** Whether a manager takes whatever version it finds. */
export function installedByName(program: string, args: readonly string[]): LooseInstall | null {
  const manager = MANAGERS.get(program);
  if (manager === undefined || args.some((arg) => LISTS.test(arg) || manager.all?.test(arg)))
    return null;
  const words = args.filter(
    (arg, index) => !arg.startsWith('-') && !VALUED.test(args[index - 1] ?? ''),
  );
  const verbs = [0, 1, 2].find((count) => manager.verbs.test(words.slice(0, count).join(' ')));
  if (verbs === undefined) return null;
  const loose = words
    .slice(verbs)
    .find((name) => !/^(?:[.~/$]|file:)/.test(name) && !manager.held.test(name));
  return loose === undefined
    ? null
    : { what: [program, ...words.slice(0, verbs), loose].join(' '), hint: manager.exact };
}
