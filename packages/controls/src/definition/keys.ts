import { nearestName, type MapNode, type Node, type ScalarNode } from '@plumbline/core';

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

/** The keys below a node that its platform does not know; the items of a list have the shape of the list. */
export function unknownKeys(node: Node, shape: Keys, address: string): readonly UnknownKey[] {
  if (node.kind === 'scalar') return [];
  if (node.kind === 'seq')
    return node.items.flatMap((item) => unknownKeys(item, shape, `${address}.${nameOf(item)}`));
  return node.entries.flatMap(({ key, value }) => inEntry(key, value, { shape, address }));
}

function inEntry(
  key: ScalarNode,
  value: Node,
  { shape, address }: { readonly shape: Keys; readonly address: string },
): readonly UnknownKey[] {
  if (shape.each !== undefined) return unknownKeys(value, shape.each, `${address}.${key.text}`);
  const { known = {} } = shape;
  if (key.text === '<<') return [];
  if (!Object.hasOwn(known, key.text))
    return [{ key, address, nearest: nearestName(key.text, Object.keys(known)) }];
  const inner = known[key.text];
  return inner === null || inner === undefined
    ? []
    : unknownKeys(value, inner, `${address}.${key.text}`);
}

function nameOf(node: Node): string {
  if (node.kind !== 'map') return '';
  return textAt(node, 'id') ?? textAt(node, 'name') ?? '';
}

function textAt(map: MapNode, key: string): string | null {
  const found = map.entries.find((entry) => entry.key.text === key)?.value;
  return found?.kind === 'scalar' ? found.text : null;
}
