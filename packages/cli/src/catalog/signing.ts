import { ok, type Fault, type Result } from '@plumbline/core';
import type { Trust } from '@plumbline/catalog';
import { openSigner } from '@plumbline/records';
import type { Ports } from '@plumbline/step';
import { loadTrustedKeys, type PrivateKey, type TrustedKeyText } from '@plumbline/trust';

/** The key that signs, and the keys whose earlier signatures are continued. */
export interface Signing {
  readonly signer: PrivateKey;
  readonly trust: Trust;
}

/** Opens the signing key; its own earlier signatures count, and those of the named keys. */
export async function openSigning(
  { key, trust }: { readonly key: string; readonly trust: readonly string[] },
  ports: Ports,
): Promise<Result<Signing, Fault>> {
  const signer = await openSigner(key, ports);
  if (!signer.ok) return signer;
  const own = signer.value.publicKey.key.export({ format: 'pem', type: 'spki' }).toString();
  const texts: Record<string, TrustedKeyText> = { 'the signing key': always(own) };
  for (const path of trust) {
    const bytes = ports.readFile(path);
    if (!bytes.ok) return bytes;
    texts[path] = always(new TextDecoder().decode(bytes.value));
  }
  const keys = loadTrustedKeys(texts);
  if (!keys.ok) return keys;
  return ok({ signer: signer.value, trust: { keys: keys.value, now: ports.now() } });
}

function always(pem: string): TrustedKeyText {
  return { pem, notBefore: null, notAfter: null, revoked: false };
}
