import type { Check } from '@plumbline/core';
import { sections } from '../benchmark.js';
import type { Platform } from '../control.js';

/** Checks by state. */
export interface Tally {
  readonly pass: number;
  readonly fail: number;
  readonly waived: number;
  readonly error: number;
  readonly manual: number;
  readonly notApplicable: number;
  readonly notAsked: number;
}

export interface SectionTally extends Tally {
  readonly section: number;
  readonly title: string;
}

/** A share of a whole; `percent` is null where the whole is nothing. */
export interface Share {
  readonly of: number;
  readonly part: number;
  readonly percent: number | null;
}

/** The state of the target in numbers, whatever is new or known. */
export interface Standing {
  /** Sections that have checks in scope. */
  readonly sections: readonly SectionTally[];
  readonly total: Tally;
  /** Passed of those that passed or failed; what is waived is in neither. */
  readonly score: Share;
  /** Decided of those that apply. */
  readonly coverage: Share;
}

/** Counts the checks of the platforms that the target has. */
export function standingOf(checks: readonly Check[], present: ReadonlySet<Platform>): Standing {
  const counted = checks.filter(({ id }) => present.has(platformOf(id)));
  const total = tallyOf(counted);
  const { pass, fail, waived, error, manual, notAsked } = total;
  const decided = pass + fail + waived;
  return {
    sections: sections.flatMap(({ number, title }) => {
      const own = counted.filter(({ id }) => id.startsWith(`${number}.`));
      return own.length === 0 ? [] : [{ section: number, title, ...tallyOf(own) }];
    }),
    total,
    score: shareOf(pass, pass + fail),
    coverage: shareOf(decided, decided + error + manual + notAsked),
  };
}

function platformOf(id: string): Platform {
  return id.endsWith('/T') ? 'T' : 'G';
}

function tallyOf(checks: readonly Check[]): Tally {
  const count = (status: Check['status']): number =>
    checks.filter((check) => check.status === status).length;
  return {
    pass: count('pass'),
    fail: count('fail'),
    waived: count('waived'),
    error: count('error'),
    manual: count('manual'),
    notApplicable: count('not-applicable'),
    notAsked: count('unknown'),
  };
}

/** Rounded down: 100 % is said of the whole only. */
function shareOf(part: number, of: number): Share {
  return { part, of, percent: of === 0 ? null : Math.floor((part / of) * 100) };
}
