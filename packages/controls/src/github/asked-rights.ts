import { readsVariable } from '../credentials/expressions.js';
import { onlyHandsOn } from '../inlined/outputs.js';
import { parseUses, type Job, type Workflow, type WorkflowStep } from '@plumbline/pipeline';

/** Programs that ask for the rights of a person. */
const ASKS =
  /getCollaboratorPermissionLevel|collaborators\/[^\s"']*\/permission|author_association|getMembershipForUser|checkMembershipForUser|permission-level/i;
const ASKING_ACTIONS =
  /(?:permission|membership|check-user|actor|team-member|is-member|collaborator|slash-command-dispatch|access-check)/i;

/** Whether a step looks up what a person may do; what it only hands on is asked where it is read. */
export function asksForRights(step: WorkflowStep): boolean {
  if (onlyHandsOn(step.node)) return false;
  if (turnsAway(step)) return true;
  const script = step.run?.value ?? '';
  const given = (step.env?.entries ?? [])
    .filter(({ name, value }) => ASKS.test(value.value) && looksAt(script, name.value))
    .map(({ value }) => value.value);
  if ([...scriptsOf(step), ...given].some((text) => ASKS.test(text))) return true;
  const used = step.uses === null ? null : parseUses(step.uses.value);
  return used?.kind === 'remote' && ASKING_ACTIONS.test(used.repository);
}

/** Who a condition may ask for. */
const PERSON =
  /author_association|\b(?:actor|(?:user|sender|owner)\.login|head\.repo\.(?:full_name|fork))\b/;

/** Whether a step fails for those whom its condition names. */
function turnsAway(step: WorkflowStep): boolean {
  const condition = step.condition?.value ?? '';
  return (
    PERSON.test(condition) &&
    /!|\bfork\b/.test(condition) &&
    scriptsOf(step).some((text) => STOPS.test(text))
  );
}

/** Whether a script does more with a variable than to print it. */
function looksAt(script: string, name: string): boolean {
  return script
    .split('\n')
    .some((line) => readsVariable(line, name) && !/^\s*(?:echo|printf)\b[^|]*$/.test(line));
}

function scriptsOf({ run, with: inputs }: WorkflowStep): readonly string[] {
  return [run?.value ?? '', ...inputs.map(({ value }) => value.value)];
}

/** Whether a step in front of another, or of a job that it waits for, fails where rights are missing. */
export function failsWithoutRights(workflow: Workflow, job: Job, before: WorkflowStep): boolean {
  const needed = workflow.jobs.filter(({ id }) =>
    job.needs.some(({ value }) => value === id.value),
  );
  const steps = [
    ...job.steps.slice(0, Math.max(job.steps.indexOf(before), 0)),
    ...needed.flatMap((one) => one.steps),
  ];
  return steps.some(
    (step) =>
      (turnsAway(step) || scriptsOf(step).some((text) => ASKS.test(text) && STOPS.test(text))) &&
      (step.continueOnError === null || step.continueOnError.value === 'false'),
  );
}

const STOPS = /\bsetFailed\b|\bexit\s+[1-9]|\bthrow\b/;
