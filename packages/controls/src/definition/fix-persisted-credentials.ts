import { rememberedOf } from '@plumbline/core';
import type { WorkflowStep } from '@plumbline/pipeline';
import { scriptOf } from '../composition/scripts.js';
import { actionOf, inputOf } from '../credentials/steps.js';
import { entryOf, hasAliases, intoMap, mapBehind, type Added } from '../fix/lines.js';
import { UNUSUAL, type Fix } from '../fix/fix.js';
import type { StepSite } from '../github/steps.js';
import { shared, type Subject } from '../subject.js';
import { pushesNothing, usesNoCredential } from './no-credential.js';

const OFF: Added = ['persist-credentials', 'false'];

/** 2.4.1: `persist-credentials: false`, where everything that follows in the job is known to do without. */
export function dropCredential(subject: Subject, site: StepSite): Fix {
  const { step, action, of } = site;
  const { source } = of;
  if (inputOf(step, 'persist-credentials') !== null) return { left: 'its author wrote otherwise' };
  if (action !== null) return { left: 'the steps of those who call the action may use it' };
  const user = userOf(subject, site);
  if (user !== null) return { left: `${user} may use it` };
  const given = entryOf(step.node, 'with');
  const entry = entryOf(step.node, 'uses');
  if (hasAliases(of.node) || entry === null) return UNUSUAL;
  const edit =
    given === null
      ? mapBehind(source, step.node, { entry, name: 'with', added: [OFF] })
      : intoMap(source, given, [OFF]);
  return edit === null ? UNUSUAL : { edits: [edit], does: OFF.join(': ') };
}

/** The first of the later steps of which it is not known that it does without the credential. */
function userOf(subject: Subject, { job, step }: StepSite): string | null {
  const later = job?.job.steps.filter(({ index }) => index > step.index) ?? [];
  if (later.length === 0) return null;
  if (has(step, 'filter', 'sparse-checkout'))
    return 'git, which fetches what is missing as it goes,';
  if (has(step, 'token', 'ssh-key')) return 'what follows';
  for (const each of later) {
    const user = userIn(subject)(each);
    if (user !== '') return user;
  }
  return null;
}

function has(step: WorkflowStep, ...names: readonly string[]): boolean {
  return names.some((name) => inputOf(step, name) !== null);
}

/** What of a step may use the credential; empty if nothing does. Every checkout in front of it asks. */
const userIn = shared((subject: Subject) =>
  rememberedOf((step: WorkflowStep): string =>
    step.run === null ? actionUser(step) : scriptUser(subject, step),
  ),
);

function actionUser(step: WorkflowStep): string {
  const action = actionOf(step);
  return action !== null && usesNoCredential(action) ? '' : (step.uses?.value ?? 'a later step');
}

function scriptUser(subject: Subject, step: WorkflowStep): string {
  const script = scriptOf(subject, step);
  if (script === undefined || script.language !== 'shell') return 'a later script';
  const run = script.runs.find((each) => !pushesNothing(each));
  if (run === undefined) return '';
  return run.invoked === null ? 'a later script' : `\`${run.invoked.program}\` of a later step`;
}
