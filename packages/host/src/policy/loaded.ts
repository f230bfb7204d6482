import {
  err,
  ok,
  sha256Hex,
  usageFault,
  type Fault,
  type PolicySource,
  type Result,
} from '@plumbline/core';
import { builtInPolicy, parsePolicy, type LoadedPolicy } from '@plumbline/step';

/** Where a policy lies when nobody names another place. */
export const POLICY_PATH = '.plumbline.yaml';

/** A policy file's bytes, parsed; what is wrong with it makes the run a wrong use. */
export function loadedFrom(
  bytes: Uint8Array,
  { source, path, commit }: Pick<PolicySource, 'source' | 'commit'> & { readonly path: string },
): Result<LoadedPolicy, Fault> {
  const policy = parsePolicy(path, bytes);
  if (policy.ok) {
    const origin = { source, path, sha256: sha256Hex(bytes), commit };
    return ok({ policy: policy.value, origin, bytes });
  }
  const [first] = policy.error;
  const more = policy.error.length > 1 ? ` (and ${policy.error.length - 1} more)` : '';
  const fault = usageFault(
    'POLICY_INVALID',
    `The policy ${path} is not valid: ${first?.message ?? 'unreadable'}${more}`,
  );
  return err(first ? { ...fault, location: first.location } : fault);
}

/** What holds where no policy file is; `commit`: where it was looked for. */
export function builtIn(commit: string | null): Result<LoadedPolicy, Fault> {
  return ok({
    policy: builtInPolicy,
    origin: { source: 'built-in', path: null, sha256: null, commit },
    bytes: null,
  });
}
