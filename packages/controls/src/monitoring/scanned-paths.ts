import { invocation, type Invocation } from '../composition/commands.js';
import type { ScriptSite } from '../composition/scripts.js';
import { scanIn, type ScanCommand } from './scanning-commands.js';

/** Scanners of Kubernetes objects and their like, with what makes them look at definitions. */
const SCANNERS: ReadonlyMap<string, RegExp> = new Map([
  ['trivy', /^(?:config|conf|(?:fs|filesystem|repo)\b.*\bmisconfig)\b/],
  ['conftest', /^(?:test|verify)\b/],
  ['kyverno', /^apply\b/],
  ['kics', /^scan\b/],
  ['kube-linter', /^lint\b/],
  ['kubescape', /^scan\b/],
  ['polaris', /^audit\b/],
  ['datree', /^test\b/],
  ['terrascan', /^scan\b/],
  ['gator', /^test\b/],
  ['opa', /^(?:eval|exec)\b/],
  ['regula', /^run\b/],
  ['snyk', /^iac\b/],
  ['semgrep', /./],
  ['tekton-lint', /(?:)/],
  ['tkn-lint', /(?:)/],
]);

const PASSES = /--(?:soft-fail|no-fail|exit-code[= ]0|fail-on[= ](?:none|never))\b/;
/** Options that say where rules and answers are, and not what is looked at. */
const ASIDE =
  /^--?(?:p|o|c|f|policy|policies|config(?:-file)?|output(?:-file-path)?|report.*|format|framework|severity|exit-code|ignore.*|data|namespace|external-checks-dir|rules?|baseline|skip.*|template|q|queries-path)$/;

/** A scan of definitions in a script of a run, and whether it leaves those of the target out. */
export interface DefinitionScan extends ScanCommand {
  readonly isElsewhere: boolean;
}

/** The scan of a script, where `paths` are the files of the definitions; null if there is none. */
export function definitionScan(
  script: ScriptSite,
  paths: readonly string[],
): DefinitionScan | null {
  const known = scanIn(script);
  const found = script.runs.flatMap(({ command, invoked }) => {
    const told = invocation(command) ?? invoked;
    if (told === null) return [];
    const { program, args } = told;
    const isScan = program === known?.name || SCANNERS.get(program)?.test(args.join(' ')) === true;
    return isScan ? [told] : [];
  });
  const [first] = found;
  if (first === undefined) return known === null ? null : { ...known, isElsewhere: false };
  const isIgnored =
    known?.isIgnored === true ||
    PASSES.test(first.args.join(' ')) ||
    isPassedOver(script.text, first.program);
  return {
    name: first.program,
    isIgnored,
    isElsewhere: found.every((one) => looksElsewhere(one, paths)),
  };
}

function isPassedOver(text: string, program: string): boolean {
  return text
    .replaceAll('\\\n', ' ')
    .split('\n')
    .some((line) => line.includes(program) && /\|\|\s*(?:true|:|echo\b.*|exit 0)\s*$/.test(line));
}

/** Whether all that a scanner is told to look at are folders and kinds of other files. */
function looksElsewhere({ program, args }: Invocation, paths: readonly string[]): boolean {
  const text = args.join(' ');
  const kinds = /--(?:framework|type)[= ](\S+)/.exec(text)?.[1];
  if (program === 'checkov' && kinds !== undefined && !/kubernetes|all|yaml|tekton/i.test(kinds))
    return true;
  const named = program === 'kyverno' ? resourcesIn(text) : targetsIn(args);
  return named.some(({ isSure }) => isSure) && !named.some(({ path }) => reaches(path, paths));
}

/** What a scanner is told to look at; behind an option that is not known it may be the value of that. */
interface Target {
  readonly path: string;
  readonly isSure: boolean;
}

/** Its other words are rules. */
function resourcesIn(text: string): readonly Target[] {
  return [...text.matchAll(/(?:--resource|-r)[= ](\S+)/g)].map(([, path = '']) => ({
    path,
    isSure: true,
  }));
}

const TOLD = /^--?(?:d|dir|directory|files?|filename|input|path|root|resources?)$/;

function targetsIn(args: readonly string[]): readonly Target[] {
  return args.flatMap((arg, at): readonly Target[] => {
    const [, option, value = ''] = /^(--?[\w-]+)=(.+)$/.exec(arg) ?? [];
    if (option !== undefined) return TOLD.test(option) ? [{ path: value, isSure: true }] : [];
    const before = args[at - 1] ?? '';
    if (arg.startsWith('-') || ASIDE.test(before) || (at === 0 && /^[a-z_-]+$/.test(arg)))
      return [];
    return [{ path: arg, isSure: !before.startsWith('-') || TOLD.test(before) }];
  });
}

/** Whether a path is one above definitions, in it, or one that cannot be told. */
function reaches(target: string, paths: readonly string[]): boolean {
  const path = target.replace(/^\.\//, '').replace(/\/+$/, '');
  if (/[$`]|^\.?$|^\*|^https?:|^\/[^/]*$/.test(path)) return true;
  const parts = path.split('/').filter((part) => part !== '');
  const [last = ''] = parts.slice(-1);
  if (
    /^(?:src|source|sources|repo|repository|work|workspace|change|checkout|code|app|tree)$/.test(
      last,
    )
  )
    return true;
  return parts.some((_part, at) => {
    const rest = parts
      .slice(at)
      .join('/')
      .replace(/\/?\*.*$/, '');
    return rest === '' || paths.some((one) => one === rest || one.startsWith(`${rest}/`));
  });
}
