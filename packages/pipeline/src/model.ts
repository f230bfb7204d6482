import {
  err,
  fileLocation,
  ok,
  readJson,
  readYaml,
  yamlReader,
  type Fault,
  type FileTree,
  type MapNode,
  type Node,
  type Problem,
  type Result,
  type Source,
  type TreeEntry,
  type YamlReader,
} from '@plumbline/core';
import { classifyPath, mayBeDefinition, mayHideDefinitions, type PathClass } from './candidate.js';
import { complain, hasKey, placeOf, type Shape } from './document/shape.js';
import { readAction, type Action } from './github/action.js';
import { readLock, type Lock } from './github/lock.js';
import { readWorkflow, type Workflow } from './github/workflow.js';
import type { UnreadableFile } from './graph.js';
import { mayBeObject, readObjects, type KubernetesObject } from './kubernetes/objects.js';
import { isTekton, readResources, type TektonResource } from './tekton/resource.js';

/** All definitions of a target, each file read once. */
export interface Model {
  readonly workflows: readonly Workflow[];
  readonly actions: readonly Action[];
  readonly resources: readonly TektonResource[];
  /** Other objects of Kubernetes; empty unless they were asked for. */
  readonly objects: readonly KubernetesObject[];
  readonly lock: Lock | null;
  /** What is, or may be, part of a pipeline and cannot be read, in whole or in part. */
  readonly unreadable: readonly UnreadableFile[];
  /** Scalars of definitions that other readers resolve differently. */
  readonly ambiguous: readonly Problem[];
  readonly entries: readonly TreeEntry[];
  readonly counted: Counted;
}

/** Every entry of the tree is one of the three. */
export interface Counted {
  readonly seen: number;
  readonly recognised: number;
  readonly unreadable: number;
  readonly other: number;
}

/** What a model is gathered in. */
interface Collection {
  readonly workflows: Workflow[];
  readonly actions: Action[];
  readonly resources: TektonResource[];
  readonly objects: KubernetesObject[];
  readonly withObjects: boolean;
  readonly unreadable: UnreadableFile[];
  readonly ambiguous: Problem[];
  readonly readYaml: YamlReader;
  lock: Lock | null;
}

type Outcome = 'recognised' | 'unreadable' | 'other';

/** What is read beside definitions. */
export interface ModelOptions {
  /** Objects of Kubernetes that are none of Tekton: ConfigMaps, accounts, roles. */
  readonly objects?: boolean;
}

/** Reads every definition of the tree; a file that cannot be read is reported and does not stop the others. */
export function modelTarget(tree: FileTree, options: ModelOptions = {}): Result<Model, Fault> {
  const listed = tree.entries();
  if (!listed.ok) return err(listed.error);
  const entries = [...listed.value].sort((a, b) =>
    a.path < b.path ? -1 : a.path > b.path ? 1 : 0,
  );
  const into: Collection = {
    workflows: [],
    actions: [],
    resources: [],
    objects: [],
    withObjects: options.objects === true,
    unreadable: [],
    ambiguous: [],
    readYaml: yamlReader({ aliases: 'resolve' }),
    lock: null,
  };
  const counted = { seen: entries.length, recognised: 0, unreadable: 0, other: 0 };
  for (const entry of entries) counted[readEntry(tree, entry, into)] += 1;
  const { workflows, actions, resources, objects, lock, unreadable, ambiguous } = into;
  return ok({
    ...{ workflows, actions, resources, objects, lock, unreadable, ambiguous },
    ...{ entries, counted },
  });
}

function readEntry(tree: FileTree, entry: TreeEntry, into: Collection): Outcome {
  const { path } = entry;
  if (entry.kind !== 'file') return refuseSpecial(entry, into);
  const kind = classifyPath(path);
  if (kind === 'other') return 'other';
  const bytes = tree.read(path);
  if (!bytes.ok) return unreadable(into, path, bytes.error.message);
  if ((kind === 'document' || kind === 'json') && !mayBeDefinition(bytes.value))
    return into.withObjects ? readOnlyObjects(path, bytes.value, kind, into) : 'other';
  const parsed = parse(path, bytes.value, { kind, into });
  if (!parsed.ok) return refuseProblems(path, parsed.error, into);
  const before = into.unreadable.length;
  const recognised = recognise(parsed.value, kind, into);
  if (recognised) into.ambiguous.push(...parsed.value.ambiguous);
  if (recognised) return 'recognised';
  return into.unreadable.length > before ? 'unreadable' : 'other';
}

/** A file without a definition: what is no YAML is a template, and what is too large is no less an export. */
function readOnlyObjects(
  path: string,
  bytes: Uint8Array,
  kind: PathClass,
  into: Collection,
): Outcome {
  if (!mayBeObject(bytes)) return 'other';
  const parsed = parse(path, bytes, { kind, into });
  if (parsed.ok) return collectObjects(parsed.value, into) ? 'recognised' : 'other';
  const [first] = parsed.error;
  return first?.code.startsWith('TOO_') === true
    ? refuseProblems(path, parsed.error, into)
    : 'other';
}

function collectObjects({ source, roots }: Parsed, into: Collection): boolean {
  if (!into.withObjects) return false;
  const found = roots.flatMap((root) => (root.kind === 'map' ? readObjects(source, root) : []));
  into.objects.push(...found);
  return found.length > 0;
}

interface Parsed {
  readonly source: Source;
  /** The roots of the documents that have content. */
  readonly roots: readonly Node[];
  readonly ambiguous: readonly Problem[];
}

function parse(
  path: string,
  bytes: Uint8Array,
  { kind, into }: { readonly kind: PathClass; readonly into: Collection },
): Result<Parsed, readonly Problem[]> {
  if (kind === 'json') {
    const read = readJson(path, bytes);
    return read.ok
      ? ok({ source: read.value.source, roots: [read.value.root], ambiguous: [] })
      : read;
  }
  const read =
    kind === 'lock' ? readYaml(path, bytes, { aliases: 'refuse' }) : into.readYaml(path, bytes);
  if (!read.ok) return read;
  const roots = read.value.documents.flatMap(({ root }) => root ?? []);
  return ok({ source: read.value.source, roots, ambiguous: read.value.ambiguous });
}

function recognise(parsed: Parsed, kind: PathClass, into: Collection): boolean {
  const shape: Shape = { source: parsed.source, problems: into.unreadable };
  if (kind === 'workflow' || kind === 'lock') return readPlaced(shape, parsed.roots, kind, into);
  const [root] = parsed.roots;
  const action =
    kind === 'action' && root?.kind === 'map' && hasKey(root, 'runs')
      ? readAction(shape, root)
      : null;
  if (action !== null) into.actions.push(action);
  const tekton = readTekton(shape, parsed.roots, into);
  const objects = collectObjects(parsed, into);
  return objects || action !== null || tekton || readElsewhere(shape, parsed.roots, into);
}

/** A workflow or the lock: known by its path, so it must have the shape of one. */
function readPlaced(
  shape: Shape,
  roots: readonly Node[],
  kind: 'workflow' | 'lock',
  into: Collection,
): boolean {
  const [root, second] = roots;
  if (second !== undefined)
    complain(shape, second, 'the file has more than one document; expected one');
  if (root?.kind !== 'map') {
    const location = root === undefined ? fileLocation(shape.source.path) : placeOf(shape, root);
    shape.problems.push({
      path: shape.source.path,
      message: `the file is no ${kind}; expected a map`,
      location,
    });
    return false;
  }
  if (kind === 'lock') into.lock = lockOf(shape, root);
  else into.workflows.push(executedWorkflow(shape, root));
  return true;
}

/** The lock judges itself by its own problems, not by those of other files. */
function lockOf(shape: Shape, root: MapNode): Lock {
  const own: Shape = { source: shape.source, problems: [] };
  const lock = readLock(own, root);
  shape.problems.push(...own.problems);
  return lock;
}

function executedWorkflow(shape: Shape, root: MapNode): Workflow {
  for (const key of ['on', 'jobs']) {
    if (!hasKey(root, key)) complain(shape, root, `the workflow has no \`${key}\``);
  }
  return readWorkflow(shape, root, true);
}

function readTekton(shape: Shape, roots: readonly Node[], into: Collection): boolean {
  let found = 0;
  for (const root of roots) {
    if (root.kind !== 'map' || !isTekton(root)) continue;
    const resources = readResources(shape, root, found);
    into.resources.push(...resources);
    found += resources.length;
  }
  return found > 0;
}

function readElsewhere(shape: Shape, roots: readonly Node[], into: Collection): boolean {
  const [root, second] = roots;
  if (root?.kind !== 'map' || second !== undefined || !hasKey(root, 'on') || !hasKey(root, 'jobs'))
    return false;
  into.workflows.push(readWorkflow({ source: shape.source, problems: [] }, root, false));
  return true;
}

function refuseSpecial(entry: TreeEntry, into: Collection): Outcome {
  if (!mayHideDefinitions(entry.path)) return 'other';
  return unreadable(into, entry.path, `this is a ${entry.kind}; expected a regular file`);
}

function refuseProblems(path: string, problems: readonly Problem[], into: Collection): Outcome {
  const [first] = problems;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  const location = first?.location ?? fileLocation(path);
  into.unreadable.push({
    path,
    message: `${first?.message ?? 'the file cannot be read'}${more}`,
    location,
  });
  return 'unreadable';
}

function unreadable(into: Collection, path: string, message: string): Outcome {
  into.unreadable.push({ path, message, location: fileLocation(path) });
  return 'unreadable';
}
