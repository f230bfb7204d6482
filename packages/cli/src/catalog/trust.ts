import { err, ok, usageFault, type Fault, type PolicySource, type Result } from '@plumbline/core';
import type { Trust } from '@plumbline/catalog';

import { openTrust as policyTrust } from '@plumbline/records';
import type { Inputs, Ports } from '@plumbline/step';
import { loadTrustedKeys, type TrustedKeys } from '@plumbline/trust';
import { given } from './report-output.js';

/** The input that names trusted keys. */
export const trustInput = {
  key: {
    kind: 'list',
    item: 'PUB',
    description:
      'Public half of the key that may have signed the catalog. Without it: the keys under `trust` in `.plumbline.yaml`.',
  },
} as const satisfies Inputs;

/** Trusted keys at this moment, and the policy they come from. */
export interface TrustFound {
  readonly trust: Trust;
  readonly policy: PolicySource;
}

/** The keys that were named, else what the policy trusts; never anything of the release. */
export async function openTrust(
  paths: readonly string[],
  ports: Ports,
): Promise<Result<TrustFound, Fault>> {
  const found = paths.length > 0 ? ofKeys(paths, ports) : await ofPolicy(ports);
  if (!found.ok) return found;
  const { keys, identities = {} } = found.value.trust;
  const signers = Object.keys({ ...keys, ...identities });
  return signers.length === 0 ? err(noKey()) : found;
}

function ofKeys(paths: readonly string[], ports: Ports): Result<TrustFound, Fault> {
  const keys = readTrustedKeys(paths, ports);
  if (!keys.ok) return keys;
  const policy = given(`--key ${paths.join(' ')}`);
  return ok({ trust: { keys: keys.value, now: ports.now() }, policy });
}

async function ofPolicy(ports: Ports): Promise<Result<TrustFound, Fault>> {
  const target = ports.openTarget({ target: '.', rev: null, worktree: true });
  if (!target.ok) return target;
  const loaded = await ports.loadPolicy(target.value, null);
  if (!loaded.ok) return loaded;
  const trust = policyTrust(loaded.value.policy, target.value);
  if (!trust.ok) return trust;
  return ok({ trust: { ...trust.value, now: ports.now() }, policy: loaded.value.origin });
}

/** Keys named by their files, which are their names too. */
export function readTrustedKeys(
  paths: readonly string[],
  ports: Ports,
  more: Readonly<Record<string, string>> = {},
): Result<TrustedKeys, Fault> {
  const pems = new Map(Object.entries(more));
  for (const path of paths) {
    const bytes = ports.readFile(path);
    if (!bytes.ok) return bytes;
    pems.set(path, new TextDecoder().decode(bytes.value));
  }
  const always = (pem: string) => ({ pem, notBefore: null, notAfter: null, revoked: false });
  return loadTrustedKeys(Object.fromEntries([...pems].map(([name, pem]) => [name, always(pem)])));
}

function noKey(): Fault {
  return usageFault(
    'CATALOG_NO_KEY',
    'no key is trusted: nothing can be verified',
    '--key PUB, whose fingerprint you have compared at two places',
  );
}
