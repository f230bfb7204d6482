import { textAt } from '../files.js';
import { shared, type Subject } from '../subject.js';
import { dockerStages } from './docker-scripts.js';
import { githubScripts, githubVariables, tektonScripts, tektonVariables } from './scripts.js';

/** How the repository holds the packages of .NET. */
export interface NugetLocks {
  /** Some project has a lock. */
  readonly kept: boolean;
  /** The projects or the environment refuse to change it. */
  readonly enforced: boolean;
  /** Some script restores by a command of its own, so that a build finds everything restored. */
  readonly restored: boolean;
}

const PROJECT = /\.(?:cs|fs|vb)proj$|(?:^|\/)Directory\.(?:Build|Packages)\.(?:props|targets)$/i;
const RESTORES = /\b(?:dotnet|nuget(?:\.exe)?)\s+restore\b|[-/]t(?:arget)?:restore\b/i;

/** The locks of NuGet among the files, and whether anything enforces them (1.3.1). */
export const nugetLocks = shared((subject: Subject): NugetLocks => {
  const paths = subject.model.entries.flatMap(({ kind, path }) => (kind === 'file' ? path : []));
  const projects = paths
    .filter((path) => PROJECT.test(path))
    .map((path) => textAt(subject, path) ?? '');
  const says = (name: string): boolean =>
    projects.some((text) => new RegExp(`<${name}\\b[^>]*>\\s*true\\s*<`, 'i').test(text));
  const kept =
    paths.some((path) => /(?:^|\/)packages\.lock\.json$/.test(path)) ||
    says('RestorePackagesWithLockFile');
  if (!kept) return { kept, enforced: false, restored: false };
  const images = dockerStages(subject).flatMap(({ built }) => built);
  const scripts = [...githubScripts(subject), ...tektonScripts(subject), ...images];
  return {
    kept,
    enforced:
      says('RestoreLockedMode') ||
      [...githubVariables(subject), ...tektonVariables(subject)].some(
        ({ name, value }) => isSwitch(name) && value.value.trim().toLowerCase() === 'true',
      ),
    restored: scripts.some(({ text }) => RESTORES.test(text)),
  };
});

function isSwitch(name: string): boolean {
  return name.toLowerCase() === 'restorelockedmode';
}

const LOCKED =
  /^(?:-{1,2}locked-?mode(?:[:=]true)?|(?:-|--|\/)p(?:roperty)?:(?:.*;)?RestoreLockedMode=true(?:;.*)?)$/i;

/** The restore of `dotnet`, `nuget` or `msbuild` that may change the lock; null where none is, or where something refuses that. */
export function looseRestore(
  program: string,
  args: readonly string[],
  locks: () => NugetLocks,
): string | null {
  const verb = verbOf(program, args);
  if (verb === null || args.some((arg) => LOCKED.test(arg))) return null;
  const { kept, enforced, restored } = locks();
  if (!kept || enforced || (verb !== 'restore' && restored)) return null;
  return `${program} ${verb}`;
}

function verbOf(program: string, args: readonly string[]): string | null {
  const [first = ''] = args;
  if (program === 'msbuild') {
    const own = args.some((arg) =>
      /^[-/](?:restore|r|t(?:arget)?:(?:.*;)?restore\b.*)$/i.test(arg),
    );
    return own ? 'restore' : null;
  }
  if (/^restore$/i.test(first)) return 'restore';
  if (program === 'nuget' || args.includes('--no-restore') || args.includes('--no-build'))
    return null;
  return /^(?:build|test|publish|pack|run)$/.test(first) ? first : null;
}
