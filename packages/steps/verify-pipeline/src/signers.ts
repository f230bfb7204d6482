import { ok, type Fault, type Result } from '@plumbline/core';
import type { Policy, Ports, TrustedKey } from '@plumbline/step';
import { loadTrustedKeys, readPublicKey, type TrustedKeys } from '@plumbline/trust';

/**
 * The keys that may have signed the manifest: those that the policy names, and those given beside it. Of a key that is
 * both, the policy's dates and revocation hold.
 */
export function trustedSigners(
  policy: Policy,
  given: readonly string[],
  ports: Ports,
): Result<TrustedKeys, Fault> {
  const texts = new Map<string, TrustedKey>(allowedByPolicy(policy));
  for (const path of given) {
    const bytes = ports.readFile(path);
    if (!bytes.ok) return bytes;
    const pem = new TextDecoder().decode(bytes.value);
    const [name, key] = Object.entries(policy.trust.keys).find(
      ([, known]) => identityOf(known.pem) === identityOf(pem),
    ) ?? [path, { pem, notBefore: null, notAfter: null, revoked: false }];
    texts.set(name, key);
  }
  return texts.size === 0 ? ok({}) : loadTrustedKeys(Object.fromEntries(texts));
}

/** One key can be written in several ways. */
function identityOf(pem: string): string {
  const key = readPublicKey(pem);
  return key.ok ? key.value.fingerprint : pem;
}

function allowedByPolicy({ trust, verify }: Policy): readonly [string, TrustedKey][] {
  const named = Object.entries(trust.keys);
  return verify.signers.length === 0
    ? named
    : named.filter(([name]) => verify.signers.includes(name));
}
