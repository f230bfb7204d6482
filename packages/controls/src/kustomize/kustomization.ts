import { dirname, join } from 'node:path/posix';
import { scalarOf, mapGet, type MapNode, type Source } from '@plumbline/core';
import { documentAt, filesNamed, hasFile, textAt as textOfFile } from '../files.js';
import type { Subject } from '../subject.js';
import { homeOf } from '../foreign.js';
import { generatedBy, type Generated } from './generate.js';
import { itemOf, textAt, type Item, type Written } from './items.js';
import { isFor, listed, withPatch, type Patch } from './patches.js';
import { documentsIn, placed, sizeOf } from './place.js';
import { imageLists, inNamespace, patchesOf, withImages } from './transform.js';

/** A `kustomization.yaml`. */
export interface Kustomization {
  readonly folder: string;
  readonly source: Source;
  readonly node: MapNode;
}

/** What building a kustomization gives. */
export interface Built {
  readonly items: readonly Item[];
  /** Keys of lists whose entries have images. */
  readonly images: readonly string[];
}

/** The kustomizations of a target by their folder, and what was read and found out. */
export interface Building {
  readonly subject: Subject;
  readonly known: ReadonlyMap<string, Kustomization>;
  readonly written: ReadonlyMap<string, readonly Written[]>;
  readonly done: Map<string, Built>;
  /** What is a patch of something here. */
  readonly used: Set<Written>;
  /** How much more may be done; below zero nothing of it counts. */
  left: number;
}

const FILES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** The kustomizations of a target by their folder. */
export function kustomizationsOf(subject: Subject): ReadonlyMap<string, Kustomization> {
  const all = FILES.flatMap((name) => filesNamed(subject, name)).flatMap((path) => {
    const found = documentAt(subject, path);
    if (found?.root.kind !== 'map') return [];
    const folder = dirname(path);
    return [[folder, { folder, source: found.source, node: found.root }] as const];
  });
  return new Map(all);
}

/** The folders that a kustomization takes over. */
export function partsOf({ known }: Pick<Building, 'known'>, of: Kustomization): readonly string[] {
  return ['resources', 'bases', 'components']
    .flatMap((key) => pathsIn(of, key))
    .filter((path) => known.has(path));
}

function pathsIn(of: Kustomization, key: string): readonly string[] {
  return listed(of.node, key).flatMap((one) => pathOf(of, textAt(one)));
}

function pathOf({ folder }: Kustomization, text: string): string {
  return join(folder, text).replace(/\/$/, '');
}

/** Bases of bases: more do not come from people. */
const DEEPEST = 12;

/** Builds a kustomization (kubectl.docs.kubernetes.io, "Kustomize"): parts, then components, generators, transformers. */
export function built(to: Building, of: Kustomization, depth = 0): Built {
  const known = to.done.get(of.folder);
  if (known !== undefined) return known;
  to.done.set(of.folder, NOTHING);
  const made = complete(to, of, { into: NOTHING, depth });
  to.done.set(of.folder, made);
  return made;
}

const NOTHING: Built = { items: [], images: [] };

interface Onto {
  readonly into: Built;
  readonly depth: number;
}

function complete(to: Building, of: Kustomization, { into, depth }: Onto): Built {
  to.left -= EACH;
  if (depth > DEEPEST || to.left < 0) return into;
  const paths = [...pathsIn(of, 'resources'), ...pathsIn(of, 'bases')];
  const parts = [into, ...paths.map((path) => partAt(to, path, depth + 1))];
  const configurations = pathsIn(of, 'configurations').flatMap((path) => contentOf(to, path));
  let all: Built = {
    items: parts.flatMap(({ items }) => items),
    images: [...parts.flatMap(({ images }) => images), ...imageLists(configurations)],
  };
  for (const path of pathsIn(of, 'components')) {
    const component = to.known.get(path);
    if (component !== undefined) all = complete(to, component, { into: all, depth: depth + 1 });
  }
  return transformed(to, of, all);
}

/** What an object costs each time that it becomes part of something: it may have to be judged there. */
const EACH = 20;

function partAt(to: Building, path: string, depth: number): Built {
  const inner = to.known.get(path);
  const own = to.written.get(path) ?? [];
  const part: Built =
    inner === undefined
      ? { items: own.map((one) => itemOf(one, one.source, one.node)), images: [] }
      : built(to, inner, depth);
  to.left -= EACH * (part.items.length + part.images.length);
  return to.left < 0 ? NOTHING : part;
}

function transformed(to: Building, of: Kustomization, { items, images }: Built): Built {
  let now = withGenerated(to, of, items);
  now = allPatched(to, now, writtenPatches(to, of, ['patchesStrategicMerge', 'patches']));
  now = inNamespace(now, of).map((item) => renamed(item, of));
  now = allPatched(to, now, patchesOf(of));
  now = allPatched(to, now, writtenPatches(to, of, ['patchesJson6902']));
  const lists = new Set(['containers', 'initContainers', ...images]);
  to.left -= now.length;
  return {
    items: now.map((item) => ({ ...item, node: withImages(item.node, of, lists) })),
    images,
  };
}

function renamed(item: Item, { node }: Kustomization): Item {
  const [prefix, suffix] = [textAt(node, 'namePrefix'), textAt(node, 'nameSuffix')];
  if (prefix + suffix === '') return item;
  return { ...item, names: [...item.names, `${prefix}${item.names.at(-1) ?? ''}${suffix}`] };
}

function withGenerated(to: Building, of: Kustomization, items: readonly Item[]): readonly Item[] {
  const read = (from: Kustomization, path: string): { path: string; text: string } | null => {
    const full = pathOf(from, path);
    const text = textOfFile(to.subject, full);
    return text === null ? null : { path: full, text };
  };
  return generatedBy(of, read).reduce<readonly Item[]>(
    (now, one) => joined(to, now, { of, one }),
    items,
  );
}

function joined(
  to: Building,
  items: readonly Item[],
  { of, one }: { readonly of: Kustomization; readonly one: Generated },
): readonly Item[] {
  const { node, behavior } = one;
  const patch = { node, target: undefined, of: null };
  if (behavior === 'merge') return allPatched(to, items, [patch]);
  const others = behavior === 'replace' ? items.filter((item) => !isFor(patch, item)) : items;
  to.left -= items.length;
  return [...others, itemOf(null, of.source, node)];
}

function allPatched(
  to: Building,
  items: readonly Item[],
  patches: readonly Patch[],
): readonly Item[] {
  return patches.reduce((now, patch) => {
    const size = sizeOf(patch.node);
    to.left -= now.length;
    const made = now.map((item) => {
      if (to.left < 0 || !isFor(patch, item)) return item;
      to.left -= size;
      if (patch.of !== null) to.used.add(patch.of);
      return withPatch(item, patch);
    });
    return made.some((item, at) => item !== now[at]) ? made : [...made, ...alone(patch)];
  }, items);
}

/** Settings, which say the same where the rest of them is not here. */
const SETTINGS = /^(?:ConfigMap|Secret|Tekton\w+)$/;

/** A patch in a kustomization itself over something that is fetched from elsewhere. */
function alone({ node, target, of }: Patch): readonly Item[] {
  const source = homeOf(node, null);
  if (of !== null || target !== undefined || source === null || node.kind !== 'map') return [];
  return SETTINGS.test(textAt(node, 'kind')) ? [itemOf(null, source, node)] : [];
}

function writtenPatches(
  to: Building,
  of: Kustomization,
  keys: readonly string[],
): readonly Patch[] {
  return keys.flatMap((key) =>
    listed(of.node, key).flatMap((one): readonly Patch[] => {
      const target = mapGet(one, 'target');
      const text = scalarOf(one) ?? scalarOf(mapGet(one, 'patch'));
      const file = pathOf(of, textAt(one, 'path') || (scalarOf(one)?.text ?? ''));
      const isFile = hasFile(to.subject, file);
      if (isFile) return contentOf(to, file).map((content) => ({ ...content, target }));
      const nodes = text === undefined ? [] : documentsIn(text, of.source);
      return nodes.map((node) => ({ node, target, of: null }));
    }),
  );
}

/** The objects of a file, or else its first document. */
function contentOf({ subject, written }: Building, path: string): readonly Omit<Patch, 'target'>[] {
  const objects = written.get(path);
  if (objects !== undefined) return objects.map((of) => ({ node: placed(of.node, of.source), of }));
  const found = documentAt(subject, path);
  return found === null ? [] : [{ node: placed(found.root, found.source), of: null }];
}
