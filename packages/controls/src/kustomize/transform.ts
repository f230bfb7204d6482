import { mapGet, scalarOf, type MapNode, type Node, type ScalarNode } from '@plumbline/core';
import { withText } from '../inlined/fill.js';
import { textAt, type Item } from './items.js';
import { merged } from './merge.js';
import { listed, type Patch } from './patches.js';
import { nested, placed, remade } from './place.js';
import type { Kustomization } from './kustomization.js';

/** What a kustomization says of all objects, as patches over each of them, in the order of kustomize. */
export function patchesOf({ node, source }: Kustomization): readonly Patch[] {
  const over = (keys: readonly string[], value: Node | undefined): readonly Patch[] =>
    value === undefined
      ? []
      : [{ node: nested(keys, placed(value, source)), target: ANY, of: null }];
  return [
    ...over(['metadata', 'labels'], mapGet(node, 'commonLabels')),
    ...listed(node, 'labels').flatMap((one) => over(['metadata', 'labels'], mapGet(one, 'pairs'))),
    ...over(['metadata', 'annotations'], mapGet(node, 'commonAnnotations')),
  ];
}

const ANY: MapNode = { kind: 'map', entries: [], span: { start: 0, end: 0 } };

/** Kinds that are in no namespace; kustomize knows those of Kubernetes, and the operator of Tekton ignores it. */
const NOWHERE =
  /^(?:Cluster\w+|CustomResourceDefinition|PersistentVolume|\w+Class|\w+WebhookConfiguration|ValidatingAdmissionPolicy\w*|Tekton\w+)$/;

/** The objects in the namespace of a kustomization, with the accounts that their bindings name. */
export function inNamespace(
  items: readonly Item[],
  { node, source }: Kustomization,
): readonly Item[] {
  const name = scalarOf(mapGet(node, 'namespace'));
  if (name === undefined || name.text === '') return items;
  const space = placed(name, source);
  const accounts = items.filter((item) => textAt(item.node, 'kind') === 'ServiceAccount');
  const names = new Set(['default', ...accounts.flatMap((item) => item.names)]);
  return items.map((item) => {
    const kind = textAt(item.node, 'kind');
    const keys = kind === 'Namespace' ? ['metadata', 'name'] : ['metadata', 'namespace'];
    const moved = NOWHERE.test(kind) ? item.node : merged(item.node, nested(keys, space));
    const bound = kind.endsWith('RoleBinding')
      ? withSubjects(moved as MapNode, names, space)
      : moved;
    return { ...item, node: bound as MapNode };
  });
}

function withSubjects(node: MapNode, accounts: ReadonlySet<string>, space: ScalarNode): MapNode {
  const entries = node.entries.map(({ key, value }) => {
    if (key.text !== 'subjects' || value.kind !== 'seq') return { key, value };
    const items = value.items.map((one) => {
      const isOwn = textAt(one, 'kind') === 'ServiceAccount' && accounts.has(textAt(one, 'name'));
      return isOwn ? (merged(one, nested(['namespace'], space)) ?? one) : one;
    });
    return { key, value: { ...value, items } };
  });
  return remade(node, entries);
}

/** A node with the images that a kustomization chooses, where lists of the given keys have them. */
export function withImages(node: MapNode, of: Kustomization, lists: ReadonlySet<string>): MapNode {
  const images = new Map(listed(of.node, 'images').map((one) => [textAt(one, 'name'), one]));
  if (images.size === 0) return node;
  const change = (image: ScalarNode): ScalarNode => {
    const [, name = '', rest = ''] = /^([^@]*?)((?::[^:/@]*)?(?:@.*)?)$/.exec(image.text) ?? [];
    const chosen = images.get(name);
    return chosen === undefined ? image : chosenImage({ image, name, rest }, chosen, of);
  };
  return imaged(node, { change, lists }, false) as MapNode;
}

interface Imaging {
  readonly change: (image: ScalarNode) => ScalarNode;
  readonly lists: ReadonlySet<string>;
}

function imaged(node: Node, how: Imaging, isListed: boolean): Node {
  if (node.kind === 'scalar') return node;
  if (node.kind === 'seq') {
    const items = node.items.map((item) => imaged(item, how, isListed));
    return items.every((item, index) => item === node.items[index]) ? node : { ...node, items };
  }
  const entries = node.entries.map(({ key, value }) => ({
    key,
    value:
      isListed && key.text === 'image' && value.kind === 'scalar'
        ? how.change(value)
        : imaged(value, how, how.lists.has(key.text)),
  }));
  const same = entries.every(({ value }, index) => value === node.entries[index]?.value);
  return same ? node : remade(node, entries);
}

interface Image {
  readonly image: ScalarNode;
  readonly name: string;
  readonly rest: string;
}

function chosenImage({ image, name, rest }: Image, chosen: Node, of: Kustomization): ScalarNode {
  const [newName, tag, digest] = ['newName', 'newTag', 'digest'].map((key) =>
    scalarOf(mapGet(chosen, key)),
  );
  const given = digest ?? tag ?? newName;
  if (given === undefined) return image;
  const version =
    (tag === undefined ? '' : `:${tag.text}`) + (digest === undefined ? '' : `@${digest.text}`);
  const text = (newName?.text ?? name) + (version === '' ? rest : version);
  return withText(placed(given, of.source), text);
}

/** Lists whose entries have images: those of pods, and what a configuration names (`spec/steps/image`). */
export function imageLists(configurations: readonly Pick<Patch, 'node'>[]): readonly string[] {
  const paths = configurations.flatMap(({ node }) => listed(node, 'images'));
  return paths.flatMap((one) => textAt(one, 'path').replaceAll('[]', '').split('/').slice(-2, -1));
}
