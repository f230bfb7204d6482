// Runs Jest on what `npm run build` compiled. Arguments go to Jest, as in `--selectProjects unit`.
import { spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import jestConfig from '../jest.config.mjs';
import { readJson, root } from './build/workspaces.mjs';

/** The last line of every run, read by people and by CI. */
export const countLine = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed, ${skipped} skipped`;

const countsOf = (report) => {
  const broken = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
};

const exitOf = (args) =>
  new Promise((resolve) => {
    spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] })
      .on('error', () => resolve(127))
      .on('close', (code) => resolve(code));
  });

/** Runs the tests; a suite that could not start counts as one failure, and so does Jest itself. */
export const runJest = async (args) => {
  const results = join(root, '.cache', 'jest.json');
  mkdirSync(join(root, '.cache'), { recursive: true });
  rmSync(results, { force: true });
  const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
  const status = await exitOf([
    '--experimental-vm-modules',
    '--no-warnings',
    ...['--import', new URL('jest-worker.mjs', import.meta.url).href],
    jest,
    // By default one core is left idle, which is half of a small machine.
    ...(args.includes('--runInBand') ? [] : ['--maxWorkers=100%']),
    // Processes on a busy machine: a hang is still found, a slow start is no failure.
    '--testTimeout=60000',
    '--json',
    '--outputFile',
    results,
    ...args,
  ]);
  try {
    const counts = countsOf(readJson(results));
    return status === 0 || counts.failed > 0 ? counts : { ...counts, failed: 1 };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  } finally {
    // Of no use to anybody else, and too large a file for the benchmark of this folder.
    rmSync(results, { force: true });
  }
};

/** Runs the compiled tests of a folder below `test`, which the usual run leaves out. */
export const runFolder = (folder, ...options) => {
  const [common] = jestConfig.projects;
  const testMatch = [`<rootDir>/test/lib/${folder}/**/*.test.js`];
  const config = { ...common, displayName: folder, rootDir: root, testMatch };
  return runJest(['--config', JSON.stringify(config), ...options]);
};

if (import.meta.filename === process.argv[1]) {
  const counts = await runJest(process.argv.slice(2));
  console.log(countLine(counts));
  process.exit(counts.failed === 0 ? 0 : 1);
}
