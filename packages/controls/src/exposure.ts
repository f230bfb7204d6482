import type { Severity } from '@plumbline/core';

/** What makes a violation worse or harmless: who reaches its place, and what is there to be had. */
export interface Exposure {
  /**
   * `anyone`: an account is enough (forks, issues, comments, webhooks without authentication).
   * `writers`: it takes write access. `unknown`: a definition that others call.
   */
  readonly reach: 'anyone' | 'writers' | 'unknown';
  /** Whether there is something to be had: a token that writes, secrets, an identity, a machine of one's own. */
  readonly privileged: boolean;
}

const ORDER: readonly Severity[] = ['info', 'low', 'medium', 'high', 'critical'];

/** The severity after what is known of the place: one up if anyone reaches privileges, one down if nothing is to be had. */
export function severityAt(base: Severity, exposure: Exposure | undefined): Severity {
  if (exposure === undefined || base === 'info') return base;
  const step = exposure.privileged ? (exposure.reach === 'anyone' ? 1 : 0) : -1;
  const index = Math.min(Math.max(ORDER.indexOf(base) + step, 1), ORDER.length - 1);
  return ORDER[index] ?? base;
}
