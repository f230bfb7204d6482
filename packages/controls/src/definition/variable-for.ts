import type { Settings } from '@plumbline/pipeline';
import type { Added } from '../fix/lines.js';
import type { GitHubFlow } from '../taint/github/flow.js';

/** A variable of a step that holds an expression. */
export interface Variable {
  readonly name: string;
  /** What `env` of the step needs; null if the variable is there. */
  readonly entry: Added | null;
}

/** The name of a value and nothing else. */
const PATH = /^[a-z_][\w-]*(?:\.[a-z_][\w-]*|\[(?:\d+|'[\w-]+')\])+$/i;

/** What shells, runners and their programs give a meaning. */
const RESERVED =
  /^(?:PATH|HOME|USER|LOGNAME|PWD|OLDPWD|SHELL|TERM|LANG|UID|EUID|IFS|CI|ENV|TMPDIR|HOSTNAME|RANDOM|SECONDS|LINENO|OPTARG|REPLY|EDITOR|PAGER|LC_\w+|LD_\w+|BASH\w*|PS\d|(?:GITHUB|RUNNER|ACTIONS|INPUT|GIT|NODE|NPM|PYTHON|DOCKER)_\w+)$/;

/** The variable for what a flow fills in: one that holds it already, or a new one; null if there is no certain name. */
export function variableFor(flow: GitHubFlow, taken: ReadonlySet<string>): Variable | null {
  const { subject, step, job } = flow;
  if (!PATH.test(subject)) return null;
  const outer = [job?.job.env ?? null, job?.workflow.env ?? null];
  const known = /^env\.(\w+)$/.exec(subject)?.[1];
  if (known !== undefined)
    return [step.env, ...outer].some((env) => valueOf(env, known) !== null) &&
      isOnlyRead(flow, known)
      ? { name: known, entry: null }
      : null;
  const own = step.env?.entries.find(({ value }) => isSame(value.value, subject))?.name.value;
  if (own !== undefined) return isOnlyRead(flow, own) ? { name: own, entry: null } : null;
  const free = namesFor(subject).find(
    (name) => !RESERVED.test(name) && !taken.has(name) && !isUsed(flow, name, outer),
  );
  return free === undefined ? null : { name: free, entry: [free, `\${{ ${subject} }}`] };
}

function isSame(value: string, subject: string): boolean {
  return value.startsWith('${{') && value.endsWith('}}') && value.slice(3, -2).trim() === subject;
}

function valueOf(env: Settings | null, name: string): string | null {
  return env?.entries.find((entry) => entry.name.value === name)?.value.value ?? null;
}

/** `github.event.issue.title`: ISSUE_TITLE, then with more of the path in front. */
function namesFor(subject: string): readonly string[] {
  const words = subject
    .replace(/\['?([\w-]+)'?\]/g, '.$1')
    .split('.')
    .filter((word, index) => index > 1 || !/^(?:github|event)$/.test(word))
    .map((word) => word.replace(/-/g, '_').toUpperCase());
  const last = `${words.at(-1) ?? ''}_VALUE`;
  return [
    ...words.map((_word, index) => words.slice(words.length - 1 - index).join('_')),
    last,
  ].filter((name) => /^[A-Z]\w*_\w+$/.test(name));
}

/** Whether the script, or what surrounds it, knows the name already. */
function isUsed({ step }: GitHubFlow, name: string, outer: readonly (Settings | null)[]): boolean {
  const word = new RegExp(`\\b${name}\\b`);
  return (
    word.test(step.run?.value ?? '') ||
    [step.env, ...outer].some((env) => env?.entries.some((entry) => entry.name.value === name))
  );
}

/** Whether the script reads a variable and never sets it: a name is safe only if it holds what the expression says. */
function isOnlyRead({ step }: GitHubFlow, name: string): boolean {
  const text = step.run?.value ?? '';
  if (!/^[A-Za-z_]\w*$/.test(name)) return false;
  const all = text.match(new RegExp(`\\b${name}\\b`, 'g'))?.length ?? 0;
  const read = text.match(new RegExp(`(?:\\$\\{?|\\benv\\.)${name}\\b(?!:?=)`, 'g'))?.length ?? 0;
  return all === read;
}
