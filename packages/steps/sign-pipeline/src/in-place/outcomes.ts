import { answer, type Check, type Objection, type Question } from '@plumbline/core';
import type { Outcome } from '@plumbline/trust';
import type { SignedFile } from './sign-in-place.js';

const signable: Question = {
  id: 'sign/signable',
  title: 'Every Tekton resource can be signed as it stands',
  severity: 'high',
};

const current: Question = {
  id: 'sign/current',
  title: 'Every Tekton resource has a good signature',
  severity: 'high',
};

/** How many resources had which outcome. */
export interface OutcomeCounts {
  readonly signed: number;
  readonly unchanged: number;
  readonly refused: number;
}

export function countOutcomes(files: readonly SignedFile[]): OutcomeCounts {
  const statuses = files.flatMap(({ outcomes }) => outcomes).map(({ status }) => status);
  const count = (...wanted: readonly string[]) =>
    statuses.filter((status) => wanted.includes(status)).length;
  return {
    signed: count('signed'),
    unchanged: count('unchanged'),
    refused: count('refused', 'unread'),
  };
}

export function outcomeCounts({ signed, unchanged, refused }: OutcomeCounts): string {
  return `signed ${String(signed)} · unchanged ${String(unchanged)} · refused ${String(refused)}`;
}

/** What cannot be signed is never an "ok": another version might read another payload. */
export function signableCheck(files: readonly SignedFile[]): Check {
  return answer(
    signable,
    files.flatMap(({ path, outcomes }) => outcomes.flatMap((outcome) => refusals(path, outcome))),
    'error',
  );
}

/** Whether a run that writes would change nothing. */
export function currentCheck(files: readonly SignedFile[]): Check {
  return answer(
    current,
    files.flatMap(({ path, outcomes }) =>
      outcomes.flatMap((outcome) =>
        outcome.status === 'signed'
          ? [{ message: `${nameOf(outcome)} would be signed`, subject: path, locations: [] }]
          : [],
      ),
    ),
  );
}

function refusals(path: string, outcome: Outcome): readonly Objection[] {
  switch (outcome.status) {
    case 'signed':
    case 'unchanged':
      return [];
    case 'unread': {
      const { reason, location } = outcome.document;
      return [{ message: reason, subject: path, locations: [location] }];
    }
    case 'refused':
      return outcome.refusals.map(({ reason, location, instead }) => ({
        message: `${nameOf(outcome)}: ${reason}`,
        subject: `${path} ${nameOf(outcome)} ${reason}`,
        locations: [location],
        ...(instead === undefined ? {} : { hint: instead }),
      }));
  }
}

function nameOf({ document }: Exclude<Outcome, { status: 'unread' }>): string {
  return `${document.kind} ${document.name}`;
}
