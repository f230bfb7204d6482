import type { Closure, GraphNode } from '../graph.js';

/** Everything a pipeline uses, in numbers. */
export interface Tally {
  readonly files: number;
  readonly references: number;
  readonly pinned: number;
  readonly locked: number;
  readonly unpinned: number;
  readonly inCluster: number;
  readonly undecidable: number;
  readonly missing: number;
}

export function tally({ nodes, files }: Closure): Tally {
  const count = (status: GraphNode['status']) =>
    nodes.filter((node) => node.status === status).length;
  return {
    files: files.length,
    references: nodes.length - count('present') - count('unreadable'),
    pinned: count('pinned'),
    locked: count('locked'),
    unpinned: count('unpinned'),
    inCluster: count('in-cluster'),
    undecidable: count('undecidable'),
    missing: count('missing'),
  };
}

/** `12 files, 9 references: 7 pinned · 2 not pinned`; what is zero is left out. */
export function tallyText(of: Tally): string {
  const parts: readonly (readonly [number, string])[] = [
    [of.pinned, 'pinned'],
    [of.locked, 'locked'],
    [of.unpinned, 'not pinned'],
    [of.inCluster, 'by name in the cluster (Tekton never verifies these)'],
    [of.undecidable, 'cannot be decided'],
    [of.missing, 'missing'],
  ];
  const held = parts.filter(([n]) => n > 0).map(([n, words]) => `${String(n)} ${words}`);
  const head = `${count(of.files, 'file')}, ${count(of.references, 'reference')}`;
  return held.length === 0 ? head : `${head}: ${held.join(' · ')}`;
}

function count(n: number, noun: string): string {
  return `${String(n)} ${noun}${n === 1 ? '' : 's'}`;
}
