import { invocation, written, type Run } from '../composition/commands.js';
import { placeOfRun, type ScriptSite } from '../composition/scripts.js';
import type { Violation } from '../violation.js';
import { isPlaceholder } from './literal.js';
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
function literalIn({ command }: Run): string | null {
  const assigned = command.assignments.find(
    ({ name, value }) => namesCredential(name) && !isPlaceholder(written(value)),
  );
  if (assigned !== undefined) return assigned.name;
  const invoked = invocation(command);
  return invoked === null ? null : inArguments(invoked.program, invoked.args);
}

function inArguments(program: string, args: readonly string[]): string | null {
  for (const [index, arg] of args.entries()) {
    const value = args[index + 1] ?? '';
    const [, option = '', joined] = /^(--[\w-]+|[A-Za-z_]\w*)(?:=(.*))?$/.exec(arg) ?? [];
    const sets = option.startsWith('--') || (program === 'export' && joined !== undefined);
    if (sets && isCredential(option, joined ?? value)) return option;
    if (/^(?:docker|podman|buildah|skopeo|helm|oras)$/.test(program) && arg === '-p') {
      if (args.includes('login') && !isPlaceholder(value)) return '-p';
    }
    if (program === 'curl' && /^(?:-u|--user)$/.test(arg) && hasPassword(value)) return arg;
    if (
      /^authorization: *(?:bearer|basic|token) /i.test(arg) &&
      !isPlaceholder(arg.replace(/^\S+ *\S+ +/, ''))
    )
      return 'Authorization';
  }
  return null;
}

function isCredential(option: string, value: string): boolean {
  return namesCredential(option) && !value.startsWith('-') && !isPlaceholder(value);
}

function hasPassword(value: string): boolean {
  const at = value.indexOf(':');
  return at !== -1 && !isPlaceholder(value.slice(at + 1));
}
