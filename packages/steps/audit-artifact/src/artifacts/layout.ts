import {
  err,
  mapGet,
  ok,
  readJson,
  seqItems,
  stringOf,
  usageFault,
  type Fault,
  type Node,
  type Result,
} from '@plumbline/core';
import type { DigestedFile, Ports } from '@plumbline/step';
import type { Artifact } from '../judge/subject.js';

const MAX_BYTES = 4 * 1024 * 1024;
const INDEX = /(?:image\.index|manifest\.list)/;
const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** The images of an OCI image layout (image-spec, image-layout.md); each blob that is read must be what its name says. */
export function readLayout(
  /** The folder, with the slash behind it. */
  target: string,
  files: readonly DigestedFile[],
  ports: Ports,
): Result<readonly Artifact[], Fault> {
  const root = readFile(`${target}index.json`, ports);
  if (!root.ok) return root;
  const artifacts: Artifact[] = [];
  for (const descriptor of seqItems(mapGet(root.value, 'manifests'))) {
    const artifact = imageOf(descriptor, { target, files, ports });
    if (!artifact.ok) return artifact;
    artifacts.push(artifact.value);
  }
  return artifacts.length > 0
    ? ok(artifacts)
    : err(usageFault('NOTHING_TO_CHECK', `${target}index.json names no image`));
}

interface Layout {
  readonly target: string;
  readonly files: readonly DigestedFile[];
  readonly ports: Ports;
}

function imageOf(descriptor: Node, layout: Layout): Result<Artifact, Fault> {
  const digest = digestOf(descriptor);
  const name = stringOf(
    mapGet(mapGet(descriptor, 'annotations'), 'org.opencontainers.image.ref.name'),
  );
  if (digest === null || !isWhole(digest, layout)) return err(damaged(layout.target, digest));
  const artifact = {
    name:
      name === undefined ? `${layout.target.replace(/\/$/, '')}@${digest}` : `${name}@${digest}`,
    key: digest,
    digest: { sha256: digest.slice('sha256:'.length) },
  };
  if (!INDEX.test(stringOf(mapGet(descriptor, 'mediaType')) ?? '')) {
    return ok({ ...artifact, parts: [] });
  }
  const index = readFile(`${layout.target}blobs/${digest.replace(':', '/')}`, layout.ports);
  if (!index.ok) return index;
  const parts = seqItems(mapGet(index.value, 'manifests')).filter(isPlatform).map(partOf);
  const bad = parts.find((part) => part === null || !isWhole(part.key, layout));
  if (bad !== undefined) return err(damaged(layout.target, bad?.key ?? null));
  return ok({ ...artifact, parts: parts.filter((part) => part !== null) });
}

/** Attestations that builders put into an index have no platform. */
function isPlatform(descriptor: Node): boolean {
  const os = stringOf(mapGet(mapGet(descriptor, 'platform'), 'os'));
  return os !== undefined && os !== 'unknown';
}

function partOf(descriptor: Node): { name: string; key: string } | null {
  const platform = mapGet(descriptor, 'platform');
  const words = ['os', 'architecture', 'variant'].flatMap(
    (part) => stringOf(mapGet(platform, part)) ?? [],
  );
  const key = digestOf(descriptor);
  return key === null ? null : { name: words.join('/'), key };
}

function digestOf(descriptor: Node): string | null {
  const digest = stringOf(mapGet(descriptor, 'digest')) ?? '';
  return DIGEST.test(digest) ? digest : null;
}

/** Whether the blob of that name is there, with that content. */
function isWhole(digest: string, { target, files }: Layout): boolean {
  const path = `${target}blobs/${digest.replace(':', '/')}`;
  const hex = digest.slice('sha256:'.length);
  return files.some((file) => file.path === path && file.sha256 === hex);
}

function readFile(path: string, ports: Ports): Result<Node, Fault> {
  const bytes = ports.readFile(path);
  if (!bytes.ok) return bytes;
  const read = readJson(path, bytes.value, { maxBytes: MAX_BYTES });
  return read.ok
    ? ok(read.value.root)
    : err(usageFault('LAYOUT_UNREADABLE', `${path}: ${read.error[0]?.message ?? 'not JSON'}`));
}

function damaged(target: string, digest: string | null): Fault {
  return usageFault(
    'LAYOUT_UNREADABLE',
    `${target} does not hold ${digest ?? 'an image by SHA-256'} as its index says`,
  );
}
