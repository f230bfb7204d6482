import { fileLocation, type Location, type Objection } from '@plumbline/core';

/** What a step of a catalog has to be before it is released. */
export type Concern = 'index' | 'readable' | 'action' | 'task' | 'explicit' | 'image' | 'rebuilt';

/** Why something cannot be released as it stands. */
export interface Refusal {
  readonly concern: Concern;
  readonly objection: Objection;
}

/** A refusal at the start of a file, or at a place in it. */
export function refusal(
  concern: Concern,
  at: string | Location,
  said: { readonly message: string; readonly hint?: string },
): Refusal {
  const location = typeof at === 'string' ? fileLocation(at) : at;
  return { concern, objection: { subject: location.path, locations: [location], ...said } };
}
