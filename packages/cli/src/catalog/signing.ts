import { ok, type Fault, type Result } from '@plumbline/core';
import type { Trust } from '@plumbline/catalog';
import { openPrivateKey } from '@plumbline/records';
import type { Ports } from '@plumbline/step';
import type { PrivateKey } from '@plumbline/trust';
import { readTrustedKeys } from './trust.js';

/** The key that signs, and the keys whose earlier signatures are continued. */
export interface Signing {
  readonly signer: PrivateKey;
  readonly trust: Trust;
}

/**
 * Opens the signing key; its own earlier signatures count, and those of the named keys. A file alone: Tekton's signatures are
 * made with the key itself, and neither a key service nor a certificate can stand in for it.
 */
export async function openSigning(
  { key, trust }: { readonly key: string; readonly trust: readonly string[] },
  ports: Ports,
): Promise<Result<Signing, Fault>> {
  const signer = await openPrivateKey(key, ports);
  if (!signer.ok) return signer;
  const own = signer.value.publicKey.key.export({ format: 'pem', type: 'spki' }).toString();
  const keys = readTrustedKeys(trust, ports, { 'the signing key': own });
  if (!keys.ok) return keys;
  return ok({ signer: signer.value, trust: { keys: keys.value, now: ports.now() } });
}
