import { ok, type Fault, type Result } from '@plumbline/core';
import { openTrust } from '@plumbline/records';
import type { Policy, Ports, Target } from '@plumbline/step';
import {
  loadTrustedKeys,
  type Trust,
  type TrustedKeys,
  type TrustedKeyText,
} from '@plumbline/trust';

/**
 * Who may have signed the manifest: the signers that the policy names, and keys given beside it. Of a key that is both,
 * the policy's dates and revocation hold.
 */
export function trustedSigners(
  policy: Policy,
  given: { readonly paths: readonly string[]; readonly target: Target },
  ports: Ports,
): Result<Trust, Fault> {
  const trust = openTrust(policy, given.target);
  if (!trust.ok) return trust;
  const beside = readKeys(given.paths, ports);
  if (!beside.ok) return beside;
  const keys = Object.entries(beside.value).map(
    ([path, key]) =>
      Object.entries(trust.value.keys).find(
        ([, known]) => known.publicKey.fingerprint === key.publicKey.fingerprint,
      ) ?? ([path, key] as const),
  );
  return ok({
    ...trust.value,
    keys: Object.fromEntries([...allowed(trust.value.keys, policy), ...keys]),
    identities: Object.fromEntries(allowed(trust.value.identities, policy)),
  });
}

function readKeys(paths: readonly string[], ports: Ports): Result<TrustedKeys, Fault> {
  const texts: Record<string, TrustedKeyText> = {};
  for (const path of paths) {
    const bytes = ports.readFile(path);
    if (!bytes.ok) return bytes;
    const pem = new TextDecoder().decode(bytes.value);
    texts[path] = { pem, notBefore: null, notAfter: null, revoked: false };
  }
  return loadTrustedKeys(texts);
}

function allowed<T>(named: Readonly<Record<string, T>>, { verify }: Policy): [string, T][] {
  const signers = Object.entries(named);
  return verify.signers.length === 0
    ? signers
    : signers.filter(([name]) => verify.signers.includes(name));
}
