import { err, ok, usageFault, type Fault, type PolicySource, type Result } from '@plumbline/core';
import type { Trust } from '@plumbline/catalog';

import type { Inputs, Ports } from '@plumbline/step';
import { loadTrustedKeys, type TrustedKeyText } from '@plumbline/trust';
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

/** The keys that were named, else those of the policy; never any of the release. */
export async function openTrust(
  paths: readonly string[],
  ports: Ports,
): Promise<Result<TrustFound, Fault>> {
  const named = paths.length > 0 ? readKeys(paths, ports) : await ofPolicy(ports);
  if (!named.ok) return named;
  const keys = loadTrustedKeys(named.value.texts);
  if (!keys.ok) return keys;
  if (Object.keys(keys.value).length === 0) return err(noKey());
  return ok({ trust: { keys: keys.value, now: ports.now() }, policy: named.value.policy });
}

interface KeyTexts {
  readonly texts: Readonly<Record<string, TrustedKeyText>>;
  readonly policy: PolicySource;
}

function readKeys(paths: readonly string[], ports: Ports): Result<KeyTexts, Fault> {
  const texts: Record<string, TrustedKeyText> = {};
  for (const path of paths) {
    const bytes = ports.readFile(path);
    if (!bytes.ok) return bytes;
    const pem = new TextDecoder().decode(bytes.value);
    texts[path] = { pem, notBefore: null, notAfter: null, revoked: false };
  }
  return ok({ texts, policy: given(`--key ${paths.join(' ')}`) });
}

async function ofPolicy(ports: Ports): Promise<Result<KeyTexts, Fault>> {
  const target = ports.openTarget({ target: '.', rev: null, worktree: true });
  if (!target.ok) return target;
  const loaded = await ports.loadPolicy(target.value, null);
  if (!loaded.ok) return loaded;
  return ok({ texts: loaded.value.policy.trust.keys, policy: loaded.value.origin });
}

function noKey(): Fault {
  return usageFault(
    'CATALOG_NO_KEY',
    'no key is trusted: nothing can be verified',
    '--key PUB, whose fingerprint you have compared at two places',
  );
}
