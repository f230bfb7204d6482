// `npm test`: sets up, builds, checks and tests; ends in one line `N passed, N failed, N skipped`.
// Each check counts as one test. Arguments go to Jest.
import { join } from 'node:path';
import { install } from './setup.mjs';

install();
const { capture, pool, tool } = await import('./build/run.mjs');
const { root } = await import('./build/workspaces.mjs');
const { countLine, runJest } = await import('./jest.mjs');

const script = (name, ...args) => capture(process.execPath, [join(root, 'scripts', name), ...args]);

const CHECKS = [
  ['generated files', () => script('generate.mjs', '--check')],
  ['docs', () => script('check-docs.mjs')],
  ['format', () => tool('prettier', ['.', '--check', '--log-level', 'warn'])],
  [
    'imports',
    () => tool('depcruise', ['packages', 'actions', '--config', 'dependency-cruiser.config.mjs']),
  ],
  ['dead code', () => tool('knip', ['--no-progress'])],
  ['lint', () => tool('eslint', ['.', '--max-warnings', '0'])],
];

const counts = { passed: 0, failed: 0, skipped: 0 };

const check = async (name, job) => {
  const started = performance.now();
  const { code, output } = await job();
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  counts[code === 0 ? 'passed' : 'failed'] += 1;
  console.log(
    `${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)${code === 0 ? '' : `\n${output.trim()}`}`,
  );
  return code === 0;
};

if (await check('build', () => script('build.mjs'))) {
  await pool(
    2,
    CHECKS.map(
      ([name, job]) =>
        () =>
          check(name, job),
    ),
  );
  const tested = runJest(process.argv.slice(2));
  for (const kind of Object.keys(counts)) counts[kind] += tested[kind];
}
console.log(countLine(counts));
process.exit(counts.failed === 0 ? 0 : 1);
