import { spawnSync } from 'node:child_process';
import { cpSync, lstatSync } from 'node:fs';
import { basename, join } from 'node:path';

const NOT_COPIED = ['.git', '.plumbline', 'node_modules'];

/** A copy of the folder without its history, its dependencies, its signatures and its links; the original stays as it is. */
export const copyOf = (source, work) => {
  const copy = join(work, basename(source));
  const isWanted = (path) => {
    const kind = lstatSync(path);
    return !NOT_COPIED.includes(basename(path)) && (kind.isFile() || kind.isDirectory());
  };
  cpSync(source, copy, { recursive: true, filter: (path) => path === source || isWanted(path) });
  return copy;
};

const SETTINGS = {
  'user.name': 'quickstart',
  'user.email': 'quickstart@example.com',
  'commit.gpgSign': 'false',
  'core.hooksPath': '/dev/null',
  'core.autocrlf': 'false',
};

/**
 * Commits everything in the copy, so that it is read as a run reads it: at a commit.
 * Returns false where there is no git; the folder is then read as it is.
 */
export const commitAll = (folder, subject) => {
  const settings = Object.entries(SETTINGS).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
  const git = (...args) =>
    spawnSync('git', [...settings, ...args], { cwd: folder, stdio: 'ignore' }).status === 0;
  return (
    git('init', '--quiet') &&
    git('add', '--all', '--force') &&
    git('commit', '--quiet', '--message', subject)
  );
};
