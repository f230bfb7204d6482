import type { Source } from '@plumbline/core';
import type { Reference, TektonResource } from '@plumbline/pipeline';

/** Resources of one kind. */
export type Resource<K extends TektonResource['kind']> = Extract<TektonResource, { kind: K }>;

/** The resources that a kind picks, by name. */
export function byName<T extends TektonResource>(
  resources: readonly TektonResource[],
  pick: (resource: TektonResource) => T | null,
): ReadonlyMap<string, readonly T[]> {
  const named = resources.flatMap((resource) => pick(resource) ?? []);
  return Map.groupBy(named, ({ metadata }) => metadata.name?.value ?? '');
}

/** Of more, nobody tells which is meant, and a target may hold very many. */
const MOST_OF_ONE_NAME = 100;

const REPOSITORY = /^\{\{\s*(?:repo|source)_url\s*\}\}$/;

/** The file of a definition that the git resolver takes out of the repository of the run. */
function ownPath(reference: Reference | null): string {
  if (reference?.resolver?.value !== 'git') return '';
  const given = (key: string): string => {
    const value = reference.params.find(({ name }) => name.value === key)?.value;
    return value?.kind === 'scalar' ? value.text : '';
  };
  return REPOSITORY.test(given('url')) ? given('pathInRepo').replace(/^\.?\//, '') : '';
}

const files = new WeakMap<object, ReadonlyMap<string, readonly TektonResource[]>>();

function inFile<T extends TektonResource>(
  known: ReadonlyMap<string, readonly T[]>,
  path: string,
): T | undefined {
  const byPath = files.get(known) ?? Map.groupBy([...known.values()].flat(), (one) => one.path);
  files.set(known, byPath);
  const [only, second] = byPath.get(path) ?? [];
  return second === undefined ? (only as T | undefined) : undefined;
}

/** By name, also over the resolver of the cluster; what comes from elsewhere has none here. */
function nameIn(reference: Reference | null): string {
  if (reference === null || reference.bundle !== null) return '';
  if (reference.resolver === null) return reference.name?.value ?? '';
  const given = reference.params.find(({ name }) => name.value === 'name')?.value;
  return reference.resolver.value === 'cluster' && given?.kind === 'scalar' ? given.text : '';
}

/** A name means the resource in the same file or folder; elsewhere only if it is the only one. */
export function lookUp<T extends TektonResource>(
  known: ReadonlyMap<string, readonly T[]>,
  reference: Reference | null,
  from: Source,
): T | undefined {
  const path = ownPath(reference);
  if (path !== '') return inFile(known, path);
  const name = nameIn(reference);
  if (name === '') return undefined;
  const all = known.get(name) ?? [];
  if (all.length > MOST_OF_ONE_NAME) return undefined;
  const near = [
    all.filter(({ path }) => path === from.path),
    all.filter(({ path }) => folderOf(path) === folderOf(from.path)),
    all,
  ];
  return near.find((some) => some.length === 1)?.[0];
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}
