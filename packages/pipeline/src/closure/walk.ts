import {
  fileLocation,
  type FileTree,
  type Location,
  type ScalarNode,
  type Source,
} from '@plumbline/core';
import { placeOf } from '../document/shape.js';
import type { Action } from '../github/action.js';
import type { Workflow } from '../github/workflow.js';
import type { NodeKind, UnreadableFile } from '../graph.js';
import { parseImage } from '../image.js';
import type { Model } from '../model.js';
import type { TreeIndex } from './files.js';
import type { GraphBuilder } from './graph-builder.js';

/** What the parts of the walk share. */
export interface Walk {
  readonly tree: FileTree;
  readonly model: Model;
  readonly index: TreeIndex;
  /** The workflows and actions of the model by path. */
  readonly workflows: ReadonlyMap<string, Workflow>;
  readonly actions: ReadonlyMap<string, Action>;
  /** Paths of actions whose folder was added. */
  readonly folders: Set<string>;
  readonly graph: GraphBuilder;
  readonly files: Set<string>;
  readonly unreadable: UnreadableFile[];
}

/** A text of a file with its place. */
export interface Written {
  readonly value: string;
  readonly site: Location;
}

export function written(
  of: { readonly source: Source },
  text: { readonly value: string; readonly node: ScalarNode },
): Written {
  return { value: text.value, site: placeOf(of, text.node) };
}

/** Notes something that cannot be read. */
export function refuse(walk: Walk, path: string, message: string, location?: Location): void {
  walk.unreadable.push({ path, message, location: location ?? fileLocation(path) });
}

/** Adds an image reference, judged by its own text. */
export function addImage(walk: Walk, from: string, { value, site }: Written): void {
  const image = parseImage(value);
  if (image.kind === 'undecidable') {
    walk.graph.add(from, {
      kind: 'image',
      ref: value,
      status: 'undecidable',
      resolver: 'oci',
      reason: image.reason,
      site,
    });
    return;
  }
  walk.graph.add(from, {
    kind: 'image',
    ref: value,
    status: image.unpinned === null ? 'pinned' : 'unpinned',
    resolver: 'oci',
    digests: image.digest === null ? {} : { sha256: image.digest.slice('sha256:'.length) },
    reason: image.unpinned,
    site,
  });
}

/** Adds an image whose reference is not known. */
export function addUnknownImage(
  walk: Walk,
  from: string,
  { value, site }: Written,
  reason: string,
): void {
  walk.graph.add(from, {
    kind: 'image',
    ref: value,
    status: 'undecidable',
    resolver: 'oci',
    reason,
    site,
  });
}

/** Adds a file of the target that something names; says whether it is there to be read. */
export function addFile(
  walk: Walk,
  from: string,
  path: string,
  use: { readonly kind: NodeKind; readonly site: Location },
): boolean {
  const state = walk.index.stateOf(path);
  const base = { kind: use.kind, ref: path, path, site: use.site };
  if (state === 'file') {
    walk.files.add(path);
    walk.graph.add(from, { ...base, status: 'present' });
    return true;
  }
  if (state === 'missing') {
    walk.graph.add(from, { ...base, status: 'missing', reason: 'the target has no such file' });
    return false;
  }
  const reason = `this is a ${state === 'blocked' ? 'path below a link or another special entry' : state}; expected a regular file`;
  walk.graph.add(from, { ...base, status: 'unreadable', reason });
  refuse(walk, path, reason);
  return false;
}
