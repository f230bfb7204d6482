import { parseImageName } from '@plumbline/core';
import { imageUri } from '@plumbline/records';
import type { Descriptor, Registry } from '@plumbline/step';
import type { Artifact } from '../observed.js';
import { withUniqueNames } from './unique.js';

/** An image by its repository and digest. */
export function imageArtifact(
  repository: string,
  sha256: string,
  origin: Artifact['origin'],
): Artifact {
  return { name: repository, uri: imageUri(repository, sha256), digest: { sha256 }, origin };
}

export function isImage({ uri }: Pick<Artifact, 'uri'>): boolean {
  return uri?.startsWith('pkg:oci/') === true;
}

/** An image with its platforms, and why they could not be learned. */
export interface Expanded {
  readonly artifacts: readonly Artifact[];
  readonly doubts: readonly string[];
}

/** Whoever pulls an index gets the image of a platform: each is an artifact of its own. */
async function withPlatforms(image: Artifact, registry: Registry): Promise<Expanded> {
  const alone = (doubt: string): Expanded => ({ artifacts: [image], doubts: [doubt] });
  const name = parseImageName(image.name);
  if (!name.ok) return alone(`${image.name}: ${name.error}`);
  const digest = `sha256:${image.digest['sha256'] ?? ''}`;
  const manifest = await registry.manifest(name.value, digest);
  if (!manifest.ok) return alone(`${image.name}: ${manifest.error.message}`);
  if (manifest.value === null) return alone(`${image.name}@${digest} is not in the registry`);
  const platforms = manifest.value.manifests.flatMap((each) => platformOf(image, each));
  return { artifacts: [image, ...platforms], doubts: [] };
}

/** All artifacts, and of those that are images their platforms. */
export async function withPlatformsOf(
  artifacts: readonly Artifact[],
  registry: Registry,
): Promise<Expanded> {
  const parts: Expanded[] = [];
  for (const artifact of artifacts) {
    parts.push(
      isImage(artifact)
        ? await withPlatforms(artifact, registry)
        : { artifacts: [artifact], doubts: [] },
    );
  }
  return {
    artifacts: withUniqueNames(parts.flatMap((part) => part.artifacts)),
    doubts: parts.flatMap((part) => part.doubts),
  };
}

/** Builders put their own attestations into an index as images of no platform. */
function platformOf(image: Artifact, { platform, digest }: Descriptor): readonly Artifact[] {
  if (platform === null || platform.startsWith('unknown/')) return [];
  const sha256 = digest.slice('sha256:'.length);
  const one = imageArtifact(image.name, sha256, image.origin);
  return [{ ...one, name: `${image.name}?platform=${platform}` }];
}
