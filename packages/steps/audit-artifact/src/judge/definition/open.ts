import { hasBegun, type Parts } from './parts.js';
import { lastTries, type PartRan } from './ran.js';
import { doubts, together, wrong, type Findings } from './words.js';

/**
 * What had not ended when the build was recorded. That can be the job that records it, and what waits for that; of
 * anything else nobody knows how it ended.
 */
export function judgeOpen({ all, open, isBehind }: Parts, isRunning: boolean): Findings {
  const overtaken = open.flatMap(({ part }) => {
    const next = all.find((each) => isBehind(each.part, part) && lastTries(each).some(hasBegun));
    return next === undefined
      ? []
      : [`${next.part.id} ran though ${part.id}, for which it waits, had not ended`];
  });
  if (!isRunning) {
    const late = open.map(({ part }) => `${part.id} had not ended, though the run had`);
    return wrong([...overtaken, ...late]);
  }
  const isUnderWay = (each: PartRan): boolean => lastTries(each).some(hasBegun);
  const [recording, ...others] = open.filter(isUnderWay);
  const waiting = open.filter(
    (each) =>
      !isUnderWay(each) && (recording === undefined || !isBehind(each.part, recording.part)),
  );
  const unknown = [...others, ...waiting].map(
    ({ part }) => `${part.id} had not ended when the build was recorded`,
  );
  return together([
    wrong(overtaken),
    doubts(unknown, 'let the job that records the build need it'),
  ]);
}
