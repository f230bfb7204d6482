import { ok, type Fault, type Result } from '@plumbline/core';
import { certifiedBundle, envelopeBundle, isCertified } from '@plumbline/records';
import type { Descriptor, Registry, RegistryRepository, StoreProblem } from '@plumbline/step';
import { damaged, partOf } from './part.js';

const ENVELOPE = 'application/vnd.dsse.envelope.v1+json';
const MAX_LAYERS = 200;

/** What is attached, as bundles, and what of it cannot be read. */
interface Attached {
  readonly bundles: readonly Uint8Array[];
  readonly problems: readonly StoreProblem[];
}

/**
 * The attestations of cosign before its version 3 and of Tekton Chains: DSSE envelopes as layers under the tag `sha256-HEX.att`, each
 * made the bundle that it would be today.
 */
export async function readLegacy(
  { registry, at }: { readonly registry: Registry; readonly at: RegistryRepository },
  digest: string,
): Promise<Result<Attached, Fault>> {
  const tag = `${digest.replace(':', '-')}.att`;
  const answer = await registry.manifest(at, tag);
  if (answer.ok && answer.value === null) return ok({ bundles: [], problems: [] });
  const manifest = partOf(`the tag ${tag}`, answer);
  if (!manifest.ok) return manifest;
  if ('problem' in manifest.value) return ok({ bundles: [], problems: [manifest.value.problem] });
  const layers = manifest.value.content.layers.filter(({ mediaType }) => mediaType === ENVELOPE);
  const bundles: Uint8Array[] = [];
  const problems = layers.length > MAX_LAYERS ? [flooded(tag, layers.length)] : [];
  for (const layer of layers.slice(0, MAX_LAYERS)) {
    const blob = partOf(`an attestation of ${tag}`, await registry.blob(at, layer));
    if (!blob.ok) return blob;
    const read = 'content' in blob.value ? bundleOf(blob.value.content, layer) : blob.value.problem;
    if (read instanceof Uint8Array) bundles.push(read);
    else problems.push(read);
  }
  return ok({ bundles, problems });
}

function bundleOf(
  envelope: Uint8Array,
  { digest, annotations }: Descriptor,
): Uint8Array | StoreProblem {
  const bundle = isCertified(annotations)
    ? certifiedBundle(envelope, annotations)
    : envelopeBundle(envelope);
  return bundle ?? damaged(`the attestation ${digest}, or what is annotated of it, cannot be read`);
}

function flooded(tag: string, number: number): StoreProblem {
  return { code: 'flooded', message: `${String(number)} attestations are attached as ${tag}` };
}
