import type { FileTree } from '@plumbline/core';
import { placeOf, type Model, type TaskSpec, type TektonResource } from '@plumbline/pipeline';
import { readResources, signable, type Undecided } from '@plumbline/trust';
import { TEKTON_LINES, type CatalogTask } from '../model/catalog.js';
import { TEKTON_VERSIONS } from '../model/tekton-versions.js';
import { missingForHub } from './hub-rules.js';
import { readFolder } from './read-folder.js';
import { digestsOf } from './read-action.js';
import { refusal, type Refusal } from './refusal.js';
import { pinTaskImages, type ImagePins } from './task-images.js';

/** A Task that can be released, or why not. */
export interface TaskRead {
  readonly task: CatalogTask;
  readonly params: readonly { readonly name: string; readonly hasDefault: boolean }[];
  readonly results: readonly string[];
  readonly description: string | null;
  readonly refused: readonly Refusal[];
  /** What Artifact Hub or catlin would miss. */
  readonly missing: readonly string[];
  readonly contents: ReadonlyMap<string, Uint8Array>;
}

export interface TaskPlace {
  readonly name: string;
  readonly version: string;
  readonly folder: string;
}

export interface TaskOptions {
  readonly model: Model;
  readonly pins: ImagePins;
  /** Prefix of the repositories that bundles are pushed to; null: none are. */
  readonly bundles: string | null;
}

/** Reads a Task with all files of its folder, and holds its images by digest. */
export function readTask(tree: FileTree, place: TaskPlace, options: TaskOptions): TaskRead {
  const { name, version, folder } = place;
  const path = `${folder}/${name}.yaml`;
  const { contents, refused } = readFolder(tree, folder, 'task');
  const found = theTask(options.model, path);
  if (found === null) return unread(place, [...refused, notOne(path)]);
  const { resource, spec } = found;
  const pinned = pinTaskImages(resource, spec, options.pins);
  const bytes = Buffer.from(pinned.text);
  const payloads = payloadsOf(path, bytes);
  const others = new Map([...contents].filter(([other]) => other !== path));
  return {
    task: {
      path,
      payloads: payloads.digests,
      images: pinned.images,
      files: digestsOf(others),
      bundle: options.bundles === null ? null : `${options.bundles}/${name}:${version}`,
      variants: [],
    },
    params: spec.params.flatMap((param) =>
      param.name === null ? [] : [{ name: param.name.value, hasDefault: param.default !== null }],
    ),
    results: spec.results.flatMap(({ name: result }) => (result === null ? [] : [result.value])),
    description: spec.description?.value.trim() || null,
    refused: [...refused, ...named(resource, place), ...payloads.refused, ...pinned.refused],
    missing: missingForHub(resource, spec, { folder, others: [...others.keys()] }),
    contents: new Map([...contents, [path, bytes]]),
  };
}

function theTask(
  model: Model,
  path: string,
): { readonly resource: TektonResource; readonly spec: TaskSpec } | null {
  const [resource, second] = model.resources.filter((each) => each.path === path);
  if (resource?.kind !== 'Task' || second !== undefined) return null;
  return { resource, spec: resource.spec };
}

function notOne(path: string): Refusal {
  return refusal('task', path, {
    message: `${path} holds no Task that can be read, or more than one resource`,
  });
}

function unread({ folder, name }: TaskPlace, refused: readonly Refusal[]): TaskRead {
  const none = { '1.9': '', '1.10': '' };
  const task = {
    path: `${folder}/${name}.yaml`,
    payloads: none,
    images: [],
    files: {},
    bundle: null,
    variants: [],
  };
  return {
    task,
    params: [],
    results: [],
    description: null,
    refused,
    missing: [],
    contents: new Map(),
  };
}

function named(resource: TektonResource, { name, version }: TaskPlace): readonly Refusal[] {
  const { metadata } = resource;
  const label = metadata.labels.find((each) => each.name.value === VERSION_LABEL)?.value;
  const wrongName = metadata.name?.value !== name;
  return [
    ...(wrongName
      ? [
          refusal(
            'task',
            metadata.name === null ? resource.path : placeOf(resource, metadata.name.node),
            { message: `the Task is not named ${name}, as its folder is` },
          ),
        ]
      : []),
    ...(label === undefined || label.value === version
      ? []
      : [
          refusal('task', placeOf(resource, label.node), {
            message: `the label ${VERSION_LABEL} says ${label.value}, the folder ${version}`,
          }),
        ]),
  ];
}

const VERSION_LABEL = 'app.kubernetes.io/version';

interface Payloads {
  readonly digests: CatalogTask['payloads'];
  readonly refused: readonly Refusal[];
}

/** The payload for each line of Tekton; what one of them would read in another way is refused. */
function payloadsOf(path: string, bytes: Uint8Array): Payloads {
  const digests = { '1.9': '', '1.10': '' };
  const refused = new Map<string, Refusal>();
  const [document] = readResources(path, bytes);
  if (document === undefined || !('root' in document)) return { digests, refused: [notOne(path)] };
  for (const line of TEKTON_LINES) {
    const payload = signable(document, TEKTON_VERSIONS[line]);
    if (payload.ok) digests[line] = payload.value.digest.toString('hex');
    else for (const each of payload.error.map(asRefusal)) refused.set(JSON.stringify(each), each);
  }
  return { digests, refused: [...refused.values()] };
}

function asRefusal({ reason, location, instead }: Undecided): Refusal {
  const said = { message: reason, ...(instead === undefined ? {} : { hint: instead }) };
  return refusal('explicit', location, said);
}
