import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The top of the repository, without a slash at the end. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[/\\]$/, '');

export const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));

/** Folders of all workspaces, relative to the root, sorted. */
export const workspaces = () =>
  readJson(join(root, 'package.json'))
    .workspaces.flatMap((pattern) => globSync(pattern, { cwd: root }))
    .filter((folder) => existsSync(join(root, folder, 'package.json')))
    .sort();

/** Workspaces that are bundled: every action and the command. */
export const bundled = () =>
  workspaces().filter(
    (folder) => folder.startsWith('actions') || folder === join('packages', 'cli'),
  );

/** A workspace's folder as one word. */
export const nameOf = (folder) => folder.replaceAll(/[\\/]/g, '-');
