import type { AccessPath } from '../expression/path.js';
import { stepsOf, type StepSite } from '../github/steps.js';
import type { Subject } from '../subject.js';
import { taintsOf } from '../taint/evaluate.js';
import { entry } from '../taint/github/names.js';
import { payloadFields, UNKNOWN_EVENT } from '../taint/github/payload.js';
import { expressionsOf, placeWithin } from '../taint/github/texts.js';
import { CLEAN } from '../taint/taint.js';
import type { Violation } from '../violation.js';
import { codeOf } from './injection.js';

/** Texts of events in code where no event that starts the workflow has them: today they are empty, with one more event they are not. */
export function idleFields(subject: Subject): readonly Violation[] {
  return stepsOf(subject).flatMap((site) => {
    const { of, step, address } = site;
    return codeOf(step).flatMap((text) =>
      expressionsOf(text).flatMap((occurrence) => {
        if (occurrence.expression === null) return [];
        const at = placeWithin(of, text, occurrence);
        const [value] = taintsOf(occurrence.expression, (path) =>
          isIdle(site, path) ? [entry(path.join('.'), at, BY)] : CLEAN,
        );
        return value === undefined ? [] : [violation({ at, address, subject: value.name })];
      }),
    );
  });
}

const BY = { grade: 'committer', who: 'Nobody' } as const;

function isIdle({ of }: StepSite, [context, event, ...path]: AccessPath): boolean {
  if (context !== 'github' || event !== 'event' || path.length < 2 || !('jobs' in of)) return false;
  const known = payloadFields(path, UNKNOWN_EVENT).some(
    ({ free, grade, path: field }) =>
      free && grade !== 'caller' && field.length === path.length && field.at(-1) !== 'ref',
  );
  return known && of.triggers.every((one) => lacks(one.event.value, path));
}

/** A called workflow has the event of its callers. */
function lacks(event: string, path: AccessPath): boolean {
  return event !== 'workflow_call' && payloadFields(path, event).length === 0;
}

function violation(where: Pick<Violation, 'at' | 'address' | 'subject'>): Violation {
  return {
    ...where,
    severity: 'low',
    confidence: 'medium',
    message: `Whoever writes \`${where.subject}\` runs commands here as soon as an event starts this that has it; today it is empty.`,
    hint: `env: { VALUE: \${{ ${where.subject} }} }   # and "$VALUE" in the script`,
  };
}
