import type { Location } from './location.js';

export type Severity = 'critical' | 'high' | 'medium' | 'low' | 'info';
export type Confidence = 'high' | 'medium' | 'low';

/** What is true of one thing in the user's pipeline. */
export interface Finding {
  readonly message: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  /** What it is about: a reference, a file, a subject of a statement. */
  readonly subject?: string;
  /** Most important first; may be empty for what has no place in a file. */
  readonly locations: readonly Location[];
  /** Where workflows call the file of the first location, if it was judged as a part of them. */
  readonly calledFrom?: readonly Location[];
  readonly expected?: string;
  readonly actual?: string;
  /** The one command or line to write. */
  readonly hint?: string;
  /** What the command's `--fix safe` would write; or, where it is not `safe`, why it writes nothing. */
  readonly fix?: { readonly safe: boolean; readonly what: string };
  /** Stable across runs and line moves: identifies the finding for waivers and baselines. */
  readonly fingerprint: string;
  /** The way of a value from where it enters to where it does harm. */
  readonly flow?: readonly FlowStop[];
  readonly waiver?: Waiver;
  /** It stands in the base too, so it does not count. */
  readonly known?: boolean;
}

/** A stop on the way of a value. */
export interface FlowStop {
  readonly message: string;
  readonly location: Location;
}

export interface Waiver {
  readonly why: string;
  readonly who: string;
  /** ISO 8601 date; null for a comment in the file, which has no end. */
  readonly until: string | null;
}

/** `error`: the check ran into something it could not decide. `unknown`: what it needs was not offered. */
export type CheckStatus =
  'pass' | 'fail' | 'manual' | 'not-applicable' | 'waived' | 'unknown' | 'error';

/** One question that a step asks, with its answer. */
export interface Check {
  /** Stable identifier, part of the command-line contract: `manifest/changed`, `2.1.1/G`. */
  readonly id: string;
  readonly slug: string;
  readonly title: string;
  readonly level: number;
  readonly status: CheckStatus;
  /** Whether the verdict takes this check into account. */
  readonly counted: boolean;
  /** What would have to be offered for an `unknown` to be answered. */
  readonly needs: readonly string[];
  readonly findings: readonly Finding[];
}

export type Verdict = 'pass' | 'fail' | 'undecidable';

/**
 * The verdict over all counted checks: fail > undecidable > pass.
 * No counted check at all is never a pass (design §3).
 */
export function verdictOf(checks: readonly Check[]): Verdict {
  const counted = checks.filter((check) => check.counted);
  if (counted.some((check) => check.status === 'fail')) return 'fail';
  if (counted.some((check) => check.status === 'error' || check.status === 'unknown')) {
    return 'undecidable';
  }
  return counted.some((check) => check.status === 'pass' || check.status === 'waived')
    ? 'pass'
    : 'undecidable';
}
