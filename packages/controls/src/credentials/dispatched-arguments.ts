import type { Text } from '@plumbline/pipeline';
import type { Run } from '../composition/commands.js';
import { scriptOf } from '../composition/scripts.js';
import type { StepSite } from '../github/steps.js';
import type { Subject } from '../subject.js';
import { readsVariable } from './expressions.js';
import { variablesOf } from './steps.js';

/** Programs that print, compare or cut what they are given. */
const DATA =
  /^(?:echo|printf|test|\[|\[\[|jq|yq|cat|tee|grep|egrep|sed|awk|cut|tr|wc|head|tail|sort|date|basename|dirname|export|local|declare|readonly|read|case|exit|return|true|false|:|curl)$/;

/** Options whose value is read by people or sent as it is. */
const PROSE =
  /^--(?:message|body|title|notes|description|data|data-raw|field|raw-field|subject|comment)$/;
/** Their short forms; to other programs `-n` is a namespace and `-t` a tag. */
const SHORT = /^-[mbtndfF]$/;
const SPEAKS = /^(?:gh|git|glab|hub|npm|hg|svn)$/;

/** What carries a value through the environment into the arguments of a command that acts by it. */
export function carriedArguments(subject: Subject, site: StepSite): readonly Text[] {
  const script = scriptOf(subject, site.step);
  if (script === undefined) return [];
  return variablesOf(site)
    .filter(({ name }) => script.runs.some((run) => acts(run, name.value)))
    .map(({ value }) => value);
}

function acts({ invoked }: Run, name: string): boolean {
  if (invoked === null || DATA.test(invoked.program)) return false;
  return invoked.args.some(
    (arg, index) =>
      readsVariable(arg, name) &&
      !isProse(invoked.program, invoked.args[index - 1] ?? '') &&
      !isProse(invoked.program, arg.replace(/=.*$/s, '')),
  );
}

function isProse(program: string, option: string): boolean {
  return PROSE.test(option) || (SPEAKS.test(program) && SHORT.test(option));
}
