import {
  readYaml,
  type MapEntry,
  type MapNode,
  type Node,
  type ScalarNode,
  type Source,
  type Span,
} from '@plumbline/core';
import { spanWithin } from '../expression/offsets.js';
import { homeOf, settled } from '../foreign.js';

/** A copy of a node that keeps the place in its own file, whatever it becomes part of. */
export function placed<T extends Node>(
  node: T,
  source: Source,
  spanOf: (span: Span) => Span = (span) => span,
): T {
  return settled(moved(node, source, spanOf) as T, source);
}

function moved(node: Node, source: Source, spanOf: (span: Span) => Span): Node {
  const span = spanOf(node.span);
  if (node.kind === 'scalar') return { ...node, span };
  if (node.kind === 'seq')
    return { ...node, span, items: node.items.map((item) => placed(item, source, spanOf)) };
  const entries = node.entries.map(({ key, value }) => ({
    key: placed(key, source, spanOf),
    value: placed(value, source, spanOf),
  }));
  return { ...node, span, entries };
}

/** The documents that a text of a file holds, each at its place in that file. */
export function documentsIn(node: ScalarNode, source: Source): readonly Node[] {
  const read = readYaml(source.path, new TextEncoder().encode(node.text), { aliases: 'resolve' });
  if (!read.ok) return [];
  const spanOf = (span: Span): Span => spanWithin(source, node, span);
  return read.value.documents.flatMap(({ root }) =>
    root === null ? [] : placed(root, source, spanOf),
  );
}

/** A map with other entries, at the same place. */
export function remade(map: MapNode, entries: readonly MapEntry[]): MapNode {
  return settled({ ...map, entries }, homeOf(map, null));
}

/** A map of maps down to a node, all at its place. */
export function nested(keys: readonly string[], node: Node): MapNode {
  const { span } = node;
  const home = homeOf(node, null);
  const made = keys.toReversed().reduce<Node>((value, name) => {
    const key = settled({ kind: 'scalar', style: 'plain', text: name, value: name, span }, home);
    return settled({ kind: 'map', entries: [{ key, value }], span }, home);
  }, node);
  return made as MapNode;
}

/** How many nodes it has. */
export function sizeOf(node: Node): number {
  if (node.kind === 'scalar') return 1;
  const inner = node.kind === 'seq' ? node.items : node.entries.map(({ value }) => value);
  return inner.reduce((sum, one) => sum + sizeOf(one), 1);
}
