import type { Text, WorkflowStep } from '@plumbline/pipeline';
import { actionOf, inputOf } from '../credentials/steps.js';
import { accessedIn, readsVariable } from '../credentials/expressions.js';
import { exposureOf } from '../github/exposure.js';
import { isAtStake } from '../github/privileges.js';
import { stepsOf, type JobSite, type StepSite } from '../github/steps.js';
import type { Subject } from '../subject.js';
import { placeIn, type Violation } from '../violation.js';
import { executes } from './executes.js';

/** Who starts a run by hand, or by a command in a comment, for a pull request has looked at it; its number means what stands there later (2.2.3). */
export function judgeDispatched(subject: Subject): readonly Violation[] {
  return stepsOf(subject).flatMap((site): readonly Violation[] => {
    const { step, job, of, address } = site;
    const by = job === null ? null : pullByNumber(site);
    if (job === null || by === null || !isAtStake(job) || !runsAfter(job, step)) return [];
    return [
      {
        at: placeIn(of, by),
        address,
        subject: 'dispatch',
        severity: 'medium',
        exposure: { ...exposureOf(subject, job), reach: 'anyone' },
        message:
          'The author of a pull request can push another commit after somebody looked at it and started this: it is checked out by number, and runs here.',
        hint: 'an input with the commit, and ref: ${{ inputs.<commit> }}',
      },
    ];
  });
}

/** Where a step takes the head of a pull request whose number somebody typed. */
function pullByNumber({ step, job }: StepSite): Text | null {
  const isStarted = job?.workflow.triggers.some(({ event }) =>
    /^(?:workflow|repository)_dispatch$/.test(event.value),
  );
  if (isStarted !== true) return null;
  const ref = actionOf(step) === 'actions/checkout' ? inputOf(step, 'ref') : null;
  if (ref !== null) return /refs\/pull\//.test(ref.value) && isTyped(ref.value) ? ref : null;
  const { run } = step;
  const lines = run?.value.split('\n') ?? [];
  const takes = lines.some((line) => FETCHES.test(line) && (isTyped(line) || carries(step, line)));
  const isCompared = /\bsha\b|\boid\b|headRefOid|rev-parse/i.test(run?.value ?? '');
  return run !== null && takes && !isCompared ? run : null;
}

const FETCHES = /\bgh\s+pr\s+checkout\b|\bgit\b.*\bpull\/[^\s/]*\/(?:head|merge)\b/;

function isTyped(text: string): boolean {
  return accessedIn(text).some(
    ([context, first, second]) =>
      context === 'inputs' ||
      (context === 'github' &&
        first === 'event' &&
        (second === 'inputs' || second === 'client_payload')),
  );
}

function carries({ env }: WorkflowStep, line: string): boolean {
  return (env?.entries ?? []).some(
    ({ name, value }) => isTyped(value.value) && readsVariable(line, name.value),
  );
}

function runsAfter({ job }: JobSite, step: WorkflowStep): boolean {
  return job.steps.slice(job.steps.indexOf(step)).some((later) => executes(later) !== null);
}
