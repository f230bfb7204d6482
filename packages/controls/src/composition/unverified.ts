import { rememberedOf } from '@plumbline/core';
import type { Range } from '../expression/syntax.js';
import { isInterpreter, ownWords } from '../shell/programs.js';
import { invocation, written, type Run } from './commands.js';
import {
  baseName,
  downloadOf,
  isFixed,
  pipedInto,
  substitutedProgram,
  type Download,
} from './downloads.js';

/** A download that is run without anybody having looked whether it is the right one. */
export interface Unverified extends Range {
  readonly address: string;
}

/** How many commands behind a download are looked at: keeps long scripts linear. */
const REACH = 60;

/** The downloads of a script that run unverified. */
export const unverifiedIn = rememberedOf((runs: readonly Run[]): readonly Unverified[] =>
  unverifiedBefore(runs, []),
);

/** The same, where commands of other scripts follow in the same place. */
export function unverifiedBefore(
  runs: readonly Run[],
  later: readonly Run[],
): readonly Unverified[] {
  return runs.flatMap((run, at) => {
    const { command } = run;
    const inside = substitutedProgram(command);
    if (inside !== null) return isFixed(inside.address) ? [] : [found(run, inside)];
    const download = downloadOf(command);
    if (download === null || isFixed(download.address)) return [];
    const behind = [...runs.slice(at + 1), ...later].slice(0, REACH);
    if (download.file === null) {
      const direct = pipedInto(run) !== null || unpackedIntoPath(run);
      const unpacker = unpackerOf(run);
      const unpacks = unpacker !== null && runsUnpacked(unpacker, behind);
      return direct || unpacks ? [found(run, download)] : [];
    }
    return runsFile(download.file, behind) ? [found(run, download)] : [];
  });
}

function found({ start, end }: Run, { address }: Download): Unverified {
  return { start, end, address };
}

/** Whether a later command runs the file before one has verified something. */
function runsFile(file: string, later: readonly Run[]): boolean {
  const names = new Set([file]);
  for (const run of later) {
    if (verifies(run)) return false;
    const { invoked } = run;
    if (invoked === null) continue;
    const { program, args } = invoked;
    if (isUse(run, { program, args, names })) return true;
    const archive = UNPACKERS.test(program) ? args.find((arg) => isFile(arg, names)) : undefined;
    if (archive !== undefined)
      return runsUnpacked([...args, ...productOf(archive)], later.slice(later.indexOf(run) + 1));
    if (/^(?:mv|cp|gunzip|unxz|bunzip2)$/.test(program) && args.some((arg) => isFile(arg, names))) {
      const target = args.at(-1) ?? '';
      if (isProgramFolder(target)) return true;
      names.add(target.replace(/\.(?:gz|xz|bz2)$/, ''));
    }
  }
  return false;
}

const UNPACKERS = /^(?:tar|bsdtar|unzip|7z)$/;

/** The arguments of what unpacks a download that is piped into it. */
function unpackerOf({ script, index }: Run): readonly string[] | null {
  const next = script[script[index]?.feeds ?? -1];
  const invoked = next === undefined ? null : invocation(next);
  return invoked !== null && UNPACKERS.test(invoked.program) ? invoked.args : null;
}

/** The folder that an archive is unpacked into. */
function folderOf(args: readonly string[]): string | null {
  const at = args.findIndex((arg) => /^(?:-C|-d|--directory|-o)$/.test(arg));
  const joined = args.find((arg) => /^(?:--directory=|-[Co]\S)/.test(arg));
  return args[at + 1] !== undefined && at !== -1
    ? (args[at + 1] ?? null)
    : (joined?.replace(/^--directory=|^-[Co]/, '') ?? null);
}

/** Whether, behind unpacking, something is put among the programs or run from a folder. */
function runsUnpacked(unpacked: readonly string[], later: readonly Run[]): boolean {
  const folder = folderOf(unpacked)?.replace(/\/+$/, '') ?? '.';
  const starts = (program: string): boolean =>
    /^\.\/[^/]+\/./.test(program) ||
    (folder !== '.' && program.startsWith(`${folder}/`)) ||
    unpacked.some(
      (member) => isMember(member) && (program === member || program.endsWith(`/${member}`)),
    );
  for (const run of later) {
    if (verifies(run)) return false;
    const [first] = ownWords(run.command);
    if ((first !== undefined && starts(written(first))) || isInstalled(run)) return true;
  }
  return false;
}

/** What an archive is called after: `terraform` of `terraform_1.9.8_linux_amd64.zip`. */
function productOf(archive: string): readonly string[] {
  return /^[A-Za-z][A-Za-z-]*[A-Za-z](?=[-_.])/.exec(baseName(archive)) ?? [];
}

/** A file inside an archive by its name, and no option, archive or folder. */
function isMember(name: string): boolean {
  return /^[\w$][\w.$-]*$/.test(name) && !/\.(?:tar|t?gz|tgz|zip|xz|bz2)$/.test(name);
}

/** Among the programs from now on: by a copy, or by a folder that later steps search. */
function isInstalled({ command, invoked }: Run): boolean {
  if (command.redirects.some(({ target }) => /GITHUB_PATH/.test(written(target)))) return true;
  const moves = /^(?:mv|cp|install|ln)$/.test(invoked?.program ?? '');
  return moves && isProgramFolder(invoked?.args.at(-1) ?? '');
}

interface Invoked {
  readonly program: string;
  readonly args: readonly string[];
  readonly names: ReadonlySet<string>;
}

function isUse({ command }: Run, { program, args, names }: Invoked): boolean {
  const [first] = ownWords(command);
  if (first !== undefined && isFile(written(first), names)) return true;
  const given = args.some((arg) => isFile(arg, names));
  if (!given) return false;
  if (isInterpreter(program) || program === 'source' || program === '.')
    return isFile(args.find((arg) => !arg.startsWith('-')) ?? '', names);
  if (program === 'chmod')
    return args.some((arg) => /^[ugoa]*\+[rw]*x|^0?[1-7]*[1357][0-7]*$/.test(arg));
  if (program === 'install') return isProgramFolder(args.at(-1) ?? '');
  if (program === 'java') return args.includes('-jar');
  if (program === 'tar' || program === 'unzip') return args.some((arg) => isProgramFolder(arg));
  if (/^(?:dpkg|rpm|installer|msiexec)$/.test(program)) return true;
  return /^(?:apt|apt-get|yum|dnf|apk|zypper|microdnf)$/.test(program);
}

/** The same name, or the same last part of a path where one of the two has no folder. */
function isFile(arg: string, names: ReadonlySet<string>): boolean {
  const path = plain(arg);
  return [...names].some((name) => {
    const other = plain(name);
    if (path === other) return path !== '';
    return (
      (!path.includes('/') || !other.includes('/')) &&
      baseName(path) === baseName(other) &&
      /[\w$]/.test(baseName(path))
    );
  });
}

function plain(path: string): string {
  return path.replace(/^\.\//, '').replace(/^\$(?:PWD|\(\))\//, '');
}

function isProgramFolder(path: string): boolean {
  return /^(?:\/.*|\$HOME\/.*|~\/.*|\$[A-Z_]*BIN.*)?\/s?bin(?:\/[^/]*)?$|^\$[A-Z_]*BIN/.test(path);
}

/** `curl … | tar -xz -C /usr/local/bin`. */
function unpackedIntoPath({ script, index }: Run): boolean {
  let at = script[index]?.feeds ?? null;
  for (let hops = 0; at !== null && hops < 10; hops += 1) {
    const next = script[at];
    const invoked = next === undefined ? null : invocation(next);
    if (next === undefined || invoked === null) return false;
    const unpacks = invoked.program === 'tar' || invoked.program === 'tee';
    if (
      unpacks &&
      invoked.args.some((arg) => isProgramFolder(arg.replace(/^-C|^--directory=/, '')))
    )
      return true;
    at = next.feeds;
  }
  return false;
}

type Compares = (args: readonly string[], substituted: boolean) => boolean;

const CHECKSUM: Compares = (args, substituted) =>
  substituted || args.some((arg) => /^(?:-[a-z0-9]*c|--check)$/.test(arg));
const VERIFY: Compares = (args) => args.some((arg) => arg.startsWith('verify'));
const MINISIGN: Compares = (args) => args.some((arg) => /^-[A-Za-z]*V/.test(arg));

/** Programs that compare a file with a digest or signature. */
const VERIFIERS: readonly (readonly [program: RegExp, compares: Compares])[] = [
  [/^(?:g?(?:sha(?:1|224|256|384|512)|md5)sum|shasum|b2sum)$/, CHECKSUM],
  [/^(?:gpgv2?|slsa-verifier)$/, () => true],
  [/^gpg2?$/, (args) => args.some((arg) => /^(?:--verify|--decrypt|-d)$/.test(arg))],
  [/^(?:cosign|rekor-cli|notation|ssh-keygen)$/, VERIFY],
  [/^gh$/, (args) => args[0] === 'attestation' && args[1] === 'verify'],
  [/^(?:minisign|signify)$/, MINISIGN],
  [/^get-filehash$/i, () => true],
  [/^openssl$/, (args, substituted) => substituted || args.some((arg) => /^-?verify$/.test(arg))],
];

/** Whether a command compares; a digest that is substituted into another command is compared there. */
function verifies({ invoked, path }: Run): boolean {
  if (invoked === null) return false;
  const found = VERIFIERS.find(([program]) => program.test(invoked.program));
  return found?.[1](invoked.args, path.includes('$')) === true;
}
