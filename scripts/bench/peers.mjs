import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'plumbline');

/** Folders of programs in the cache: those built by CI, environments of Python, packages of npm. */
const FOLDERS = ['bin', '*-venv/bin', '*/node_modules/.bin'];

/** How each is called, and how it tells its version. */
const PEERS = {
  zizmor: ['zizmor', '--version'],
  actionlint: ['actionlint', '--version'],
  'tekton-lint': ['tekton-lint', '--version'],
  checkov: ['checkov', '--version'],
  'pipeline-check': ['pipeline_check', '--version'],
  cosign: ['cosign-*', 'version'],
};

/** The peers that are there, by name: `{ command, version }`. Looked for in the cache, then on the PATH. */
export const findPeers = () =>
  Object.fromEntries(
    Object.entries(PEERS).flatMap(([name, [pattern, ask]]) => {
      const [cached] = FOLDERS.flatMap((folder) => globSync(join(cache, folder, pattern)));
      const command = cached ?? pattern.replace('-*', '');
      const { status, stdout } = spawnSync(command, [ask], { encoding: 'utf8' });
      const version = /\d+[.]\d+[.]\d+/.exec(stdout)?.[0] ?? '';
      return status === 0 ? [[name, { command, version }]] : [];
    }),
  );
