import type { DecidedLeg } from '../control.js';
import { hasGitHub } from '../github/steps.js';
import type { Place, Violation } from '../violation.js';
import { inlinedSubject } from './inlined.js';

type Judge = DecidedLeg['judge'];

/**
 * Judges workflows, if there are any, as they run, with what they call of the repository in its place; without it a leg
 * judges what is written, file by file. What several calls show of one place is told once.
 */
export function asRun(judge: Judge): Judge {
  return (subject) => {
    if (!hasGitHub(subject)) return 'not-applicable';
    const judgement = judge(inlinedSubject(subject));
    return typeof judgement === 'string' ? judgement : onceEach(judgement);
  };
}

/** Judges what is written and workflows as they run: a name says more in the one, what it stands for in the other. */
export function eitherWay(judge: Judge): Judge {
  return (subject) => {
    const found = [subject, inlinedSubject(subject)].map((one) => judge(one));
    const [written = 'not-applicable'] = found;
    const told = found.filter((one) => typeof one !== 'string');
    return told.length === 0 ? written : onceEach(told.flat());
  };
}

/** Violations without those that tell the same of the same place, which is told with all that call it. */
export function onceEach(violations: readonly Violation[]): readonly Violation[] {
  const told = Map.groupBy(violations, ({ at, subject, message }) =>
    [keyOf(at), subject, message].join('\0'),
  );
  return [...told.values()].flatMap(([first, ...others]) => {
    if (first === undefined || others.length === 0) return first ?? [];
    const calls = [first, ...others].flatMap(({ at }) => at.calledFrom ?? []);
    const once = [...new Map(calls.map((place) => [keyOf(place), place])).values()];
    return once.length === 0 ? first : { ...first, at: { ...first.at, calledFrom: once } };
  });
}

function keyOf({ source, span }: Place): string {
  return [source.path, span.start, span.end].join('\0');
}
