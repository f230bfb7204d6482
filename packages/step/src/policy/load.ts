import type { PolicySource } from '@plumbline/core';
import type { Policy } from './policy.js';

/** A policy and where it came from. */
export interface LoadedPolicy {
  readonly policy: Policy;
  readonly origin: PolicySource;
  /** As it was read; null: it is built in. */
  readonly bytes: Uint8Array | null;
}
