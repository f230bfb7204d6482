import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { nameOf, readJson, root, workspaces } from './workspaces.mjs';

/** Lies beside a committed bundle and says what it was made from. */
const COMMITTED = 'built.json';

const local = (folder) => join(root, '.cache', 'bundles', `${nameOf(folder)}.json`);
const committed = (folder) => join(root, folder, 'dist', COMMITTED);

const digest = (contents) => createHash('sha256').update(contents).digest('hex');

const manifest = (folder) => readJson(join(root, folder, 'package.json'));

/** The workspace and those of ours that it depends on. */
const closure = (folder) => {
  const folders = new Map(workspaces().map((one) => [manifest(one).name, one]));
  const found = new Set([folder]);
  for (const one of found) {
    for (const name of Object.keys(manifest(one).dependencies ?? {})) {
      if (folders.has(name)) found.add(folders.get(name));
    }
  }
  return [...found].sort();
};

const isShipped = (path) => !/\.test\.js$|[\\/]testing[\\/]/.test(path);

const modules = (folder) =>
  globSync('lib/**/*.js', { cwd: join(root, folder) })
    .filter(isShipped)
    .map((path) => join(folder, path))
    .sort();

/** What decides a bundle beside our modules: the lock, which names the tools and all modules of others, and this code. */
const surroundings = () => [
  ...['package.json', 'package-lock.json'],
  ...['bundle.mjs', 'eager.mjs', 'ncc.mjs', 'notices.mjs', 'record.mjs'].map(
    (name) => `scripts/build/${name}`,
  ),
  ...['left-out.cjs', 'yaml.cjs', 'yaml.library.mjs'].map(
    (name) => `scripts/build/stand-ins/${name}`,
  ),
  ...workspaces().map((folder) => `${folder}/package.json`),
];

const inputs = (folder) =>
  digest(
    [...surroundings(), ...closure(folder).flatMap(modules)]
      .map((path) => `${digest(readFileSync(join(root, path)))}  ${path}\n`)
      .join(''),
  );

const outputs = (folder) => {
  const dist = join(root, folder, 'dist');
  const files = readdirSync(dist).filter((file) => file !== COMMITTED);
  return Object.fromEntries(
    files.sort().map((file) => [file, digest(readFileSync(join(dist, file)))]),
  );
};

const isCurrent = (folder, record) =>
  existsSync(record) &&
  existsSync(join(root, folder, 'dist')) &&
  readJson(record).inputs === inputs(folder) &&
  JSON.stringify(readJson(record).outputs) === JSON.stringify(outputs(folder));

/**
 * What was recorded when the bundle was made, if neither it nor what it is made from has changed since: made here, or, where
 * committed ones are believed, by whoever committed it. `check-dist` believes none and builds.
 */
export const recorded = (folder, believe) => {
  const records = [local(folder), ...(believe === 'committed' ? [committed(folder)] : [])];
  const current = records.find((record) => isCurrent(folder, record));
  return current === undefined ? null : readJson(current);
};

/** Records a bundle that was made now; beside it, too, where it is committed. */
export const record = (folder, size) => {
  const text = `${JSON.stringify({ ...size, inputs: inputs(folder), outputs: outputs(folder) })}\n`;
  const places = [local(folder), ...(folder.startsWith('actions') ? [committed(folder)] : [])];
  for (const place of places) {
    mkdirSync(dirname(place), { recursive: true });
    writeFileSync(place, text);
  }
};
