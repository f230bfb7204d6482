import {
  locate,
  type Location,
  type MapNode,
  type Node,
  type ScalarNode,
  type Source,
} from '@plumbline/core';
import type { UnreadableFile } from '../graph.js';

/** A scalar of a document with its place; `value` is its text, whatever type YAML gives it. */
export interface Text {
  readonly value: string;
  readonly node: ScalarNode;
}

/** An entry of a map from names to scalars. */
export interface NamedText {
  readonly name: Text;
  readonly value: Text;
}

/** An entry of a map whose values have a shape of their own. */
export interface NamedNode {
  readonly name: Text;
  readonly value: Node;
}

/** The file that is being read, and what in it has not the shape that its platform demands. */
export interface Shape {
  readonly source: Source;
  readonly problems: UnreadableFile[];
}

/** Notes that a node has the wrong shape; the rest of the file is still read. */
export function complain(shape: Shape, node: Node, message: string): null {
  shape.problems.push({ path: shape.source.path, message, location: placeOf(shape, node) });
  return null;
}

/** The place of a node in its file. */
export function placeOf(shape: { readonly source: Source }, node: Node): Location {
  return locate(shape.source, node.span);
}

/** The value of a key; null where the key is absent or its value is null. */
export function field(map: MapNode, key: string): Node | null {
  const value = map.entries.find((entry) => entry.key.text === key)?.value ?? null;
  return value !== null && isNull(value) ? null : value;
}

export function hasKey(map: MapNode, key: string): boolean {
  return map.entries.some((entry) => entry.key.text === key);
}

export function isNull(node: Node): boolean {
  return node.kind === 'scalar' && node.value === null;
}

export function textOf(node: ScalarNode): Text {
  return { value: node.text, node };
}

/** A node that must be a scalar. */
export function asText(shape: Shape, node: Node, what: string): Text | null {
  if (node.kind === 'scalar') return textOf(node);
  return complain(shape, node, `${what} is a ${nameOf(node)}; expected a single value`);
}

/** A node that must be a map. */
export function asMap(shape: Shape, node: Node, what: string): MapNode | null {
  if (node.kind === 'map') return node;
  return complain(shape, node, `${what} is a ${nameOf(node)}; expected a map`);
}

export function text(shape: Shape, map: MapNode, key: string): Text | null {
  const node = field(map, key);
  return node === null ? null : asText(shape, node, `\`${key}\``);
}

export function mapField(shape: Shape, map: MapNode, key: string): MapNode | null {
  const node = field(map, key);
  return node === null ? null : asMap(shape, node, `\`${key}\``);
}

/** The items of a list; empty where the key is absent. */
function items(shape: Shape, map: MapNode, key: string): readonly Node[] {
  const node = field(map, key);
  if (node === null) return [];
  if (node.kind === 'seq') return node.items;
  complain(shape, node, `\`${key}\` is a ${nameOf(node)}; expected a list`);
  return [];
}

/** The items of a list of maps. */
export function maps(shape: Shape, map: MapNode, key: string): readonly MapNode[] {
  return items(shape, map, key).flatMap(
    (node) => asMap(shape, node, `an item of \`${key}\``) ?? [],
  );
}

/** The items of a list of scalars; a single scalar counts as a list of one, as both platforms allow. */
export function texts(shape: Shape, map: MapNode, key: string): readonly Text[] {
  const node = field(map, key);
  if (node === null) return [];
  return listOf(shape, node, `\`${key}\``);
}

export function listOf(shape: Shape, node: Node, what: string): readonly Text[] {
  if (node.kind === 'scalar') return [textOf(node)];
  if (node.kind === 'seq')
    return node.items.flatMap((item) => asText(shape, item, `an item of ${what}`) ?? []);
  complain(shape, node, `${what} is a map; expected a list`);
  return [];
}

/** The entries of a map of maps or of anything. */
export function named(shape: Shape, map: MapNode, key: string): readonly NamedNode[] {
  const inner = mapField(shape, map, key);
  return inner === null
    ? []
    : inner.entries.map((entry) => ({ name: textOf(entry.key), value: entry.value }));
}

/** The entries of a map from names to scalars; a null value is an empty text. */
export function namedTexts(shape: Shape, map: MapNode, key: string): readonly NamedText[] {
  return named(shape, map, key).flatMap(({ name, value }) => {
    const read = asText(shape, value, `\`${key}.${name.value}\``);
    return read === null ? [] : [{ name, value: isNull(value) ? { ...read, value: '' } : read }];
  });
}

function nameOf(node: Node): string {
  if (node.kind === 'seq') return 'list';
  return node.kind === 'map' ? 'map' : 'single value';
}
