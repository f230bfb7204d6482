import { invocation, type Invocation } from '../composition/commands.js';
import type { ScriptSite } from '../composition/scripts.js';

/** A command that scans definitions. */
export interface ScanCommand {
  readonly name: string;
  /** Whether its result is thrown away in the script. */
  readonly isIgnored: boolean;
}

const PROGRAMS = new Set([
  'zizmor',
  'poutine',
  'octoscan',
  'checkov',
  'pipeline-check',
  'tekton-guard',
  'plumbline',
]);

/** The first command of a script that scans definitions; null if there is none. */
export function scanIn({ runs, text }: ScriptSite): ScanCommand | null {
  const found = runs.find(({ command }) => isScan(invocation(command)));
  if (found === undefined) return null;
  const next = found.script[found.index + 1];
  const between = text.slice(found.end, next?.start ?? found.end);
  const passes = next === undefined ? null : invocation(next);
  const isIgnored =
    /\|\|\s*$/.test(between) &&
    (/^(?:true|:|echo|printf)$/.test(passes?.program ?? '') || isGood(passes));
  return {
    name: programIn(invocation(found.command)),
    isIgnored: isIgnored || inAudit(found.invoked),
  };
}

/** `exit 0`. */
function isGood(invoked: Invocation | null): boolean {
  return invoked?.program === 'exit' && invoked.args[0] === '0';
}

function isScan(invoked: Invocation | null): boolean {
  const program = programIn(invoked);
  return (
    PROGRAMS.has(program) &&
    (program !== 'plumbline' || invoked?.args.includes('config-benchmark') === true)
  );
}

/** Our own command fails nothing in this mode. */
function inAudit(invoked: Invocation | null): boolean {
  return /--mode[= ]audit\b/.test(invoked?.args.join(' ') ?? '');
}

/** The program, also behind a runner of packages. */
function programIn(invoked: Invocation | null): string {
  if (invoked === null) return '';
  const { program, args } = invoked;
  const words = args.filter((word) => !word.startsWith('-'));
  if (/^(?:npx|uvx|pnpx|bunx)$/.test(program)) return packageIn(words[0] ?? '');
  const runs = ['run', 'exec', 'dlx'].includes(words[0] ?? '');
  if (/^(?:pipx|uv|pnpm|yarn|poetry)$/.test(program) && runs) return packageIn(words[1] ?? '');
  return program;
}

/** Without the version; the package of our own command has another name. */
function packageIn(word: string): string {
  const name = word.replace(/(?<=.)(?:@|[=~<>!]=).*$/, '');
  return name === '@plumbline/cli' ? 'plumbline' : name;
}
