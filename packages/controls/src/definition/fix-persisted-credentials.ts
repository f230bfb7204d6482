import type { WorkflowStep } from '@plumbline/pipeline';
import { scriptOf } from '../composition/scripts.js';
import { actionOf, inputOf } from '../credentials/steps.js';
import { below, columnOf, endOf, entryOf, hasAliases, intoMap, isFlow } from '../fix/lines.js';
import { UNUSUAL, type Fix } from '../fix/fix.js';
import type { StepSite } from '../github/steps.js';
import type { Subject } from '../subject.js';
import { pushesNothing, usesNoCredential } from './no-credential.js';

const LINE = 'persist-credentials: false';

/** 2.4.1: `persist-credentials: false`, where everything that follows in the job is known to do without. */
export function dropCredential(subject: Subject, site: StepSite): Fix {
  const { step, action, of } = site;
  const { source } = of;
  if (inputOf(step, 'persist-credentials') !== null) return { left: 'its author wrote otherwise' };
  if (action !== null) return { left: 'the steps of those who call the action may use it' };
  const user = userOf(subject, site);
  if (user !== null) return { left: `${user} may use it` };
  const given = entryOf(step.node, 'with');
  if (hasAliases(of.node) || isFlow(source, step.node)) return UNUSUAL;
  const edit = given === null ? afterUses(site) : intoMap(source, given, [LINE]);
  return edit === null ? UNUSUAL : { edits: [edit], does: LINE };
}

function afterUses({ step, of: { source } }: StepSite): ReturnType<typeof below> {
  const uses = entryOf(step.node, 'uses');
  if (uses?.value.kind !== 'scalar') return null;
  const column = columnOf(source, uses.key);
  const end = endOf(source, uses.value);
  if (column === null || end === null) return null;
  return below(source, end, { column, lines: ['with:', `  ${LINE}`] });
}

/** The first of the later steps of which it is not known that it does without the credential. */
function userOf(subject: Subject, { job, step }: StepSite): string | null {
  const later = job?.job.steps.filter(({ index }) => index > step.index) ?? [];
  if (later.length === 0) return null;
  if (has(step, 'filter', 'sparse-checkout'))
    return 'git, which fetches what is missing as it goes,';
  if (has(step, 'token', 'ssh-key')) return 'what follows';
  for (const each of later) {
    const user = each.run === null ? actionUser(each) : scriptUser(subject, each);
    if (user !== null) return user;
  }
  return null;
}

function has(step: WorkflowStep, ...names: readonly string[]): boolean {
  return names.some((name) => inputOf(step, name) !== null);
}

function actionUser(step: WorkflowStep): string | null {
  const action = actionOf(step);
  return action !== null && usesNoCredential(action) ? null : (step.uses?.value ?? 'a later step');
}

function scriptUser(subject: Subject, step: WorkflowStep): string | null {
  const script = scriptOf(subject, step);
  if (script === undefined || script.language !== 'shell') return 'a later script';
  const run = script.runs.find((each) => !pushesNothing(each));
  if (run === undefined) return null;
  return run.invoked === null ? 'a later script' : `\`${run.invoked.program}\` of a later step`;
}
