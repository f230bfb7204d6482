import {
  nearestName,
  type MapEntry,
  type MapNode,
  type Node,
  type ScalarNode,
} from '@plumbline/core';

/** The keys that a platform knows in a map. */
export interface Keys {
  /** By key; null where what is inside is free or is looked at elsewhere. */
  readonly known?: Readonly<Record<string, Keys | null>>;
  /** What stands under names that the author chooses. */
  readonly each?: Keys;
}

/** A key that the platform does not know. */
export interface UnknownKey {
  readonly key: ScalarNode;
  readonly address: string;
  readonly nearest: string | undefined;
}

/** A shape of keys that hold nothing to look at. */
export function keys(names: string, inner: Readonly<Record<string, Keys | null>> = {}): Keys {
  return {
    known: { ...Object.fromEntries(names.split(' ').map((name) => [name, null])), ...inner },
  };
}

/** Where something stands: below an address, by keys and items. Nearly none is ever written out. */
type Way = string | { readonly from: Way; readonly by: string | Node };

function addressOf(way: Way): string {
  if (typeof way === 'string') return way;
  return `${addressOf(way.from)}.${typeof way.by === 'string' ? way.by : nameOf(way.by)}`;
}

/** The keys below a node that its platform does not know; the items of a list have the shape of the list. */
export function unknownKeys(node: Node, shape: Keys, address: string): readonly UnknownKey[] {
  const found: UnknownKey[] = [];
  collect(node, { shape, way: address }, found);
  return found;
}

interface Expected {
  readonly shape: Keys;
  readonly way: Way;
}

function collect(node: Node, { shape, way }: Expected, into: UnknownKey[]): void {
  if (node.kind === 'scalar') return;
  if (node.kind === 'seq')
    for (const item of node.items) collect(item, { shape, way: { from: way, by: item } }, into);
  else for (const entry of node.entries) collectIn(entry, { shape, way }, into);
}

function collectIn({ key, value }: MapEntry, { shape, way }: Expected, into: UnknownKey[]): void {
  const { each, known = {} } = shape;
  if (key.text === '<<' && each === undefined) return;
  if (each === undefined && !Object.hasOwn(known, key.text)) {
    const nearest = nearestName(key.text, Object.keys(known));
    into.push({ key, address: addressOf(way), nearest });
    return;
  }
  const inner = each ?? known[key.text] ?? null;
  if (inner !== null) collect(value, { shape: inner, way: { from: way, by: key.text } }, into);
}

function nameOf(node: Node): string {
  if (node.kind !== 'map') return '';
  return textAt(node, 'id') ?? textAt(node, 'name') ?? '';
}

function textAt(map: MapNode, key: string): string | null {
  const found = map.entries.find((entry) => entry.key.text === key)?.value;
  return found?.kind === 'scalar' ? found.text : null;
}
