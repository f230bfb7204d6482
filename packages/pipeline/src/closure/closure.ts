import { err, ok, type Fault, type FileTree, type Result } from '@plumbline/core';
import type { Closure, UnreadableFile } from '../graph.js';
import { modelTarget, type Model } from '../model.js';
import { indexTree } from './files.js';
import { compare, comparePlaces, createGraph } from './graph-builder.js';
import { addLock } from './lock.js';
import { addLoops } from './loops.js';
import type { Scope } from './scope.js';
import { walkResources } from './tekton.js';
import { walkAction } from './uses.js';
import { refuse, type Walk } from './walk.js';
import { walkWorkflow } from './workflow.js';

/**
 * Everything that the pipelines of a target use, transitively over what is present.
 * A model that was read before from the same tree saves reading it again.
 */
export function closure(tree: FileTree, model?: Model): Result<Closure, Fault> {
  const read = model === undefined ? modelTarget(tree) : ok(model);
  if (!read.ok) return err(read.error);
  const walk: Walk = {
    tree,
    model: read.value,
    index: indexTree(read.value.entries),
    workflows: byPath(read.value.workflows),
    actions: byPath(read.value.actions),
    folders: new Set(),
    graph: createGraph(),
    files: new Set(),
    unreadable: [...read.value.unreadable],
  };
  walkAll(walk);
  return ok(gathered(walk));
}

function byPath<T extends { readonly path: string }>(all: readonly T[]): ReadonlyMap<string, T> {
  return new Map(all.map((one) => [one.path, one]));
}

function walkAll(walk: Walk): void {
  addLock(walk);
  for (const workflow of walk.model.workflows) walkWorkflow(walk, workflow);
  addLoops(walk);
  const outside: Scope = {
    lock: null,
    used: new Set(),
    depth: 0,
    overlays: [],
    trail: [],
    walked: new Map(),
  };
  const used = new Set(walk.graph.finish().nodes.map(({ path }) => path));
  for (const action of walk.model.actions) {
    if (!used.has(action.path)) walkAction(walk, null, { action, site: null, scope: outside });
  }
  walkResources(walk);
}

function gathered(walk: Walk): Closure {
  const files = [...walk.files].sort(compare);
  reportTwins(walk, files);
  const known = new Set([...files, ...walk.unreadable.map(({ path }) => path)]);
  const other = walk.model.entries.filter(({ path }) => !known.has(path)).length;
  const counted = { seen: walk.model.entries.length, other };
  return { ...walk.graph.finish(), unreadable: sorted(walk.unreadable), files, counted };
}

/** Paths that are one file where names are compared without case: which content runs depends on the machine. */
function reportTwins(walk: Walk, files: readonly string[]): void {
  for (const path of files) {
    const [twin] = walk.index.twinsOf(path);
    if (twin !== undefined)
      refuse(
        walk,
        path,
        `it and \`${twin}\` are one path where case or Unicode form does not count`,
      );
  }
}

function sorted(unreadable: readonly UnreadableFile[]): readonly UnreadableFile[] {
  const unique = new Map(
    unreadable.map((file) => [JSON.stringify([file.location, file.message]), file]),
  );
  return [...unique.values()].sort(
    (a, b) => comparePlaces(a.location, b.location) || compare(a.message, b.message),
  );
}
