import { canonicalJson, sha256Hex } from '@plumbline/core';
import { recordKeys } from '@plumbline/records';

const BUNDLE = 'application/vnd.dev.sigstore.bundle.v0.3+json';
/** A record that no key has signed is the bare statement. */
const STATEMENT = 'application/vnd.in-toto+json';
export const EMPTY = {
  mediaType: 'application/vnd.oci.empty.v1+json',
  bytes: Buffer.from('{}'),
} as const;

/** What an artifact is about. */
export interface About {
  readonly digest: string;
  readonly mediaType: string;
  readonly size: number;
}

/** Whether a layer of that type holds a record. */
export function isRecordType(mediaType: string): boolean {
  return mediaType.startsWith('application/vnd.dev.sigstore.bundle') || mediaType === STATEMENT;
}

/** The manifest of a record (OCI image specification, artifacts), with the annotations by which cosign finds it. */
export function artifactManifest(record: Uint8Array, subject: About): Uint8Array {
  const keys = recordKeys(record);
  const type = keys?.isBundle === true ? BUNDLE : STATEMENT;
  const annotations =
    keys?.isBundle === true
      ? {
          annotations: {
            'dev.sigstore.bundle.content': 'dsse-envelope',
            'dev.sigstore.bundle.predicateType': keys.predicateType,
          },
        }
      : {};
  const manifest = {
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    artifactType: type,
    config: descriptor(EMPTY.mediaType, EMPTY.bytes),
    layers: [descriptor(type, record)],
    subject,
    ...annotations,
  };
  return Buffer.from(canonicalJson(manifest));
}

function descriptor(mediaType: string, bytes: Uint8Array): About {
  return { mediaType, digest: `sha256:${sha256Hex(bytes)}`, size: bytes.length };
}
