import { err, ok, type Fault, type Result } from '@plumbline/core';
import type { Descriptor, Manifest } from '@plumbline/step';
import { oddAnswer } from './faults.js';
import { INDEX, readManifest } from './manifest.js';
import { readPages } from './pages.js';
import { mediaTypeOf, readManifestOf } from './read.js';
import type { Session } from './session.js';

/** The tag that stands for the referrers API where there is none (distribution specification, "Referrers Tag Schema"). */
export function fallBackTag(digest: string): string {
  return digest.replace(':', '-');
}

/** What refers to a digest, each once; by the API where there is one, else by the fall-back tag. */
export async function readReferrers(
  session: Session,
  repository: string,
  digest: string,
): Promise<Result<readonly Descriptor[], Fault>> {
  const fromApi = await referrersOfApi(session, repository, digest);
  if (!fromApi.ok) return fromApi;
  if (fromApi.value !== null) return ok(fromApi.value);
  const index = await indexOfTag(session, repository, digest);
  return index.ok ? ok(byDigest(index.value?.manifests ?? [])) : index;
}

/** Null: the registry has no referrers API. */
export async function referrersOfApi(
  session: Session,
  repository: string,
  digest: string,
): Promise<Result<readonly Descriptor[] | null, Fault>> {
  const found: Descriptor[] = [];
  const path = `/v2/${repository}/referrers/${digest}`;
  const read = await readPages(session, path, (reply) => {
    // Registries without the API are known to answer with a page for people.
    if (mediaTypeOf(reply) !== INDEX) return 'unknown';
    const index = readManifest(reply.body, INDEX);
    if (!index.ok) return null;
    found.push(...index.value.manifests);
    return index.value.manifests.length;
  });
  if (!read.ok) return read;
  return ok(read.value === 'none' ? null : byDigest(found));
}

function byDigest(all: readonly Descriptor[]): readonly Descriptor[] {
  return [...new Map(all.map((each) => [each.digest, each])).values()];
}

/** The index under the fall-back tag; null where there is none. */
export async function indexOfTag(
  session: Session,
  repository: string,
  digest: string,
): Promise<Result<Manifest | null, Fault>> {
  const tag = fallBackTag(digest);
  const index = await readManifestOf(session, repository, tag);
  return !index.ok || index.value === null || index.value.mediaType === INDEX
    ? index
    : err(oddAnswer(session.host, `the tag ${tag} is no index`));
}
