import type { MapNode, Source } from '@plumbline/core';
import { mapField, named, text, texts, type Shape, type Text } from '../document/shape.js';
import { readSettings, type Settings } from './settings.js';
import { readSteps, type WorkflowStep } from './step.js';
import { readInput, readOutputs, type DeclaredOutput, type Input } from './trigger.js';

/** An `action.yml` (GitHub metadata syntax for actions): JavaScript, composite or Docker. */
export interface Action {
  readonly path: string;
  /** The folder of the file; empty for the root. */
  readonly folder: string;
  readonly source: Source;
  readonly node: MapNode;
  readonly runs: MapNode;
  readonly name: Text | null;
  readonly inputs: readonly Input[];
  readonly outputs: readonly DeclaredOutput[];
  readonly using: Text | null;
  readonly main: Text | null;
  readonly pre: Text | null;
  readonly post: Text | null;
  readonly preCondition: Text | null;
  readonly postCondition: Text | null;
  readonly image: Text | null;
  readonly entrypoint: Text | null;
  readonly preEntrypoint: Text | null;
  readonly postEntrypoint: Text | null;
  readonly args: readonly Text[];
  readonly env: Settings | null;
  readonly steps: readonly WorkflowStep[];
}

/** Null where the file is no action: it has no map `runs`. */
export function readAction(shape: Shape, node: MapNode): Action | null {
  const runs = mapField(shape, node, 'runs');
  if (runs === null) return null;
  const path = shape.source.path;
  return {
    path,
    folder: path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '',
    source: shape.source,
    node,
    runs,
    name: text(shape, node, 'name'),
    inputs: named(shape, node, 'inputs').map((input) => readInput(shape, input)),
    outputs: readOutputs(shape, node),
    using: text(shape, runs, 'using'),
    main: text(shape, runs, 'main'),
    pre: text(shape, runs, 'pre'),
    post: text(shape, runs, 'post'),
    preCondition: text(shape, runs, 'pre-if'),
    postCondition: text(shape, runs, 'post-if'),
    image: text(shape, runs, 'image'),
    entrypoint: text(shape, runs, 'entrypoint'),
    preEntrypoint: text(shape, runs, 'pre-entrypoint'),
    postEntrypoint: text(shape, runs, 'post-entrypoint'),
    args: texts(shape, runs, 'args'),
    env: readSettings(shape, runs, 'env'),
    steps: readSteps(shape, runs),
  };
}
