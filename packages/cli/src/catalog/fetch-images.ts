import { parseImageName, type Fault, type Result } from '@plumbline/core';
import { catalogRefs, type Fetched, type FetchedImages, type Release } from '@plumbline/catalog';
import type { Manifest, Ports } from '@plumbline/step';

/** The manifests of all images and bundles of a release, as their registries give them. */
export async function fetchImages({ catalog }: Release, ports: Ports): Promise<FetchedImages> {
  const fetched = new Map<string, Fetched>();
  for (const ref of catalogRefs(catalog)) fetched.set(ref, await fetchOne(ref, ports));
  return fetched;
}

async function fetchOne(ref: string, { registry }: Ports): Promise<Fetched> {
  const name = parseImageName(ref);
  if (!name.ok) return { unknown: 'this is no name of an image' };
  return answerOf(await registry.manifest(name.value, name.value.digest ?? ''));
}

function answerOf(answered: Result<Manifest | null, Fault>): Fetched {
  if (!answered.ok) return { unknown: `${answered.error.message} (${answered.error.code})` };
  return answered.value === null
    ? { missing: 'the registry has no such digest' }
    : { bytes: answered.value.bytes };
}
