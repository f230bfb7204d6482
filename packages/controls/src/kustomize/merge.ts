import { mapGet, seqItems, stringOf, type MapNode, type Node, type SeqNode } from '@plumbline/core';
import { homeOf, settled } from '../foreign.js';
import { nested, remade } from './place.js';

/** A strategic merge patch over a node; null where the patch takes it away. */
export function merged(base: Node | undefined, patch: Node, key = ''): Node | null {
  if (patch.kind === 'scalar') return patch.value === null ? null : patch;
  if (patch.kind === 'seq') return base?.kind === 'seq' ? mergedList(base, patch, key) : patch;
  const directive = stringOf(mapGet(patch, '$patch'));
  if (directive === 'delete') return null;
  if (directive === 'replace')
    return remade(
      patch,
      patch.entries.filter((one) => one.key.text !== '$patch'),
    );
  return mergedMap(base?.kind === 'map' ? base : remade(patch, []), patch);
}

function mergedMap(base: MapNode, patch: MapNode): MapNode {
  const entries = new Map(base.entries.map((entry) => [entry.key.text, entry]));
  for (const { key, value } of patch.entries) {
    const own = entries.get(key.text);
    const node = merged(own?.value, value, key.text);
    if (node === null) entries.delete(key.text);
    else entries.set(key.text, { key: own?.key ?? key, value: node });
  }
  return remade(base, [...entries.values()]);
}

/** What the items of a list are known by (Kubernetes, `patchMergeKey`); other lists, those of custom resources too, are replaced. */
const KEYS: ReadonlyMap<string, string> = new Map([
  ...['containers', 'initContainers', 'env', 'volumes'].map((key) => [key, 'name'] as const),
  ['volumeMounts', 'mountPath'],
  ['ports', 'containerPort'],
]);

function mergedList(base: SeqNode, patch: SeqNode, key: string): SeqNode {
  const by = KEYS.get(key) ?? (isPartial(base, patch) ? 'name' : undefined);
  if (by === undefined) return patch;
  const items = new Map(base.items.map((item, index) => [nameIn(item, by) ?? index, item]));
  patch.items.forEach((item, index) => {
    const name = nameIn(item, by) ?? `\0${index}`;
    // An entry of an environment has either a value or a place that it comes from.
    const whole = key === 'env' && mapGet(item, '$patch') === undefined;
    const node = whole ? item : merged(items.get(name), item);
    if (node === null) items.delete(name);
    else items.set(name, node);
  });
  return settled({ ...base, items: [...items.values()] }, homeOf(base, null));
}

function nameIn(item: Node, by: string): string | undefined {
  const name = mapGet(item, by);
  return name?.kind === 'scalar' ? name.text : undefined;
}

const MAIN = ['image', 'ref', 'taskRef', 'taskSpec', 'template', 'interceptors'];

/** Whether items stand for nothing without those of the same names: then a schema of the author has them merged. */
function isPartial(base: SeqNode, patch: SeqNode): boolean {
  const known = new Map(base.items.map((item) => [nameIn(item, 'name'), item]));
  const has = (item: Node | undefined): boolean =>
    MAIN.some((key) => mapGet(item, key) !== undefined);
  const pairs = patch.items.map((item) => {
    const name = nameIn(item, 'name');
    return { item, own: name === undefined ? undefined : known.get(name) };
  });
  return (
    pairs.every(({ own }) => own !== undefined) &&
    pairs.some(({ item, own }) => has(own) && !has(item))
  );
}

/** A node after the operations of a JSON patch (RFC 6902); those whose path is not there change nothing. */
export function patched(node: MapNode, operations: Node): MapNode {
  return seqItems(operations).reduce<MapNode>((now, operation) => {
    const op = stringOf(mapGet(operation, 'op')) ?? '';
    const path = stringOf(mapGet(operation, 'path')) ?? '';
    const value = op === 'remove' ? null : mapGet(operation, 'value');
    if (!/^(?:add|replace|remove)$/.test(op) || value === undefined || path === '') return now;
    const keys = path.split('/').slice(1);
    const made = changedAt(now, keys.map(unescaped), { value, op });
    return made.kind === 'map' ? made : now;
  }, node);
}

function unescaped(key: string): string {
  return key.replaceAll('~1', '/').replaceAll('~0', '~');
}

interface Change {
  readonly op: string;
  readonly value: Node | null;
}

function changedAt(node: Node, keys: readonly string[], change: Change): Node {
  if (node.kind === 'scalar') return node;
  return node.kind === 'map' ? changedMap(node, keys, change) : changedList(node, keys, change);
}

function changedMap(node: MapNode, [key = '', ...rest]: readonly string[], change: Change): Node {
  const at = node.entries.findIndex((entry) => entry.key.text === key);
  const own = node.entries[at];
  if (own === undefined && rest.length > 0) return node;
  const value = own && rest.length > 0 ? changedAt(own.value, rest, change) : change.value;
  const made = value === null ? [] : nested([key], value).entries;
  if (own === undefined) return remade(node, [...node.entries, ...made]);
  const entries = made.map((entry) => ({ ...entry, key: own.key }));
  return remade(node, node.entries.toSpliced(at, 1, ...entries));
}

function changedList(node: SeqNode, [key = '', ...rest]: readonly string[], change: Change): Node {
  const at = key === '-' ? node.items.length : /^\d+$/.test(key) ? Number(key) : -1;
  const own = node.items[at];
  const adds = change.op === 'add' && rest.length === 0;
  if (own === undefined && (!adds || at !== node.items.length)) return node;
  const value = own && rest.length > 0 ? changedAt(own, rest, change) : change.value;
  const items = node.items.toSpliced(at, adds ? 0 : 1, ...(value === null ? [] : [value]));
  return settled({ ...node, items }, homeOf(node, null));
}
