import type { Location } from './location.js';

/**
 * Why a job could not be done; what is true of the user's pipeline is a `Finding` instead.
 * `usage`: the user's input is wrong, the target unreadable, or there is nothing to check (exit 3).
 * `undecidable`: a source that the user named, or that the step cannot do without, could not be read (exit 2).
 */
export interface Fault {
  readonly kind: 'usage' | 'undecidable';
  /** Stable, upper case with underscores, owned by one package; has a heading in the docs. */
  readonly code: string;
  /** What is wrong; what was expected; where. Never holds a secret. */
  readonly message: string;
  /** The one command or line to write. */
  readonly hint?: string;
  readonly location?: Location;
}

export function usageFault(code: string, message: string, hint?: string): Fault {
  return { kind: 'usage', code, message, ...(hint === undefined ? {} : { hint }) };
}

export function undecidableFault(code: string, message: string, hint?: string): Fault {
  return { kind: 'undecidable', code, message, ...(hint === undefined ? {} : { hint }) };
}
