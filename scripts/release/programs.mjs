import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../build/workspaces.mjs';

const CLI = join(root, 'packages', 'cli', 'bin', 'plumbline.js');

/** Runs the command as a user would, and returns what it prints; anything but a pass ends the release. */
export const plumbline = (...args) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], {
    encoding: 'utf8',
  });
  if (status === 0) return stdout;
  const said = `${stdout}${stderr}`.trim();
  throw new Error(`plumbline ${args.slice(0, 2).join(' ')}: exit ${status}\n${said}`);
};

/** Public half (PEM) of the key that signs. */
export const publicHalf = (path) => {
  const key = readKey(path);
  return key.publicKey.key.export({ format: 'pem', type: 'spki' }).toString();
};

const trust = await import(pathToFileURL(join(root, 'packages/trust/lib/index.js')).href);

const readKey = (path) => {
  const { COSIGN_PASSWORD, PRIVATE_PASSWORD } = process.env;
  const key = trust.readPrivateKey(readFileSync(path), COSIGN_PASSWORD ?? PRIVATE_PASSWORD ?? null);
  if (key.ok) return key.value;
  throw new Error(`${path}: ${key.error.message}`);
};

/** Path of cosign: the one that test/peers builds, or one on the PATH; null without one. */
export const findCosign = () => {
  const sum = createHash('sha256')
    .update(readFileSync(join(root, 'test/peers/cosign/go.sum')))
    .digest('hex');
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  const names = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'cosign'));
  const built = join(cache, 'plumbline', 'bin', `cosign-${sum.slice(0, 12)}`);
  return [built, ...names].find((path) => existsSync(path)) ?? null;
};
