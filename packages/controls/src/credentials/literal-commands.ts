import { written, type Run } from '../composition/commands.js';
import { placeOfRun, type ScriptSite } from '../composition/scripts.js';
import type { Command } from '../shell/syntax.js';
import type { Violation } from '../violation.js';
import { isPlaceholder } from './literal.js';
import { literalSetting } from './literal-settings.js';
import { namesCredential } from './secret-names.js';

/** Control 3.2.1 in scripts: credentials that are assigned, or given to a command as they are. */
export function literalCommands(site: ScriptSite, hint: string): readonly Violation[] {
  return site.runs.flatMap((run) => {
    const name = literalIn(run);
    if (name === null) return [];
    return [
      {
        at: placeOfRun(site, run),
        address: site.address,
        subject: name,
        severity: 'high' as const,
        ...(site.exposure === null ? {} : { exposure: { ...site.exposure, privileged: true } }),
        message: `Whoever can read the repository can read a credential in \`${name}\`.`,
        hint,
      },
    ];
  });
}

/** What holds the credential: a variable, an option, a header. */
function literalIn({ command, invoked }: Run): string | null {
  const assigned = command.assignments.find(
    ({ name, value }) => namesCredential(name) && !isPlaceholder(written(value)),
  );
  if (assigned !== undefined) return assigned.name;
  const given = invoked === null ? null : inArguments(invoked.program, invoked.args);
  return given ?? inHereDocument(command);
}

/** A setting of a file that a here-document writes. */
function inHereDocument({ input }: Command): string | null {
  return input === null ? null : literalSetting(written(input));
}

function inArguments(program: string, args: readonly string[]): string | null {
  const at = args.findIndex((arg, index) =>
    holds(program, args, { arg, value: args[index + 1] ?? '' }),
  );
  const arg = args[at];
  if (arg === undefined) return null;
  return /^authorization:/i.test(arg) ? 'Authorization' : arg.replace(/=.*$/s, '');
}

interface Argument {
  readonly arg: string;
  /** What follows it. */
  readonly value: string;
}

function holds(program: string, args: readonly string[], given: Argument): boolean {
  const { arg, value } = given;
  if (isSet(program, given)) return true;
  if (LOGINS.test(program) && arg === '-p') return args.includes('login') && !isPlaceholder(value);
  if (program === 'curl' && /^(?:-u|--user)$/.test(arg)) return hasPassword(value);
  if (!/^auth/i.test(arg)) return false;
  const token = /^authorization: *(?:bearer|basic|token) +(.*)$/is.exec(arg)?.[1];
  return token !== undefined && !isPlaceholder(token);
}

/** `--password x`, `--password=x`, `-Dlogin.password=x`, `export PASSWORD=x`. */
function isSet(program: string, { arg, value }: Argument): boolean {
  const [, option = '', joined] = /^(--[\w-]+|-D[\w.-]+|[A-Za-z_]\w*)(?:=(.*))?$/s.exec(arg) ?? [];
  const isOption = option.startsWith('--');
  if (!isOption && joined === undefined) return false;
  const sets = isOption || option.startsWith('-D') || program === 'export';
  return sets && isCredential(option, joined ?? value);
}

const LOGINS = /^(?:docker|podman|buildah|skopeo|helm|oras)$/;

function isCredential(option: string, value: string): boolean {
  return namesCredential(option) && !value.startsWith('-') && !isPlaceholder(value);
}

function hasPassword(value: string): boolean {
  const at = value.indexOf(':');
  return at !== -1 && !isPlaceholder(value.slice(at + 1));
}
