// Debian packages and Node's npm package, each with the digest that inputs.json names, kept outside of the checkout.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { run } from './run.mjs';

const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'plumbline', 'image');

const digest = (path, algorithm, encoding) =>
  createHash(algorithm).update(readFileSync(path)).digest(encoding);

/** The cached file of that name; else what `fetch` leaves in an empty folder, if it is what was expected. */
const cached = (name, isExpected, fetch) => {
  const path = join(cache, name);
  if (existsSync(path) && isExpected(path)) return path;
  mkdirSync(cache, { recursive: true });
  const work = mkdtempSync(join(cache, 'work-'));
  try {
    const made = join(work, fetch(work));
    if (!isExpected(made)) throw new Error(`${name} is not what scripts/image/inputs.json expects`);
    renameSync(made, path);
    return path;
  } finally {
    rmSync(work, { recursive: true });
  }
};

/** Path of the `.deb` of a package. */
export const debianPackage = ({ name, version, sha256 }) =>
  cached(
    `${name}-${sha256.slice(0, 16)}.deb`,
    (path) => digest(path, 'sha256', 'hex') === sha256,
    (cwd) => {
      run('apt-get', ['download', '-q', `${name}=${version}`], { cwd });
      return run('ls', [], { cwd }).toString().trim();
    },
  );

/** Path of the tarball of an npm package. */
export const npmPackage = ({ package: name, version, integrity }) =>
  cached(
    `${name}-${version}.tgz`,
    (path) => `sha512-${digest(path, 'sha512', 'base64')}` === integrity,
    (cwd) =>
      run('npm', ['pack', '--silent', `${name}@${version}`], { cwd })
        .toString()
        .trim(),
  );
