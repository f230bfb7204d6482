import { hasExpression, oddCharacter } from './reference-text.js';

export interface ImageReference {
  readonly kind: 'image';
  /** `docker.io` where the reference names none. */
  readonly registry: string;
  /** With `library/` where Docker Hub's short names imply it. */
  readonly repository: string;
  readonly tag: string | null;
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

const DOMAIN =
  /^(?:(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])(?:\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*|\[[0-9a-fA-F:]+\])(?::[0-9]+)?$/;
const COMPONENT = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const TAG = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;
const DIGEST = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/;
const LONGEST = 4096;

/** Reads an image reference by the grammar of distribution/reference (OCI distribution specification, names and tags). */
export function parseImage(text: string): ImageReference | Undecidable {
  if (hasExpression(text)) return undecidable('the image depends on an expression');
  if (text === '' || text.length > LONGEST)
    return undecidable('the image reference is empty or too long');
  const odd = oddCharacter(text);
  if (odd !== null) return undecidable(`the image reference cannot be trusted: ${odd}`);
  return split(text);
}

function split(text: string): ImageReference | Undecidable {
  const at = text.indexOf('@');
  const digest = at === -1 ? null : text.slice(at + 1);
  if (digest !== null && !DIGEST.test(digest))
    return undecidable('the digest of the image is malformed');
  const named = at === -1 ? text : text.slice(0, at);
  const colon = named.indexOf(':', named.lastIndexOf('/') + 1);
  const tag = colon === -1 ? null : named.slice(colon + 1);
  if (tag !== null && !TAG.test(tag)) return undecidable('the tag of the image is malformed');
  const name = splitName(colon === -1 ? named : named.slice(0, colon));
  if (name === null) return undecidable('this is not an image reference');
  return { kind: 'image', ...name, tag, ...judged(tag, digest) };
}

/** The first part is a registry if it has a dot or a colon, is `localhost`, or has capitals. */
function splitName(name: string): { registry: string; repository: string } | null {
  const slash = name.indexOf('/');
  const first = slash === -1 ? '' : name.slice(0, slash);
  const isRegistry = /[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase();
  const registry = isRegistry ? first : 'docker.io';
  const path = isRegistry ? name.slice(slash + 1) : name;
  const parts = path.split('/');
  if (!DOMAIN.test(registry) || path.length > 255 || !parts.every((part) => COMPONENT.test(part)))
    return null;
  if (registry === 'index.docker.io' || registry === 'docker.io') {
    return { registry: 'docker.io', repository: parts.length === 1 ? `library/${path}` : path };
  }
  return { registry, repository: path };
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
