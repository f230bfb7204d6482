import type { VerifiedFunction } from '@plumbline/records';
import type { Reason } from '../answer.js';
import { nameOf, type FunctionRecord } from '../functions.js';

/** Reasons to fail, and reasons to doubt. */
export interface Findings {
  readonly wrong: readonly Reason[];
  readonly doubts: readonly Reason[];
  /** Functions of which the records do not tell what they ran, or what they should. */
  readonly uncompared: readonly string[];
  /** Variables in what ran for which any value was taken, since none is recorded. */
  readonly open: readonly string[];
}

export const NOTHING_FOUND: Findings = { wrong: [], doubts: [], uncompared: [], open: [] };

export function together(all: readonly Findings[]): Findings {
  return {
    wrong: all.flatMap(({ wrong }) => wrong),
    doubts: all.flatMap(({ doubts }) => doubts),
    uncompared: all.flatMap(({ uncompared }) => uncompared),
    open: all.flatMap(({ open }) => open),
  };
}

export function wrong(messages: readonly string[]): Findings {
  return { ...NOTHING_FOUND, wrong: messages.map((message) => ({ message })) };
}

export function doubts(messages: readonly string[], hint?: string): Findings {
  const reasons = messages.map((message) => ({ message, ...(hint && { hint }) }));
  return { ...NOTHING_FOUND, doubts: reasons };
}

export function missingWords({ name }: Pick<VerifiedFunction, 'name'>, scope: string): string {
  return `"${name}" of ${scope} is in the definition and has no record`;
}

export function extraWords({ executed }: FunctionRecord): string {
  return `${nameOf(executed)} has a record and is not in the definition, or not at this place`;
}
