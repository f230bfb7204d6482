import type { Text } from '@plumbline/pipeline';
import { dotted } from '../expression/path.js';
import type { JobSite, StepSite } from '../github/steps.js';
import { placeIn, type Violation } from '../violation.js';

/** The head of a pull request, as a checkout or a script names it. */
const HEAD =
  /github\.event\.pull_request\.head\b|github\.head_ref|refs\/pull\/|\bgh\s+pr\s+checkout\b/i;
/** What tells whose change it is. */
const AUTHOR =
  /author_association|head\.repo\.(?:full_name|fork|id|owner)|\.user\.login|sender\.login|github\.(?:triggering_)?actor\b/i;

/** A label that starts the change of anybody with secrets: it says that somebody looked, not who wrote it (5.1.1). */
export function labelledCode(site: JobSite, steps: readonly StepSite[]): readonly Violation[] {
  const { workflow, job, address } = site;
  const trigger = workflow.triggers.find(({ event }) => event.value === 'pull_request_target');
  const types = trigger?.filters.find(({ name }) => name.value === 'types')?.values ?? [];
  const needed = workflow.jobs.filter(({ id }) =>
    job.needs.some(({ value }) => value === id.value),
  );
  const head = steps.find(({ step }) => !asksAuthor(step.condition) && takesHead(step));
  const conditions = [job, ...needed, ...(head === undefined ? [] : [head.step])].map(
    ({ condition }) => condition,
  );
  const isLabelled =
    types.some(({ value }) => value === 'labeled') &&
    (types.length === 1 ||
      conditions.some((text) => /\.labels?\b/i.test(dotted(text?.value ?? ''))));
  if (!head || trigger === undefined || !isLabelled || conditions.some(asksAuthor)) return [];
  return [
    {
      at: placeIn(workflow, job.condition ?? trigger.event),
      address: `${address}.if`,
      subject: 'labeled',
      severity: 'medium',
      confidence: 'medium',
      message:
        'A label starts anybody’s change with the secrets of the repository: nothing looks at who wrote it.',
      hint: `if: contains(fromJSON('["OWNER","MEMBER","COLLABORATOR"]'), github.event.pull_request.author_association)`,
    },
  ];
}

function asksAuthor(condition: Text | null): boolean {
  return condition !== null && AUTHOR.test(dotted(condition.value));
}

function takesHead({ run, env, with: inputs }: StepSite['step']): boolean {
  const texts = [
    run,
    ...inputs.map(({ value }) => value),
    ...(env?.entries ?? []).map(({ value }) => value),
  ];
  return texts.some((text) => text !== null && HEAD.test(dotted(text.value)));
}
