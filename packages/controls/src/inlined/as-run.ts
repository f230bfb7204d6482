import type { DecidedLeg } from '../control.js';
import { hasGitHub } from '../github/steps.js';
import type { Violation } from '../violation.js';
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

/** Violations without those that tell the same of the same place. */
export function onceEach(violations: readonly Violation[]): readonly Violation[] {
  const first = new Map<string, Violation>();
  for (const violation of violations) {
    const { at, subject, message } = violation;
    const key = [at.source.path, at.span.start, at.span.end, subject, message].join('\0');
    if (!first.has(key)) first.set(key, violation);
  }
  return [...first.values()];
}
