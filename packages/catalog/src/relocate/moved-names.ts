import { parseImageName } from '@plumbline/core';

/** The name of an image or bundle at its new place; tag and digest stay. */
export type Move = (ref: string) => string;

/**
 * Moves names below another registry: what all of them begin with is replaced (`ghcr.io/acme` by `registry.corp.example/acme`);
 * where they have nothing in common, the registry of each.
 */
export function moveTo(to: string, refs: readonly string[]): Move {
  const names = refs.map(fullName);
  const folders = names.map((name) => name.split('/').slice(0, -1));
  const common = folders.reduce(
    (shared, folder) => shared.slice(0, sharedLength(shared, folder)),
    folders[0] ?? [],
  );
  const from = `${common.join('/')}/`;
  return (ref) => {
    const name = fullName(ref);
    const rest =
      common.length > 0 && name.startsWith(from)
        ? name.slice(from.length)
        : name.slice(name.indexOf('/') + 1);
    return `${to}/${rest}${suffixOf(ref)}`;
  };
}

function sharedLength(one: readonly string[], other: readonly string[]): number {
  const different = one.findIndex((part, at) => part !== other[at]);
  return different === -1 ? one.length : different;
}

/** Registry and repository, also where the registry is implied. */
function fullName(ref: string): string {
  const name = parseImageName(ref);
  return name.ok ? `${name.value.registry}/${name.value.repository}` : ref;
}

function suffixOf(ref: string): string {
  const name = parseImageName(ref);
  if (!name.ok) return '';
  const { tag, digest } = name.value;
  return `${tag === null ? '' : `:${tag}`}${digest === null ? '' : `@${digest}`}`;
}
