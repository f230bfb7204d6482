import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { root } from './root.js';

/** A program that is here, or why it is not. */
export type Peer = { readonly path: string } | { readonly missing: string };

/**
 * A program of others, built once from `test/peers/NAME`, whose go.sum names what it is built from.
 * With PLUMBLINE_PEERS=build it is built where it is missing (some minutes).
 */
export function findPeer(name: string, goPackage: string): Peer {
  const module = join(root, 'test/peers', name);
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  const sum = createHash('sha256')
    .update(readFileSync(join(module, 'go.sum')))
    .digest('hex');
  const folder = join(cache, 'plumbline/bin');
  const path = join(folder, `${name}-${sum.slice(0, 12)}`);
  if (existsSync(path)) return { path };
  if (process.env['PLUMBLINE_PEERS'] !== 'build') {
    return { missing: `${name} is not built: run once with PLUMBLINE_PEERS=build (needs Go)` };
  }
  mkdirSync(folder, { recursive: true });
  const args = ['go', 'build', '-trimpath', '-o', `${path}.new`, goPackage];
  const env = { ...process.env, CGO_ENABLED: '0' };
  const built = spawnSync('nice', args, { cwd: module, env, encoding: 'utf8' });
  if (built.status !== 0) return { missing: `${name} cannot be built: ${built.stderr}` };
  renameSync(`${path}.new`, path);
  return { path };
}

/** The real cosign of `test/peers/cosign/go.mod`. */
export function findCosign(): Peer {
  return findPeer('cosign', 'github.com/sigstore/cosign/v3/cmd/cosign');
}

/** The real gh of `test/peers/gh/go.mod`. */
export function findGh(): Peer {
  return findPeer('gh', 'github.com/cli/cli/v2/cmd/gh');
}
