import {
  err,
  mapGet,
  ok,
  readJson,
  scalarOf,
  sha256Hex,
  stringOf,
  type Node,
  type Result,
} from '@plumbline/core';
import type { Descriptor, Manifest } from '@plumbline/step';

export const INDEX = 'application/vnd.oci.image.index.v1+json';
const IMAGE = 'application/vnd.oci.image.manifest.v1+json';
const INDEXES = [INDEX, 'application/vnd.docker.distribution.manifest.list.v2+json'];
const IMAGES = [IMAGE, 'application/vnd.docker.distribution.manifest.v2+json'];

/** What is asked for; whatever else a registry has is not read. */
export const ACCEPTED = [...INDEXES, ...IMAGES].join(', ');

/** The specification lets a registry refuse larger ones. */
export const MAX_MANIFEST = 4 * 1024 * 1024;

export const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** Lower-case digest of bytes, as registries write it. */
export function digestOf(bytes: Uint8Array): string {
  return `sha256:${sha256Hex(bytes)}`;
}

/**
 * Reads a manifest (OCI image specification). What is both an image and an index, or is sent under another media type
 * than it names, means different things to different readers and is refused.
 */
export function readManifest(bytes: Uint8Array, mediaType: string): Result<Manifest, string> {
  const isIndex = INDEXES.includes(mediaType);
  if (!isIndex && !IMAGES.includes(mediaType))
    return err('its media type is no manifest that is read');
  const read = readJson('manifest', bytes, { maxBytes: MAX_MANIFEST });
  if (!read.ok) return err(`its manifest is no strict JSON (${read.error[0]?.code ?? ''})`);
  const { root } = read.value;
  if (scalarOf(mapGet(root, 'schemaVersion'))?.value !== 2)
    return err('its schemaVersion is not 2');
  const named = mapGet(root, 'mediaType');
  if (named !== undefined && stringOf(named) !== mediaType)
    return err('its manifest names another media type than its header');
  if (mapGet(root, isIndex ? 'layers' : 'manifests') ?? (isIndex && mapGet(root, 'config')))
    return err('its manifest is both an image and an index');
  const content = contentOf(root, isIndex);
  if (content === null) return err('its manifest is malformed');
  return ok({ digest: digestOf(bytes), mediaType, bytes, ...content });
}

type Content = Omit<Manifest, 'digest' | 'mediaType' | 'bytes'>;

function contentOf(root: Node, isIndex: boolean): Content | null {
  const config = isIndex ? null : descriptorOf(mapGet(root, 'config'));
  const list = descriptorsOf(mapGet(root, isIndex ? 'manifests' : 'layers'));
  const about = mapGet(root, 'subject');
  const subject = about === undefined ? null : descriptorOf(about);
  const annotations = annotationsOf(mapGet(root, 'annotations'));
  const artifactType = typeOf(mapGet(root, 'artifactType'));
  const isOdd = (config === null && !isIndex) || (subject === null && about !== undefined);
  if (isOdd || list === null || annotations === null || artifactType === undefined) return null;
  const type = artifactType ?? config?.mediaType ?? null;
  const [manifests, layers] = isIndex ? [list, []] : [[], list];
  return { artifactType: type, annotations, manifests, config, layers, subject };
}

function descriptorsOf(node: Node | undefined): readonly Descriptor[] | null {
  if (node?.kind !== 'seq') return null;
  const all = node.items.map(descriptorOf);
  return all.every((each) => each !== null) ? all : null;
}

function descriptorOf(node: Node | undefined): Descriptor | null {
  const mediaType = stringOf(mapGet(node, 'mediaType'));
  const digest = stringOf(mapGet(node, 'digest')) ?? '';
  const size = scalarOf(mapGet(node, 'size'))?.value;
  const artifactType = typeOf(mapGet(node, 'artifactType'));
  const annotations = annotationsOf(mapGet(node, 'annotations'));
  if (mediaType === undefined || !DIGEST.test(digest) || artifactType === undefined) return null;
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) return null;
  if (annotations === null) return null;
  return { mediaType, digest, size, artifactType, annotations, platform: platformOf(node) };
}

/** Null: not said; undefined: said in a form that is none. */
function typeOf(node: Node | undefined): string | null | undefined {
  return node === undefined ? null : stringOf(node) === '' ? null : stringOf(node);
}

/** Of no prototype, so that no key reaches one. */
function annotationsOf(node: Node | undefined): Readonly<Record<string, string>> | null {
  const annotations = Object.create(null) as Record<string, string>;
  if (node === undefined || scalarOf(node)?.value === null) return annotations;
  if (node.kind !== 'map') return null;
  for (const { key, value } of node.entries) {
    const text = stringOf(value);
    if (text === undefined) return null;
    annotations[key.text] = text;
  }
  return annotations;
}

function platformOf(node: Node | undefined): string | null {
  const platform = mapGet(node, 'platform');
  const parts = ['os', 'architecture', 'variant'].map((name) => stringOf(mapGet(platform, name)));
  const said = parts.filter((part) => part !== undefined && part !== '');
  return said.length < 2 ? null : said.join('/');
}
