import type { Closure, GraphNode } from '../graph.js';
import { memoryTree, type Content } from './memory-tree.js';
import { closure } from '../closure/closure.js';

/** The closure of files in memory, for tests. */
export function closureOf(files: Readonly<Record<string, Content>>): Closure {
  const found = closure(memoryTree(files));
  if (!found.ok) throw new Error(found.error.message);
  return found.value;
}

/** `id status`, for comparing. */
export function statuses(found: Closure): readonly string[] {
  return found.nodes.map(({ id, status }) => `${id} ${status}`);
}

export function nodeOf(found: Closure, id: string): GraphNode {
  const node = found.nodes.find((known) => known.id === id);
  if (node === undefined)
    throw new Error(`no node ${id} among ${found.nodes.map((known) => known.id).join(', ')}`);
  return node;
}

/** `from -> to`, for comparing. */
export function edges(found: Closure): readonly string[] {
  return found.edges.map(({ from, to }) => `${from} -> ${to}`);
}
