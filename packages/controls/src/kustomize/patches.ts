import { mapGet, seqItems, wildMatch, type Node } from '@plumbline/core';
import { textAt, type Item, type Written } from './items.js';
import { merged, patched } from './merge.js';
import { remade } from './place.js';

/** One patch, for what its target says, or else for what it names itself. */
export interface Patch {
  readonly node: Node;
  readonly target: Node | undefined;
  /** Where a file of its own has it, as an object. */
  readonly of: Written | null;
}

/** Whether a patch is for an object. */
export function isFor({ node, target }: Patch, item: Item): boolean {
  return target === undefined ? isNamedBy(node, item) : isTargetOf(target, item);
}

function isNamedBy(patch: Node, { node, names }: Item): boolean {
  const space = textAt(patch, 'metadata', 'namespace');
  const own = textAt(node, 'metadata', 'namespace');
  return (
    textAt(patch, 'kind') === textAt(node, 'kind') &&
    groupOf(textAt(patch, 'apiVersion')) === groupOf(textAt(node, 'apiVersion')) &&
    names.includes(textAt(patch, 'metadata', 'name')) &&
    (space === '' || own === '' || space === own)
  );
}

function groupOf(apiVersion: string): string {
  return apiVersion.slice(0, Math.max(apiVersion.indexOf('/'), 0));
}

function isTargetOf(target: Node, { node, names }: Item): boolean {
  const version = textAt(node, 'apiVersion');
  const values: Readonly<Record<string, readonly string[]>> = {
    group: [groupOf(version)],
    version: [version.slice(version.indexOf('/') + 1)],
    kind: [textAt(node, 'kind')],
    name: names,
    namespace: [textAt(node, 'metadata', 'namespace')],
  };
  const fits = Object.entries(values).every(([key, texts]) => {
    const wanted = textAt(target, key);
    return wanted === '' || texts.some((text) => matches(wanted, text));
  });
  return (
    fits &&
    isSelected(textAt(target, 'labelSelector'), mapGet(mapGet(node, 'metadata'), 'labels')) &&
    isSelected(
      textAt(target, 'annotationSelector'),
      mapGet(mapGet(node, 'metadata'), 'annotations'),
    )
  );
}

/** Nobody lists more names in an expression. */
const LONGEST = 400;

/** An expression over the whole text, of which alternatives and `.*` are known here. */
function matches(pattern: string, text: string): boolean {
  if (pattern.length > LONGEST) return false;
  const bare = pattern.replace(/^\^?\(?|\)?\$?$/g, '').replaceAll('\\', '');
  return bare.split('|').some((one) => wildMatch(one.replace(/\.[*+]/g, '*'), text));
}

function isSelected(selector: string, values: Node | undefined): boolean {
  return selector.split(',').every((term) => {
    const [, key = '', not, value] = /^\s*([^\s=!]+)\s*(?:(!?)==?\s*(\S*))?\s*$/.exec(term) ?? [];
    if (key === '') return term.trim() === '';
    const own = textAt(values, key);
    return value === undefined ? own !== '' : (own === value) === (not === '');
  });
}

/** An object after a patch; empty where that takes it away. */
export function withPatch(item: Item, { node: patch }: Patch): Item {
  if (patch.kind === 'seq') return { ...item, node: patched(item.node, patch) };
  const node = merged(item.node, withoutName(patch));
  return { ...item, node: node?.kind === 'map' ? node : remade(item.node, []) };
}

const NAMES = new Set(['apiVersion', 'kind', 'metadata.name', 'metadata.namespace']);

/** Of a patch what it changes, not what it is for. */
function withoutName(patch: Node, above = ''): Node {
  if (patch.kind !== 'map') return patch;
  return remade(
    patch,
    patch.entries.flatMap(({ key, value }) => {
      const path = above + key.text;
      if (NAMES.has(path)) return [];
      return { key, value: path === 'metadata' ? withoutName(value, 'metadata.') : value };
    }),
  );
}

/** The items that a kustomization lists under a key. */
export function listed(node: Node, key: string): readonly Node[] {
  return seqItems(mapGet(node, key));
}
