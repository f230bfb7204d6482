// An OCI image layout (image-spec 1.1) of one image, written without a daemon.
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const TYPE = 'application/vnd.oci.image';

const sha256 = (bytes) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/** Writes the layers (`{ tar, gzip, by }`) and the configuration; the digest of the manifest. */
export const writeLayout = (folder, layers, { config, tag }) => {
  const blobs = join(folder, 'blobs', 'sha256');
  mkdirSync(blobs, { recursive: true });
  const blob = (mediaType, bytes) => {
    const digest = sha256(bytes);
    writeFileSync(join(blobs, digest.slice('sha256:'.length)), bytes);
    return { mediaType, digest, size: bytes.length };
  };
  const document = (mediaType, value) => blob(mediaType, Buffer.from(JSON.stringify(value)));
  const image = {
    architecture: 'amd64',
    os: 'linux',
    config,
    rootfs: { type: 'layers', diff_ids: layers.map(({ tar }) => sha256(tar)) },
    history: layers.map(({ by }) => ({ created_by: by })),
  };
  const manifest = document(`${TYPE}.manifest.v1+json`, {
    schemaVersion: 2,
    mediaType: `${TYPE}.manifest.v1+json`,
    config: document(`${TYPE}.config.v1+json`, image),
    layers: layers.map(({ gzip }) => blob(`${TYPE}.layer.v1.tar+gzip`, gzip)),
  });
  const named = {
    ...manifest,
    platform: { architecture: 'amd64', os: 'linux' },
    annotations: { 'org.opencontainers.image.ref.name': tag },
  };
  const index = { schemaVersion: 2, mediaType: `${TYPE}.index.v1+json`, manifests: [named] };
  writeFileSync(join(folder, 'index.json'), JSON.stringify(index));
  writeFileSync(join(folder, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
  return manifest.digest;
};
