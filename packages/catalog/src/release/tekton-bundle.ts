import { canonicalJson, sha256Hex } from '@plumbline/core';
import { tarOfOne } from './tar-entry.js';

const MANIFEST_TYPE = 'application/vnd.oci.image.manifest.v1+json';
const CONFIG_TYPE = 'application/vnd.oci.image.config.v1+json';
const LAYER_TYPE = 'application/vnd.oci.image.layer.v1.tar';

/** Bytes by their SHA-256, as an OCI layout keeps them. */
export type Blobs = ReadonlyMap<string, Uint8Array>;

/** An image whose one layer is a resource of Tekton, as the bundle resolver reads it. */
export interface TektonBundle {
  readonly digest: string;
  readonly size: number;
  readonly blobs: Blobs;
}

export interface BundledResource {
  readonly name: string;
  readonly kind: string;
  /** With its group: `tekton.dev/v1`. */
  readonly apiVersion: string;
  readonly yaml: Uint8Array;
}

/**
 * The bundle of one resource (Tekton Bundles contract: one layer for each resource, a tar with one entry, named by annotations).
 * The same resource has the same digest.
 */
export function tektonBundle({ name, kind, apiVersion, yaml }: BundledResource): TektonBundle {
  const layer = blob(LAYER_TYPE, tarOfOne(name, yaml));
  const annotations = {
    'dev.tekton.image.name': name,
    'dev.tekton.image.kind': kind.toLowerCase(),
    'dev.tekton.image.apiVersion': apiVersion.split('/').at(-1) ?? apiVersion,
  };
  const config = document(CONFIG_TYPE, {
    architecture: '',
    os: '',
    config: {},
    rootfs: { type: 'layers', diff_ids: [layer.descriptor.digest] },
  });
  const manifest = document(MANIFEST_TYPE, {
    schemaVersion: 2,
    mediaType: MANIFEST_TYPE,
    config: config.descriptor,
    layers: [{ ...layer.descriptor, annotations }],
  });
  const blobs = [layer, config, manifest].map(
    ({ descriptor, bytes }) => [descriptor.digest.slice('sha256:'.length), bytes] as const,
  );
  const { digest, size } = manifest.descriptor;
  return { digest, size, blobs: new Map(blobs) };
}

/** The files of an OCI layout (image-spec 1.1) that holds bundles under the names of their repositories and tags. */
export function ociLayout(
  bundles: ReadonlyMap<string, TektonBundle>,
): ReadonlyMap<string, Uint8Array> {
  const manifests = [...bundles].map(([ref, { digest, size }]) => ({
    ...{ mediaType: MANIFEST_TYPE, digest, size },
    annotations: { 'org.opencontainers.image.ref.name': ref },
  }));
  const index = {
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.index.v1+json',
    manifests,
  };
  const blobs = [...bundles.values()].flatMap((bundle) => [...bundle.blobs]);
  return new Map<string, Uint8Array>([
    ['oci-layout', Buffer.from('{"imageLayoutVersion":"1.0.0"}')],
    ['index.json', Buffer.from(canonicalJson(index))],
    ...blobs.map(([hex, bytes]) => [`blobs/sha256/${hex}`, bytes] as const),
  ]);
}

interface Blob {
  readonly descriptor: {
    readonly mediaType: string;
    readonly digest: string;
    readonly size: number;
  };
  readonly bytes: Uint8Array;
}

function blob(mediaType: string, bytes: Uint8Array): Blob {
  return {
    descriptor: { mediaType, digest: `sha256:${sha256Hex(bytes)}`, size: bytes.length },
    bytes,
  };
}

function document(mediaType: string, value: unknown): Blob {
  return blob(mediaType, Buffer.from(canonicalJson(value)));
}
