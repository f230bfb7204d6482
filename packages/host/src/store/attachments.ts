import { ok, type Fault, type Result } from '@plumbline/core';
import { attachmentBundle, isAttachment } from '@plumbline/records';
import type { Descriptor, Registry, RegistryRepository, StoreProblem } from '@plumbline/step';
import { damaged, partOf } from './part.js';

const MAX_LAYERS = 200;

/** What is attached, as bundles, and what of it cannot be read. */
interface Attached {
  readonly bundles: readonly Uint8Array[];
  readonly problems: readonly StoreProblem[];
}

interface Place {
  readonly registry: Registry;
  readonly at: RegistryRepository;
}

/**
 * The attestations of cosign before its version 3 and of Tekton Chains, and their signatures of images: layers under the tags
 * `sha256-HEX.att` and `sha256-HEX.sig`, each made the bundle that it would be today.
 */
export async function readAttachments(
  place: Place,
  digest: string,
): Promise<Result<Attached, Fault>> {
  const bundles: Uint8Array[] = [];
  const problems: StoreProblem[] = [];
  for (const suffix of ['att', 'sig']) {
    const read = await readTag(place, `${digest.replace(':', '-')}.${suffix}`);
    if (!read.ok) return read;
    bundles.push(...read.value.bundles);
    problems.push(...read.value.problems);
  }
  return ok({ bundles, problems });
}

async function readTag({ registry, at }: Place, tag: string): Promise<Result<Attached, Fault>> {
  const answer = await registry.manifest(at, tag);
  if (answer.ok && answer.value === null) return ok({ bundles: [], problems: [] });
  const manifest = partOf(`the tag ${tag}`, answer);
  if (!manifest.ok) return manifest;
  if ('problem' in manifest.value) return ok({ bundles: [], problems: [manifest.value.problem] });
  const layers = manifest.value.content.layers.filter(isAttachment);
  const bundles: Uint8Array[] = [];
  const problems = layers.length > MAX_LAYERS ? [flooded(tag, layers.length)] : [];
  for (const layer of layers.slice(0, MAX_LAYERS)) {
    const blob = partOf(`a layer of ${tag}`, await registry.blob(at, layer));
    if (!blob.ok) return blob;
    const read = 'content' in blob.value ? bundleOf(blob.value.content, layer) : blob.value.problem;
    if (read instanceof Uint8Array) bundles.push(read);
    else problems.push(read);
  }
  return ok({ bundles, problems });
}

function bundleOf(content: Uint8Array, layer: Descriptor): Uint8Array | StoreProblem {
  const bundle = attachmentBundle({ ...layer, content });
  return bundle ?? damaged(`the layer ${layer.digest}, or what is annotated of it, cannot be read`);
}

function flooded(tag: string, number: number): StoreProblem {
  return { code: 'flooded', message: `${String(number)} layers are attached as ${tag}` };
}
