import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'plumbline', 'bin');

/** The peers that are there, by name: `{ command, version }`. Looked for in the cache, then on the PATH. */
export const findPeers = () => {
  const candidates = {
    zizmor: ['zizmor'],
    actionlint: ['actionlint'],
    cosign: ['cosign-3.1.3', 'cosign'],
  };
  const found = {};
  for (const [name, files] of Object.entries(candidates)) {
    const command = [...files.map((file) => join(cache, file)).filter(existsSync), name][0];
    const { status, stdout } = spawnSync(command, [name === 'cosign' ? 'version' : '--version'], {
      encoding: 'utf8',
    });
    if (status === 0)
      found[name] = { command, version: /\d+[.]\d+[.]\d+/.exec(stdout)?.[0] ?? 'unknown' };
  }
  return found;
};
