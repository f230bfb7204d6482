import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { root } from '../support/root.js';

const MODULE = join(root, 'test/peers/act');
const PACKAGE = 'github.com/nektos/act';

/** The act of `test/peers/act/go.mod`, or why it is not there. */
export type Peer = { readonly path: string } | { readonly missing: string };

/** Takes act from the cache; with PLUMBLINE_PEERS=build it is built first, once (about a minute). */
export function findAct(): Peer {
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  const sum = createHash('sha256')
    .update(readFileSync(join(MODULE, 'go.sum')))
    .digest('hex');
  const folder = join(cache, 'plumbline/bin');
  const path = join(folder, `act-${sum.slice(0, 12)}`);
  if (existsSync(path)) return { path };
  if (process.env['PLUMBLINE_PEERS'] !== 'build') {
    return { missing: 'act is not built: run once with PLUMBLINE_PEERS=build (needs Go)' };
  }
  mkdirSync(folder, { recursive: true });
  const built = build(`${path}.new`);
  if (built.status !== 0) return { missing: `act cannot be built: ${built.stderr}` };
  renameSync(`${path}.new`, path);
  return { path };
}

function build(output: string): SpawnSyncReturns<string> {
  const args = ['go', 'build', '-trimpath', '-o', output, PACKAGE];
  const env = { ...process.env, CGO_ENABLED: '0' };
  return spawnSync('nice', args, { cwd: MODULE, env, encoding: 'utf8' });
}
