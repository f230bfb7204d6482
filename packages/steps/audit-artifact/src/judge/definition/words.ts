import type { VerifiedFunction } from '@plumbline/records';
import type { Reason } from '../answer.js';
import { nameOf, type FunctionRecord } from '../functions.js';

/** Reasons to fail, and reasons to doubt. */
export interface Findings {
  readonly wrong: readonly Reason[];
  readonly doubts: readonly Reason[];
}

export const NOTHING_FOUND: Findings = { wrong: [], doubts: [] };

export function together(all: readonly Findings[]): Findings {
  return {
    wrong: all.flatMap(({ wrong }) => wrong),
    doubts: all.flatMap(({ doubts }) => doubts),
  };
}

export function wrong(messages: readonly string[]): Findings {
  return { wrong: messages.map((message) => ({ message })), doubts: [] };
}

export function doubts(messages: readonly string[], hint?: string): Findings {
  return { wrong: [], doubts: messages.map((message) => ({ message, ...(hint && { hint }) })) };
}

export function missingWords({ name }: Pick<VerifiedFunction, 'name'>, scope: string): string {
  return `"${name}" of ${scope} is in the definition and has no record`;
}

export function extraWords({ executed }: FunctionRecord): string {
  return `${nameOf(executed)} has a record and is not in the definition, or not at this place`;
}
