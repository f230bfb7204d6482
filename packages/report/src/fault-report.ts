import type { Fault, Location } from '@plumbline/core';

/** What `--format json` prints when a step could not do its job (schemas/fault-v1.json). */
export interface FaultReport {
  readonly schemaVersion: 1;
  readonly step: string;
  readonly version: string;
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly hint: string | null;
    readonly location?: Location;
  };
}

/** The report of a fault, for readers of the JSON form. */
export function faultReport(step: string, version: string, fault: Fault): FaultReport {
  const { code, message, hint, location } = fault;
  return {
    schemaVersion: 1,
    step,
    version,
    error: { code, message, hint: hint ?? null, ...(location === undefined ? {} : { location }) },
  };
}
