import { parseImageName, type ImageName } from '@plumbline/core';
import { hasExpression, oddCharacter } from './reference-text.js';

export interface ImageReference extends ImageName {
  readonly kind: 'image';
  /** `sha256:…` as written; null without one, and never a digest of another algorithm. */
  readonly digest: string | null;
  /** Why it is not held by a digest; null where it is. */
  readonly unpinned: string | null;
}

/** What cannot be taken for a reference, with the reason. */
export interface Undecidable {
  readonly kind: 'undecidable';
  readonly reason: string;
}

/** Reads an image reference of a pipeline, and says whether a digest holds it. */
export function parseImage(text: string): ImageReference | Undecidable {
  if (hasExpression(text)) return undecidable('the image depends on an expression');
  const odd = oddCharacter(text);
  if (odd !== null) return undecidable(`the image reference cannot be trusted: ${odd}`);
  const name = parseImageName(text);
  if (!name.ok) return undecidable(name.error);
  const { registry, repository, tag, digest } = name.value;
  return { kind: 'image', registry, repository, tag, ...judged(tag, digest) };
}

function judged(
  tag: string | null,
  digest: string | null,
): Pick<ImageReference, 'digest' | 'unpinned'> {
  if (digest !== null && /^sha256:[0-9a-f]{64}$/.test(digest)) return { digest, unpinned: null };
  return { digest: null, unpinned: unpinnedBecause(tag, digest) };
}

function unpinnedBecause(tag: string | null, digest: string | null): string {
  if (digest !== null) return 'its digest is not sha256 with 64 lower-case hexadecimal digits';
  if (tag === null) return 'it has neither tag nor digest, so it means whatever `latest` is';
  return tag === 'latest'
    ? 'the tag `latest` moves with every push'
    : `the tag \`${tag}\` can be moved to other content`;
}

function undecidable(reason: string): Undecidable {
  return { kind: 'undecidable', reason };
}
