import { answer, type Check, fileLocation, type Location, type Objection } from '@plumbline/core';
import type { Closure } from '@plumbline/pipeline';
import type { Comparison, Difference } from '@plumbline/records';
import { questions } from './questions.js';

/** The checks of set equality: what was signed is what is there. */
export function contentChecks(found: Comparison, closure: Closure): readonly Check[] {
  const object = (words: (name: string) => string) => (difference: Difference) =>
    objection(difference, words(difference.name), placesOf(difference, closure));
  return [
    answer(
      questions.missing,
      found.missing.map(object((name) => `${name} was signed and is no longer there`)),
    ),
    answer(
      questions.extra,
      found.extra.map(object((name) => `${name} is part of the pipeline and was not signed`)),
    ),
    answer(
      questions.changed,
      found.changed.map(object((name) => `${name} is not what was signed`)),
    ),
  ];
}

function objection(
  difference: Difference,
  message: string,
  locations: readonly Location[],
): Objection {
  const { expected, actual } = difference;
  return {
    message,
    subject: difference.name,
    locations,
    ...(expected === null ? {} : { expected }),
    ...(actual === null ? {} : { actual }),
    hint: 'review it, then plumbline sign-pipeline --key KEY',
  };
}

/** A digest has no line, so a file is named at its first; a reference at every place that uses it. */
function placesOf({ what, id, name }: Difference, closure: Closure): readonly Location[] {
  if (what === 'file') return [fileLocation(name)];
  return closure.nodes.find((node) => node.id === id)?.sites ?? [];
}
