import {
  createSource,
  mapGet,
  scalarOf,
  type MapEntry,
  type MapNode,
  type Node,
  type ScalarNode,
} from '@plumbline/core';
import { refilled, settled } from '../foreign.js';
import { textAt } from './items.js';
import type { Kustomization } from './kustomization.js';
import { listed } from './patches.js';
import { nested, placed, remade } from './place.js';

/** Reads a text file, by its place below the kustomization. */
export type ReadFile = (of: Kustomization, path: string) => { path: string; text: string } | null;

/** A ConfigMap or Secret that a kustomization generates. */
export interface Generated {
  readonly behavior: string;
  /** Has `kind`, `metadata` and `data`. */
  readonly node: MapNode;
}

const KINDS = { configMapGenerator: 'ConfigMap', secretGenerator: 'Secret' } as const;

/** The ConfigMaps and Secrets that a kustomization generates, each value at its place. */
export function generatedBy(of: Kustomization, read: ReadFile): readonly Generated[] {
  return (['configMapGenerator', 'secretGenerator'] as const).flatMap((key) =>
    listed(of.node, key).flatMap((one) => {
      const name = scalarOf(mapGet(one, 'name'));
      if (name === undefined || one.kind !== 'map') return [];
      const data = [...literalsIn(one, of), ...filesIn(one, of, read)];
      const space = scalarOf(mapGet(one, 'namespace'));
      const node = objectOf(KINDS[key], { name, space, data, of });
      return { behavior: textAt(one, 'behavior'), node };
    }),
  );
}

interface Content {
  readonly name: ScalarNode;
  readonly space: ScalarNode | undefined;
  readonly data: readonly MapEntry[];
  readonly of: Kustomization;
}

function objectOf(kind: 'ConfigMap' | 'Secret', { name, space, data, of }: Content): MapNode {
  const at = placed(name, of.source);
  const word = (text: string): Node => settled({ ...at, text, value: text }, of.source);
  const metadata = remade(nested(['name'], at), [
    ...nested(['name'], at).entries,
    ...(space === undefined ? [] : nested(['namespace'], placed(space, of.source)).entries),
  ]);
  const values = remade(placed({ kind: 'map', entries: [], span: at.span }, of.source), data);
  return remade(values, [
    ...nested(['apiVersion'], word('v1')).entries,
    ...nested(['kind'], word(kind)).entries,
    ...nested(['metadata'], metadata).entries,
    ...nested([kind === 'Secret' ? 'stringData' : 'data'], values).entries,
  ]);
}

function literalsIn(one: MapNode, { source }: Kustomization): readonly MapEntry[] {
  return listed(one, 'literals').flatMap((literal) => {
    const at = literal.kind === 'scalar' ? literal.text.indexOf('=') : -1;
    if (literal.kind !== 'scalar' || at < 1) return [];
    const node = placed(literal, source);
    const end = literal.text.length;
    const text = literal.text.slice(at + 1);
    const piece = { text, start: 0, end: text.length, from: { start: at + 1, end }, given: null };
    return nested([literal.text.slice(0, at)], refilled(node, [piece])).entries;
  });
}

function filesIn(one: MapNode, of: Kustomization, read: ReadFile): readonly MapEntry[] {
  return listed(one, 'files').flatMap((file) => {
    const [, key, path = ''] = /^(?:([^=]+)=)?(.+)$/.exec(textAt(file)) ?? [];
    const found = path === '' ? null : read(of, path);
    if (found === null) return [];
    const { text } = found;
    const span = { start: 0, end: text.length };
    const node = { kind: 'scalar', style: 'literal', text, value: text, span } as const;
    const name = key ?? path.slice(path.lastIndexOf('/') + 1);
    return nested([name], settled(node, createSource(found.path, text))).entries;
  });
}
