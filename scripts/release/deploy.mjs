// What is applied on clusters: the manifests below `deploy`, as a release has them.
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from '../build/workspaces.mjs';

const FROM = join(root, 'deploy');

/** The only image of our manifests, and its digest behind it. */
const pin = (path, { ref, digest }) =>
  readFileSync(join(FROM, path), 'utf8').replaceAll(/^( +image: )(\S+).*$/gm, (_, key, name) => {
    if (name !== ref) throw new Error(`deploy/${path} names ${name}, the release has ${ref}`);
    return `${key}${ref}@${digest}`;
  });

/** Writes the manifests with the image by its digest. */
export const writeManifests = (folder, image) => {
  for (const path of globSync('**/*.yaml', { cwd: FROM })) {
    const to = join(folder, path);
    mkdirSync(dirname(to), { recursive: true });
    writeFileSync(to, pin(path, image));
  }
};
