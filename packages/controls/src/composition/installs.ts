import { type Run } from './commands.js';
import { installedByName } from './installs-by-name.js';
import { looseRestore, type NugetLocks } from './nuget.js';

/** An installation whose versions or contents nothing holds. */
export interface LooseInstall {
  /** The command in short. */
  readonly what: string;
  /** The one thing to write. */
  readonly hint: string;
}

/** What the files of the target and the platform make of some commands. */
export interface Surroundings {
  /** A configuration of Yarn 2 or later, which refuses to change its lock in CI. */
  readonly modernYarn: boolean;
  /** Whether a list of requirements among the files holds digests, by which pip demands them for all. */
  readonly hashed: (path: string) => boolean;
  /** The platform sets `CI`, by which pnpm and Yarn 2 refuse to change their locks. */
  readonly ci: boolean;
  /** The locks of NuGet, looked for only where a script restores. */
  readonly nuget: () => NugetLocks;
}

/** Whether a command installs packages from no lock, or past it; null if it does not. */
export function looseInstall({ invoked }: Run, around: Surroundings): LooseInstall | null {
  if (invoked === null) return null;
  const { program, args } = python(invoked);
  const judge = JUDGES[program];
  return judge === undefined ? installedByName(program, args) : judge(args, around);
}

interface Invoked {
  readonly program: string;
  readonly args: readonly string[];
}

/** `python -m pip …` and `uv pip …` are pip. */
function python({ program, args }: Invoked): Invoked {
  if (/^python\d?$/.test(program) && args[0] === '-m')
    return { program: args[1] ?? '', args: args.slice(2) };
  if (program === 'uv' && args[0] === 'pip') return { program: 'pip', args: args.slice(1) };
  return { program, args };
}

type Judge = (args: readonly string[], around: Surroundings) => LooseInstall | null;

const JUDGES: Readonly<Record<string, Judge>> = {
  npm: (args) => node('npm', args),
  pnpm,
  yarn,
  bun,
  npx: (args) => npx('npx', args),
  bunx: (args) => npx('bunx', ['--yes', ...args]),
  pip,
  pip3: pip,
  pipx: (args) => tool('pipx', args, ['install', 'run']),
  uvx: (args) => tool('uvx', ['run', ...args], ['run']),
  uv: (args) => (args[0] === 'tool' ? tool('uv tool', args.slice(1), ['install', 'run']) : null),
  pipenv: (args) =>
    args[0] === 'install' && !args.some((arg) => /^--(?:deploy|ignore-pipfile)$/.test(arg))
      ? { what: 'pipenv install', hint: 'pipenv install --deploy' }
      : null,
  go,
  cargo,
  gem,
  bundle: ([verb]) =>
    verb === 'update' ? { what: 'bundle update', hint: 'bundle install' } : null,
  dotnet: (args, around) =>
    args[0] === 'tool' && args[1] === 'install' && !args.some((arg) => /^--version/.test(arg))
      ? { what: 'dotnet tool install', hint: 'dotnet tool restore, with a manifest' }
      : restore('dotnet', args, around),
  nuget: (args, around) => restore('nuget', args, around),
  msbuild: (args, around) => restore('msbuild', args, around),
  composer: (args) =>
    args[0] === 'update' ||
    (args.slice(0, 2).includes('require') && !args.some((arg) => /:v?\d/.test(arg)))
      ? { what: `composer ${args[0] ?? ''}`, hint: 'composer install' }
      : null,
};

function restore(
  program: string,
  args: readonly string[],
  { nuget }: Surroundings,
): LooseInstall | null {
  const what = looseRestore(program, args, nuget);
  const hint = program === 'dotnet' ? 'dotnet restore --locked-mode' : '-p:RestoreLockedMode=true';
  return what === null ? null : { what, hint };
}

/** The arguments that are no options; values of the options that take one are left out. */
function names(args: readonly string[], valued: RegExp): readonly string[] {
  return args.filter(
    (arg, index) =>
      !arg.startsWith('-') && !valued.test(args[index - 1] ?? '') && !/^[<>]/.test(arg),
  );
}

/** An exact version, a path, an address with a digest or commit, or a variable that may hold one. */
function isHeld(name: string): boolean {
  const version = /^(?:@?[^@]+)@(.+)$/.exec(name)?.[1];
  if (version !== undefined) return /^(?:npm:.*@)?v?\d+\.\d+\.\d+[\w.+-]*$|^[$]/.test(version);
  return isPath(name) || /#[0-9a-f]{40}$|^\$/.test(name);
}

function isPath(name: string): boolean {
  return (
    /^(?:\.|\/|~|file:|\$)|\.(?:tgz|whl|tar\.gz|zip|gem)$/.test(name) && !/^https?:/.test(name)
  );
}

function node(program: string, args: readonly string[]): LooseInstall | null {
  const [verb = ''] = names(args, /^(?:--prefix|-C|--workspace|-w|--cwd|--dir)$/);
  if (verb === 'exec' || verb === 'x')
    return npx(`${program} ${verb}`, args.slice(args.indexOf(verb) + 1));
  if (!/^(?:install|i|add|in|ins|isntall)$/.test(verb)) return null;
  const packages = names(
    args.slice(args.indexOf(verb) + 1),
    /^(?:--prefix|-C|--workspace|-w|--registry|--cache|--loglevel|--omit|--include|--tag|--cwd|--dir|--userconfig)$/,
  );
  if (args.some((arg) => /^--(?:package-lock-only|dry-run|lockfile-only)$/.test(arg))) return null;
  const loose = packages.filter((name) => !isHeld(name));
  if (packages.length === 0) {
    return program === 'npm' ? { what: 'npm install', hint: 'npm ci' } : null;
  }
  const [first] = loose;
  return first === undefined
    ? null
    : {
        what: `${program} ${verb} ${first}`,
        hint: `a dependency in package.json and npm ci, or ${first
          .split('@')
          .slice(0, first.startsWith('@') ? 2 : 1)
          .join('@')}@<exact version>`,
      };
}

/** Without `--yes` it may run what the lock has installed. */
function npx(program: string, args: readonly string[]): LooseInstall | null {
  const yes = args.some((arg) => /^(?:-y|--yes)$/.test(arg));
  const [first] = names(args, /^(?:-p|--package|-c|--call)$/);
  const named =
    args.find((arg, index) => /^(?:-p|--package)$/.test(args[index - 1] ?? '')) ?? first;
  if (named === undefined || isHeld(named)) return null;
  const floats = /^@?[^@]+@./.test(named);
  return yes || floats
    ? {
        what: `${program} ${named}`,
        hint: `npx ${named.replace(/(.)@.*$/, '$1')}@<exact version>, or a dependency and npm ci`,
      }
    : null;
}

function pnpm(args: readonly string[], { ci }: Surroundings): LooseInstall | null {
  const [verb = ''] = names(args, /^(?:--dir|-C|--filter|-F)$/);
  if (verb === 'dlx') return npx('pnpm dlx', ['--yes', ...args.slice(args.indexOf(verb) + 1)]);
  if (
    /^(?:install|i)$/.test(verb) &&
    names(args, /^(?:--dir|-C|--filter|-F|--registry)$/).length === 1
  ) {
    const off = args.some((arg) =>
      /^--(?:no-frozen-lockfile|frozen-lockfile=false|no-lockfile)$/.test(arg),
    );
    const on = args.some((arg) => /^--frozen-lockfile(?:=true)?$/.test(arg));
    return off || (!ci && !on)
      ? { what: 'pnpm install', hint: 'pnpm install --frozen-lockfile' }
      : null;
  }
  return node('pnpm', args);
}

function yarn(args: readonly string[], { modernYarn, ci }: Surroundings): LooseInstall | null {
  const [verb = 'install', ...rest] = names(
    args,
    /^(?:--cwd|--network-timeout|--registry|--cache-folder|--mutex)$/,
  );
  if (verb === 'dlx') return npx('yarn dlx', ['--yes', ...rest]);
  if (verb === 'global' && rest[0] === 'add') return node('yarn', ['add', ...rest.slice(1)]);
  if (verb === 'add') return node('yarn', ['add', ...rest]);
  if (verb !== 'install') return null;
  if (args.some((arg) => /^(?:--frozen-lockfile|--immutable|--version|-v|--help)$/.test(arg)))
    return null;
  const off = args.some((arg) => /^--(?:no-immutable|no-lockfile|pure-lockfile)$/.test(arg));
  if (modernYarn && ci && !off) return null;
  return {
    what: 'yarn install',
    hint: modernYarn ? 'yarn install --immutable' : 'yarn install --frozen-lockfile',
  };
}

function bun(args: readonly string[]): LooseInstall | null {
  const [verb = '', ...packages] = names(args, /^(?:--(?:cwd|registry|linker|filter|backend)|-F)$/);
  if (verb === 'x') return npx('bun x', ['--yes', ...packages]);
  if (!/^(?:install|i|add)$/.test(verb) || args.includes('--frozen-lockfile')) return null;
  if (packages.length > 0) return node('bun', ['add', ...packages]);
  return { what: 'bun install', hint: 'bun install --frozen-lockfile' };
}

/** What every installer of Python needs and nobody locks. */
const BOOTSTRAP = /^(?:pip|setuptools|wheel)(?:[<>=~!].*)?$/;

/** The files behind `-r`. */
function requirementLists(args: readonly string[]): readonly string[] {
  return args.flatMap((arg, index) => {
    if (/^(?:-r|--requirement)$/.test(arg)) return args[index + 1] ?? [];
    const joined = /^(?:-r|--requirement=)(.+)$/.exec(arg)?.[1];
    return joined ?? [];
  });
}

/** A commit or digest in the address of a package. */
const COMMIT = /@[0-9a-f]{40}\b|#sha256=/;

function pip(args: readonly string[], { hashed }: Surroundings): LooseInstall | null {
  if (names(args, /^(?:--python)$/)[0] !== 'install') return null;
  if (args.some((arg) => /^--(?:require-hashes|no-index|dry-run)$/.test(arg))) return null;
  const hint = 'pip install --require-hashes -r requirements.txt';
  const lists = requirementLists(args);
  if (lists.some((list) => !hashed(list))) return { what: 'pip install -r', hint };
  const source = args.find((arg) => /^(?:git|hg|svn|bzr)\+/.test(arg) && !COMMIT.test(arg));
  if (source !== undefined)
    return { what: `pip install ${source}`, hint: `${source}@<full commit>` };
  if (args.includes('--no-deps')) return null;
  const packages = names(
    args,
    /^(?:-[cefirt]|--(?:constraint|editable|extra-index-url|find-links|index-url|platform|prefix|python|python-version|root|src|target|timeout|retries|cache-dir|progress-bar))$/,
  ).slice(1);
  const loose = packages.find(
    (name) =>
      !BOOTSTRAP.test(name) && !/===?\s*[\w$]/.test(name) && !isPath(name) && !COMMIT.test(name),
  );
  return loose === undefined ? null : { what: `pip install ${loose}`, hint };
}

/** Programs that a manager installs by name. */
function tool(
  program: string,
  args: readonly string[],
  verbs: readonly string[],
): LooseInstall | null {
  const [verb = '', first] = names(args, /^(?:--python|--with|--index-url|-p|--index|--from)$/);
  const from = args.find(
    (_arg, index) => args[index - 1] === '--from' || args[index - 1] === '--spec',
  );
  const named = from ?? first;
  if (!verbs.includes(verb) || named === undefined) return null;
  if (/(?:==|@)\s*v?[\d$]/.test(named) || isPath(named) || /@[0-9a-f]{40}\b/.test(named))
    return null;
  return {
    what: `${program} ${named}`,
    hint: `${program} ${named.replace(/@latest$/, '')}==<exact version>`,
  };
}

function go(args: readonly string[]): LooseInstall | null {
  if (!/^(?:install|get|run)$/.test(args[0] ?? '')) return null;
  const loose = args.find((arg) =>
    /@(?:latest|upgrade|patch|master|main|head|dev|develop)$/i.test(arg),
  );
  return loose === undefined
    ? null
    : {
        what: `go ${args[0] ?? ''} ${loose}`,
        hint: `go ${args[0] ?? ''} ${loose.replace(/@.*$/, '')}@<version>`,
      };
}

function cargo(args: readonly string[]): LooseInstall | null {
  const verb = args.find((arg) => !arg.startsWith('+'));
  if (verb !== 'install' || args.some((arg) => /^--(?:locked|frozen|list)$/.test(arg))) return null;
  return { what: 'cargo install', hint: 'cargo install --locked --version <version>' };
}

function gem(args: readonly string[]): LooseInstall | null {
  if (
    args[0] !== 'install' ||
    args.some((arg) => /^(?:-v|--version|-v=?\S+|--version=\S+|-g|--file|--local|-l)$/.test(arg))
  )
    return null;
  const loose = names(args, /^(?:-i|-n|--install-dir|--bindir|-P|--source|-s)$/)
    .slice(1)
    .find((name) => !/:\d/.test(name) && !isPath(name));
  return loose === undefined
    ? null
    : { what: `gem install ${loose}`, hint: `gem install ${loose} --version <version>` };
}
