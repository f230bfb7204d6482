import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readJson, root } from '../build/workspaces.mjs';
import { run } from '../image/run.mjs';

/** The manifest of an OCI layout of one image. */
export const manifestOf = (layout) => {
  const [{ digest, mediaType }] = readJson(join(layout, 'index.json')).manifests;
  return { digest, mediaType, bytes: blobOf(layout, digest) };
};

/** The content of a digest in an OCI layout. */
export const blobOf = (layout, digest) =>
  readFileSync(join(layout, 'blobs', 'sha256', digest.slice('sha256:'.length)));

/** The image of all Tasks: built, if it is not there, and what it is built on. */
export const imageOf = (layout, ref) => {
  if (!existsSync(layout))
    run(process.execPath, [join(root, 'scripts/image.mjs'), layout], { cwd: root });
  const { node, debian } = readJson(join(root, 'scripts/image/inputs.json'));
  const base = [
    `node:${node.version}`,
    ...debian.map(({ name, version }) => `${name}:${version}`),
  ].join('+');
  return { layout, ref, base, digest: manifestOf(layout).digest };
};

/** The bill of materials that lies in the image. */
export const billOf = (layout) => {
  const own = JSON.parse(manifestOf(layout).bytes).layers.at(-1).digest;
  const work = mkdtempSync(join(tmpdir(), 'plumbline-bill-'));
  try {
    const archive = join(layout, 'blobs', 'sha256', own.slice('sha256:'.length));
    run('tar', ['-xzf', archive, '-C', work, 'app/sbom.cdx.json']);
    return readFileSync(join(work, 'app/sbom.cdx.json'));
  } finally {
    rmSync(work, { recursive: true });
  }
};
