import { err, ok, type Result } from '../result.js';

/** What a registry is asked for: by tag, by digest, or by neither. */
export interface ImageName {
  /** `docker.io` where the text names none. */
  readonly registry: string;
  /** With `library/` where Docker Hub's short names imply it. */
  readonly repository: string;
  readonly tag: string | null;
  /** As written, of any algorithm. */
  readonly digest: string | null;
}

const DOMAIN =
  /^(?:(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])(?:\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*|\[[0-9a-fA-F:]+\])(?::[0-9]+)?$/;
const COMPONENT = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const TAG = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;
const DIGEST = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/;
const LONGEST = 4096;

/** Reads a name by the grammar of distribution/reference (OCI distribution specification, names and tags), or says why it is none. */
export function parseImageName(text: string): Result<ImageName, string> {
  if (text === '' || text.length > LONGEST) return err('the image reference is empty or too long');
  const at = text.indexOf('@');
  const digest = at === -1 ? null : text.slice(at + 1);
  if (digest !== null && !DIGEST.test(digest)) return err('the digest of the image is malformed');
  const named = at === -1 ? text : text.slice(0, at);
  const colon = named.indexOf(':', named.lastIndexOf('/') + 1);
  const tag = colon === -1 ? null : named.slice(colon + 1);
  if (tag !== null && !TAG.test(tag)) return err('the tag of the image is malformed');
  const place = splitPlace(colon === -1 ? named : named.slice(0, colon));
  return place === null ? err('this is not an image reference') : ok({ ...place, tag, digest });
}

/** The first part is a registry if it has a dot or a colon, is `localhost`, or has capitals. */
function splitPlace(name: string): Pick<ImageName, 'registry' | 'repository'> | null {
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
