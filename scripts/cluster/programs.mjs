// Programs of others that make a cluster: each is built once from a committed go.sum and kept outside of the checkout.
// Usage: node scripts/cluster/programs.mjs [kube|tekton|chains …]   builds them; Go and its module proxy are needed
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { root } from '../build/workspaces.mjs';

const VERSION = 'k8s.io/component-base/version.git';
const KUBE = 'v1.33.13';

/** What is built of each module below `test/peers`, and whose manifests are kept beside the programs. */
const MODULES = {
  kube: {
    packages: ['.'],
    // Tekton asks the API server for its version.
    ldflags: `-X ${VERSION}Version=${KUBE} -X ${VERSION}Major=1 -X ${VERSION}Minor=33`,
  },
  tekton: { packages: ['tool'], config: 'github.com/tektoncd/pipeline' },
  chains: { packages: ['tool'], config: 'github.com/tektoncd/chains' },
};

const moduleOf = (name) => join(root, 'test', 'peers', name);

const go = (name, args, stdio) =>
  execFileSync('nice', ['go', ...args], {
    cwd: moduleOf(name),
    env: { ...process.env, CGO_ENABLED: '0', GOFLAGS: '-mod=readonly' },
    encoding: 'utf8',
    stdio: ['ignore', stdio, 'inherit'],
  });

/** The folder of what is built from these sources with this Go, be it there or not. */
const folderOf = (name) => {
  const hash = createHash('sha256').update(`${goVersion()}\0${JSON.stringify(MODULES[name])}`);
  for (const file of globSync('**/*.{go,mod,sum}', { cwd: moduleOf(name) }).sort()) {
    hash.update(`\0${file}\0`).update(readFileSync(join(moduleOf(name), file)));
  }
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  return join(cache, 'plumbline', 'cluster', `${name}-${hash.digest('hex').slice(0, 12)}`);
};

/** The Go that is installed; empty where there is none. */
const goVersion = () => {
  const found = spawnSync('go', ['env', 'GOVERSION'], { encoding: 'utf8', cwd: root });
  return found.status === 0 ? found.stdout.trim() : '';
};

const build = (name, folder) => {
  const { packages, ldflags = '', config } = MODULES[name];
  const work = `${folder}.${process.pid}`;
  mkdirSync(work, { recursive: true });
  try {
    const flags = ['-trimpath', '-ldflags', `-s -w ${ldflags}`];
    go(name, ['build', ...flags, '-o', `${work}/`, ...packages], 'inherit');
    if (config !== undefined) {
      const place = go(name, ['list', '-m', '-f', '{{.Dir}}', config], 'pipe').trim();
      cpSync(join(place, 'config'), join(work, 'config'), { recursive: true });
    }
    renameSync(work, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
};

/** The folders of the modules that are built. */
export const builtModules = () =>
  Object.fromEntries(
    Object.keys(MODULES)
      .map((name) => [name, folderOf(name)])
      .filter(([, folder]) => existsSync(folder)),
  );

/** Builds a module where that has not been done; throws where it cannot be. */
const buildModule = (name) => {
  const folder = folderOf(name);
  const started = performance.now();
  const isThere = existsSync(folder);
  if (!isThere) build(name, folder);
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  console.log(`${basename(folder)}: ${isThere ? 'is there' : `built in ${seconds} s`}`);
};

if (import.meta.main) {
  const names = process.argv.slice(2);
  for (const name of names.length > 0 ? names : Object.keys(MODULES)) {
    if (!Object.hasOwn(MODULES, name)) throw new Error(`there is no module ${name}`);
    buildModule(name);
  }
}
