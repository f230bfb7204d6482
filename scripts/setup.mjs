// Installs what package-lock.json names, where that is not there yet. Part of `npm test` and `npm run quickstart`.
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';

const modified = (path) =>
  statSync(new URL(`../${path}`, import.meta.url), { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** Whether an installation was needed and done; ends the process where npm fails. */
export const install = () => {
  if (modified('node_modules/.package-lock.json') >= modified('package-lock.json')) return false;
  console.log('setup: npm ci');
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel', 'error'];
  const { status } = spawnSync('npm', args, {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status !== 0) {
    console.error(
      'setup: npm ci failed; the registry that npm is configured for must be reachable once',
    );
    process.exit(status ?? 70);
  }
  return true;
};
