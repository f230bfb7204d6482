// `npm test`: sets up, builds, checks and tests; ends in one line `N passed, N failed, N skipped`.
// Each check counts as one test. Arguments go to Jest.
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { install } from './setup.mjs';

const started = performance.now();
const secondsSince = (time) => ((performance.now() - time) / 1000).toFixed(1);

if (install()) console.log(`setup: ${secondsSince(started)} s`);
const { capture, pool, tool } = await import('./build/run.mjs');
const { root } = await import('./build/workspaces.mjs');
const { countLine, runJest } = await import('./jest.mjs');

/** Has more room for young objects: collecting them is a tenth of the work of the linter. */
const roomy = (name, args) =>
  tool(name, args, { env: { ...process.env, NODE_OPTIONS: '--max-semi-space-size=64' } });

/** What a file's own text decides is known by its text: a second run looks at what has changed. */
const remembering = (name) => [
  ...['--cache', '--cache-strategy', 'content'],
  ...['--cache-location', join('.cache', name)],
];
const LINT = ['.', '--config', 'scripts/quick-lint.config.mjs', '--max-warnings', '0'];
const FORMAT = ['.', '--check', '--log-level', 'warn'];

const script = (name, ...args) => capture(process.execPath, [join(root, 'scripts', name), ...args]);

/** Read by the tests that take samples of large corpora and of long properties. */
const THOROUGH = process.env.PLUMBLINE_THOROUGH === '1';

const counts = { passed: 0, failed: 0, skipped: 0 };

const check = async (name, job) => {
  const begun = performance.now();
  const { code, output } = await job();
  counts[code === 0 ? 'passed' : 'failed'] += 1;
  console.log(
    `${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${secondsSince(begun)} s)${code === 0 ? '' : `\n${output.trim()}`}`,
  );
  return code === 0;
};

/** What is shipped is read by the docs' check and by the tests. */
const bundlesAndDocs = async () => {
  const built = await check('bundles', () => script('build.mjs', '--believe-committed'));
  if (built) await check('docs', () => script('check-docs.mjs'));
  return built;
};
const bundled = Promise.withResolvers();

const test = async () => {
  if (!(await bundled.promise)) return;
  const begun = performance.now();
  const tested = await runJest(process.argv.slice(2));
  for (const kind of Object.keys(counts)) counts[kind] += tested[kind];
  console.log(`tests: ${countLine(tested)} (${secondsSince(begun)} s)`);
  if (!THOROUGH)
    console.log('tests: samples of the longest; PLUMBLINE_THOROUGH=1 runs all of them');
};

/** The longest first. The tests begin when a core is left without a check. */
const JOBS = [
  () => check('lint', () => roomy('eslint', [...LINT, ...remembering('eslint')])),
  () => bundlesAndDocs().then(bundled.resolve),
  () => check('format', () => roomy('prettier', [...FORMAT, ...remembering('prettier')])),
  () =>
    check('imports', () =>
      tool('depcruise', ['packages', 'actions', '--config', 'dependency-cruiser.config.mjs']),
    ),
  () => check('dead code', () => tool('knip', ['--no-progress'])),
  () => check('generated files', () => script('generate.mjs', '--check')),
  test,
];

if (await check('build', () => script('build.mjs', '--no-bundle'))) {
  await pool(Math.max(2, availableParallelism()), JOBS);
}
console.log(`everything: ${secondsSince(started)} s`);
console.log(countLine(counts));
process.exit(counts.failed === 0 ? 0 : 1);
