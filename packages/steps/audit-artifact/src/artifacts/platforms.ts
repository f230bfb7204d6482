import type { Descriptor, Registry } from '@plumbline/step';
import type { Artifact } from '../judge/subject.js';

/**
 * Images that were named by their repository, with the platforms of their index: whoever pulls an index gets the image of
 * a platform, so each must be a subject of the build record too. Offline a registry is not asked, and nothing is doubted.
 */
export async function withPlatforms(
  artifacts: readonly Artifact[],
  registry: Pick<Registry, 'manifest'>,
): Promise<readonly Artifact[]> {
  const found: Artifact[] = [];
  for (const artifact of artifacts) found.push(await withOwn(artifact, registry));
  return found;
}

async function withOwn(
  artifact: Artifact,
  { manifest }: Pick<Registry, 'manifest'>,
): Promise<Artifact> {
  const { repository = null, key } = artifact;
  if (repository === null) return artifact;
  const told = await manifest(repository, key);
  const doubted = (why: string): Artifact => ({
    ...artifact,
    doubt: `it is not known whether it is an index of platforms: ${why}`,
  });
  if (!told.ok)
    return told.error.code === 'REGISTRY_OFFLINE' ? artifact : doubted(told.error.message);
  if (told.value === null) return doubted('the registry does not have it');
  return { ...artifact, parts: told.value.manifests.flatMap((each) => partOf(artifact, each)) };
}

/** Builders put their own attestations into an index as images of no platform. */
function partOf(
  { name }: Artifact,
  { platform, digest }: Pick<Descriptor, 'platform' | 'digest'>,
): Artifact['parts'] {
  if (platform === null || platform.startsWith('unknown/')) return [];
  return [{ name: `${name} (${platform})`, key: digest }];
}
