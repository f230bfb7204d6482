import { ok, type Fault, type Result } from '@plumbline/core';
import { envelopeBundle } from '@plumbline/records';
import type { Registry, RegistryRepository } from '@plumbline/step';

const ENVELOPE = 'application/vnd.dsse.envelope.v1+json';
const MAX_LAYERS = 200;

/** The annotations of cosign 1 and 2 (cosign, specs/SIGNATURE_SPEC.md). */
const CERTIFICATE = 'dev.sigstore.cosign/certificate';

/**
 * The attestations of cosign before its version 3 and of Tekton Chains: DSSE envelopes as layers under the tag `sha256-HEX.att`. Those that a key
 * has signed are given as bundles; those with a certificate rest on entries of a log in a form that is no bundle, and are left out.
 */
export async function readLegacy(
  { registry, at }: { readonly registry: Registry; readonly at: RegistryRepository },
  digest: string,
): Promise<Result<readonly Uint8Array[], Fault>> {
  const manifest = await registry.manifest(at, `${digest.replace(':', '-')}.att`);
  if (!manifest.ok || manifest.value === null) return manifest.ok ? ok([]) : manifest;
  const layers = manifest.value.layers.filter(
    ({ mediaType, annotations }) => mediaType === ENVELOPE && !annotations[CERTIFICATE],
  );
  const bundles: Uint8Array[] = [];
  for (const layer of layers.slice(0, MAX_LAYERS)) {
    const bytes = await registry.blob(at, layer);
    if (!bytes.ok) return bytes;
    const bundle = bytes.value === null ? null : envelopeBundle(bytes.value);
    if (bundle !== null) bundles.push(bundle);
  }
  return ok(bundles);
}
