import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readJson, root } from '../build/workspaces.mjs';
import { blobOf, manifestOf } from './image.mjs';

const load = (path) => import(pathToFileURL(join(root, path)).href);
const { createPorts } = await load('packages/host/lib/index.js');
const { parseImageName } = await load('packages/core/lib/index.js');

const silent = { debug: () => {}, info: () => {}, notice: () => {}, warn: () => {} };

const must = (result) => {
  if (result.ok) return result.value;
  throw new Error(`${result.error.message} (${result.error.code})`);
};

const registryFor = (insecure) =>
  createPorts({
    ...{ env: process.env, cwd: process.cwd(), log: silent, face: 'cli', offline: false },
    ...{ registryInsecure: insecure, token: null, terminal: null, stdin: null, reports: null },
    now: () => new Date(),
  }).registry;

/** Each name with its digest, and the layout that holds its content. */
const contentsOf = ({ folder, image }, refs) => {
  const bundles = join(folder, 'oci');
  const known = new Map([
    [manifestOf(image).digest, image],
    ...readJson(join(bundles, 'index.json')).manifests.map(({ digest }) => [digest, bundles]),
  ]);
  return refs.map((ref) => {
    const name = must(parseImageName(ref));
    const layout = known.get(name.digest);
    if (layout === undefined) throw new Error(`${ref} is not in the release`);
    const bytes = blobOf(layout, name.digest);
    return { ref, name, layout, bytes, manifest: JSON.parse(bytes) };
  });
};

/** Nothing that has been released is replaced. */
const refuseTaken = async (registry, { name }) => {
  const there = must(await registry.manifest(name, name.tag));
  if (there !== null && there.digest !== name.digest)
    throw new Error(
      `${name.registry}/${name.repository}:${name.tag} is another release: ${there.digest}`,
    );
  return there !== null;
};

/** Sends everything by digest, and reads it back: nobody who asks by a tag sees any of it. */
export const upload = async (release, refs) => {
  const registry = registryFor(release.insecure);
  const contents = contentsOf(release, refs);
  for (const content of contents) await refuseTaken(registry, content);
  for (const { ref, name, layout, bytes, manifest } of contents) {
    for (const { digest } of [manifest.config, ...manifest.layers])
      must(await registry.putBlob(name, blobOf(layout, digest)));
    must(await registry.putManifest(name, { bytes, mediaType: manifest.mediaType }));
    const back = must(await registry.manifest(name, name.digest));
    if (back?.digest !== name.digest) throw new Error(`${ref} was sent and is not there`);
    console.log(`uploaded ${ref}`);
  }
};

/** Gives the tags, the image's last; one that is there already is left as it is. */
export const setTags = async (release, refs) => {
  const registry = registryFor(release.insecure);
  for (const content of contentsOf(release, refs).reverse()) {
    const { ref, name, bytes, manifest } = content;
    if (!(await refuseTaken(registry, content)))
      must(
        await registry.putManifest(name, { bytes, mediaType: manifest.mediaType, tag: name.tag }),
      );
    console.log(`tagged   ${ref}`);
  }
};
