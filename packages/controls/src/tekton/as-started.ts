import type { DecidedLeg } from '../control.js';
import { onceEach } from '../inlined/as-run.js';
import type { Subject } from '../subject.js';
import type { Violation } from '../violation.js';
import { startedSubject } from './started.js';

type Judge = DecidedLeg['judge'];

/**
 * Judges definitions as their runs start: with what is given to them, and what they take by its name in its place.
 * What is found of a definition as it is written keeps its address, and stays only if some run shows it too.
 */
export function asStarted(judge: Judge): Judge {
  return (subject: Subject) => {
    const written = judge(subject);
    const started = startedSubject(subject);
    if (started === subject) return written;
    const shown = judge(started);
    if (typeof shown === 'string') return written;
    const own = typeof written === 'string' ? [] : written;
    return [...own.filter(isAmong(shown)), ...othersThan(own, shown)];
  };
}

/** Judges both: a name says more in what is written, what it stands for in what is started. */
export function eitherStarted(judge: Judge): Judge {
  return (subject: Subject) => {
    const written = judge(subject);
    const shown = judge(startedSubject(subject));
    if (typeof shown === 'string') return written;
    if (typeof written === 'string') return onceEach(shown);
    return [...written, ...othersThan(written, shown)];
  };
}

function othersThan(
  known: readonly Violation[],
  shown: readonly Violation[],
): readonly Violation[] {
  const isKnown = isAmong(known);
  return onceEach(shown).filter((one) => !isKnown(one));
}

/** The same place, or the same said of a place that gives a value and of one that reads it. */
function isAmong(others: readonly Violation[]): (one: Violation) => boolean {
  const places = new Set(others.map(placeOf));
  const messages = new Set(others.map(({ message }) => message));
  return (one) => places.has(placeOf(one)) || messages.has(one.message);
}

function placeOf({ at }: Violation): string {
  return [at.source.path, at.span.start, at.span.end].join(':');
}
