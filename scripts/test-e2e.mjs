// `npm run test:e2e [-- --only NAME]...`: runs what is built on the programs that users run it on, one tier for each.
// A tier whose programs are missing says what is missing and counts as skipped. Ends in `N passed, N failed, N skipped`.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { install } from './setup.mjs';

install();
const { capture } = await import('./build/run.mjs');
const { root } = await import('./build/workspaces.mjs');
const { clusterTier } = await import('./cluster/tier.mjs');
const { countLine, runFolder } = await import('./jest.mjs');

const TIERS = {
  // The tests of `npm test` that run commands, each command in a process of its own.
  processes: () => runFolder('e2e'),
  act: () => runFolder('runner'),
  whysql: () => runFolder('whysql'),
  release: () => runFolder('release'),
  // One after another: the timestamp server has a port that cannot be chosen.
  sigstore: () => runFolder('stack', '--runInBand'),
  cluster: clusterTier,
};

const usage = (problem) => {
  console.error(problem);
  console.error(`Hint: npm run test:e2e -- --only ${Object.keys(TIERS).join('|')}`);
  process.exit(3);
};

const chosen = () => {
  try {
    const { values } = parseArgs({ options: { only: { type: 'string', multiple: true } } });
    return values.only ?? Object.keys(TIERS);
  } catch (error) {
    return usage(error.message);
  }
};

const names = chosen();
const unknown = names.filter((name) => !Object.hasOwn(TIERS, name));
if (unknown.length > 0) usage(`There is no tier ${unknown.join(', ')}`);

const counts = { passed: 0, failed: 0, skipped: 0 };
const built = await capture(process.execPath, [join(root, 'scripts', 'build.mjs')]);
if (built.code !== 0) {
  console.log(`FAILED build: what was built before is tested\n${built.output.trim()}`);
  counts.failed += 1;
}
for (const name of names) {
  const started = performance.now();
  const tested = await TIERS[name]();
  for (const kind of Object.keys(counts)) counts[kind] += tested[kind];
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${name}: ${countLine(tested)} (${seconds} s)`);
}
console.log(countLine(counts));
process.exit(counts.failed === 0 ? 0 : 1);
