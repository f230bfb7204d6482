// Builds the Go programs of this folder, each once for a version of its sources, and says where they are.
// Usage: node scripts/tekton/build.mjs [oracle-1.0|oracle-1.15|tables-1.0|tables-1.15|verify-1.0|verify-1.15 …]
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const MODULE_FILES = { '1.0': 'v1.0.mod', 1.15: 'go.mod' };
const here = import.meta.dirname;

/** The path of a program; it is built first if there is none of these sources. */
export function program(name) {
  const dash = name.lastIndexOf('-');
  const [command, version] = [name.slice(0, dash), name.slice(dash + 1)];
  const moduleFile = MODULE_FILES[version];
  if (moduleFile === undefined) throw new Error(`no program ${name}`);
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'plumbline', 'bin');
  const path = join(cache, `tekton-${name}-${fingerprint(command, moduleFile)}`);
  if (!existsSync(path)) {
    mkdirSync(cache, { recursive: true });
    const args = [
      'build',
      '-mod=readonly',
      '-trimpath',
      `-modfile=${moduleFile}`,
      '-o',
      path,
      `./${command}`,
    ];
    execFileSync('nice', ['go', ...args], { cwd: here, stdio: ['ignore', 'inherit', 'inherit'] });
  }
  return path;
}

function fingerprint(command, moduleFile) {
  const hash = createHash('sha256');
  for (const file of ['resource/*.go', `${command}/*.go`, moduleFile]
    .flatMap((pattern) => globSync(pattern, { cwd: here }))
    .sort()) {
    hash.update(`${file}\0`).update(readFileSync(join(here, file)));
  }
  return hash.digest('hex').slice(0, 12);
}

if (import.meta.main) for (const name of process.argv.slice(2)) console.log(program(name));
