import { object, optional, text } from '@plumbline/core';
import type { Closure, GraphNode } from '@plumbline/pipeline';
import { digestSet, type DigestSet, type Subject } from '@plumbline/trust';
import { imageUri } from '../statement/image-uri.js';

/** Something that a pipeline uses and that is not a file of the target, as it was when signed. */
export interface ManifestReference {
  /** The id of its node in the closure. */
  readonly id: string;
  readonly kind: string;
  /** As written. */
  readonly ref: string;
  readonly status: string;
  readonly resolver: string | null;
  /** What the reference or the lock states; null where nothing holds it. */
  readonly digest: DigestSet | null;
}

export const referenceShape = object({
  id: text(),
  kind: text(),
  ref: text(),
  status: text(),
  resolver: optional(text(), null),
  digest: optional(digestSet, null),
});

/** All references of a closure, also those that nothing pins: a later version that adds one differs. */
export function referencesOf(closure: Closure): readonly ManifestReference[] {
  return closure.nodes.filter(({ status }) => status !== 'present').map(toReference);
}

function toReference({ id, kind, ref, status, resolver, digests }: GraphNode): ManifestReference {
  const digest = Object.keys(digests).length === 0 ? null : digests;
  return { id, kind, ref, status, resolver, digest };
}

/** The functions and images that references hold by digest, once each, sorted by URI. */
export function pinnedSubjects(references: readonly ManifestReference[]): readonly Subject[] {
  const subjects = new Map<string, Subject>();
  for (const { ref, resolver, digest } of references) {
    if (digest === null) continue;
    const uri = resourceUri({ ref, resolver, digest });
    const known = subjects.get(uri)?.digest ?? {};
    subjects.set(uri, { name: uri, uri, digest: { ...known, ...digest } });
  }
  return [...subjects.values()].sort((a, b) => ((a.uri ?? '') < (b.uri ?? '') ? -1 : 1));
}

/** A package URL where the type is known (purl-spec: `github`, `oci`), else the reference itself. */
function resourceUri(of: {
  readonly ref: string;
  readonly resolver: string | null;
  readonly digest: DigestSet;
}): string {
  const { ref, resolver, digest } = of;
  if (resolver === 'github' && digest['gitCommit'] !== undefined) {
    return githubUri(ref, digest['gitCommit']);
  }
  if ((resolver === 'oci' || resolver === 'bundles') && digest['sha256'] !== undefined) {
    return ociUri(ref, digest['sha256']);
  }
  return `${resolver ?? 'other'}:${ref}`;
}

function githubUri(ref: string, commit: string): string {
  const [owner = '', repository = '', ...path] = (ref.split('@')[0] ?? '').split('/');
  const name = `${owner}/${repository}`.toLowerCase();
  return `pkg:github/${name}@${commit}${path.length === 0 ? '' : `#${path.join('/')}`}`;
}

function ociUri(ref: string, sha256: string): string {
  const image = ref.replace(/^docker:\/\//, '').split('@')[0] ?? '';
  return imageUri(image.replace(/:[^/:]*$/, ''), sha256);
}
