import { applyEdits, type Edit } from '@plumbline/core';
import {
  parseImage,
  placeOf,
  type TaskSpec,
  type TektonResource,
  type Text,
} from '@plumbline/pipeline';
import { refusal, type Refusal } from './refusal.js';

/** A Task whose images are all held by digest, or why not. */
export interface PinnedTask {
  readonly text: string;
  /** By digest, sorted, each once. */
  readonly images: readonly string[];
  readonly refused: readonly Refusal[];
}

/** Digest (`sha256:…`) of images by their name and tag. */
export type ImagePins = ReadonlyMap<string, string>;

/** Writes the known digests behind the images of a Task; comments, quoting and blank lines stay. */
export function pinTaskImages(
  resource: TektonResource,
  spec: TaskSpec,
  pins: ImagePins,
): PinnedTask {
  const edits: Edit[] = [];
  const images = new Set<string>();
  const refused: Refusal[] = [];
  for (const image of imagesIn(spec)) {
    const judged = judge(image, pins);
    if (typeof judged === 'string')
      refused.push(
        refusal('image', placeOf(resource, image.node), { message: judged, hint: HINT }),
      );
    else {
      images.add(judged.pinned);
      if (judged.edit !== null) edits.push(judged.edit);
    }
  }
  return { text: applyEdits(resource.source.text, edits), images: [...images].sort(), refused };
}

const HINT = 'write it as NAME:TAG@sha256:…, or give --image NAME:TAG@sha256:…';

interface Pinned {
  readonly pinned: string;
  readonly edit: Edit | null;
}

function judge({ value, node }: Text, pins: ImagePins): Pinned | string {
  const image = parseImage(value);
  if (image.kind === 'undecidable') return image.reason;
  if (image.digest !== null) return { pinned: value, edit: null };
  const digest = pins.get(value);
  if (digest === undefined) return `the image ${value} is not held by a digest`;
  const { start, end } = node.span;
  if (node.style !== 'plain' && node.style !== 'single' && node.style !== 'double')
    return 'the image is a text of several lines';
  const pinned = `${value}@${digest}`;
  const at = node.style === 'plain' ? start + value.length : end - 1;
  return { pinned, edit: { start: at, end: at, text: `@${digest}` } };
}

/** Every image that a Task names: of steps, sidecars, the template of steps, and volumes. */
export function imagesIn({ steps, sidecars, stepTemplate, volumes }: TaskSpec): readonly Text[] {
  const containers = [
    ...steps,
    ...sidecars,
    ...(stepTemplate === null ? [] : [stepTemplate]),
    ...volumes,
  ];
  return containers.flatMap(({ image }) => image ?? []);
}
