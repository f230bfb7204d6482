import { answer, type Check, type Question } from '@plumbline/core';
import type { Reason } from './reasons.js';

const signed: Question = {
  id: 'sign/manifest',
  title: 'The manifest is signed',
  severity: 'high',
};

const current: Question = {
  id: 'sign/current',
  title: 'The manifest says what a new one would',
  severity: 'high',
};

export function signedCheck(): Check {
  return answer(signed, []);
}

/** Whether a new manifest would say something else; the reasons are what would change. */
export function currentCheck(reasons: readonly Reason[]): Check {
  const objections = reasons.map((reason) => ({ ...reason, locations: [] }));
  return answer(current, objections);
}
