import { ok, type Fault, type Result } from '@plumbline/core';
import type { Policy, Ports, TrustedKey } from '@plumbline/step';
import { loadTrustedKeys, type TrustedKeys } from '@plumbline/trust';

/** The keys that may have signed the manifest: those that the policy names, and those given beside it. */
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
    const isKnown = [...texts.values()].some((key) => key.pem.trim() === pem.trim());
    if (!isKnown) texts.set(path, { pem, notBefore: null, notAfter: null, revoked: false });
  }
  return texts.size === 0 ? ok({}) : loadTrustedKeys(Object.fromEntries(texts));
}

function allowedByPolicy({ trust, verify }: Policy): readonly [string, TrustedKey][] {
  const named = Object.entries(trust.keys);
  return verify.signers.length === 0
    ? named
    : named.filter(([name]) => verify.signers.includes(name));
}
