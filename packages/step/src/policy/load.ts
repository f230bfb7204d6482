import type { PolicySource } from '../result.js';
import type { Policy } from './policy.js';

/** A policy and where it came from. */
export interface LoadedPolicy {
  readonly policy: Policy;
  readonly origin: PolicySource;
}
