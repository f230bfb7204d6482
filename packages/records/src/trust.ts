import type { Fault, Result } from '@plumbline/core';
import type { Policy, Target } from '@plumbline/step';
import { loadTrust, type Trust } from '@plumbline/trust';

/** Whose signatures a policy counts. Files of roots are read from the target; their digests stand in the policy. */
export function openTrust({ trust }: Policy, { tree }: Target): Result<Trust, Fault> {
  return loadTrust(trust, (path) => tree.read(path));
}
