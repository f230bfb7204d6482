// Compiles all workspaces, then bundles every action and the command. `--no-bundle` only compiles; `--believe-committed`
// keeps a committed bundle that says it was made from these sources (whether that is true is for `npm run check-dist`).
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from './build/bundle.mjs';
import { pruneGhosts } from './build/prune.mjs';
import { capture } from './build/run.mjs';
import { bundled, root } from './build/workspaces.mjs';

const NODE = 'node24';

const fail = (lines) => {
  for (const line of lines) console.error(line);
  process.exit(1);
};

/** Every action runs on the same Node: a mixture would need a bundle of each kind. */
const runtimeProblems = () =>
  bundled()
    .map((folder) => join(folder, 'action.yml'))
    .filter((file) => existsSync(join(root, file)))
    .filter(
      (file) =>
        !new RegExp(`^  using: ['"]?${NODE}['"]?$`, 'm').test(
          readFileSync(join(root, file), 'utf8'),
        ),
    )
    .map((file) => `${file}: runs.using must be ${NODE}, as in every action`);

/**
 * Runs the command once: what V8 compiled of it is kept beside it, so that whoever runs it first does not wait for that. A
 * Node that keeps nothing is no failure.
 */
const keepCompiled = () => {
  const command = join(root, 'packages/cli/bin/plumbline.js');
  const example = join(root, 'examples/whysql');
  return capture(process.execPath, [command, 'config-benchmark', example, '--base', 'none']);
};

for (const ghost of pruneGhosts()) console.log(`removed ${ghost}: its source is gone`);
// TypeScript 7 compiles in a fifth of the time; the linter still needs the programming interface of 6.
const compiler = join(root, 'node_modules/typescript7/bin/tsc');
const compiled = await capture(process.execPath, [compiler, '-b', '--pretty', 'false']);
if (compiled.code !== 0) fail([compiled.output.trim(), 'build: tsc failed']);
if (!process.argv.includes('--no-bundle')) {
  const believe = process.argv.includes('--believe-committed') ? 'committed' : 'own';
  const results = await bundle(bundled(), { believe });
  for (const { folder, bytes, isAboveAim, fresh } of results.filter((one) => one.folder)) {
    const remarks = [fresh && 'unchanged', isAboveAim && 'above the aim']
      .filter(Boolean)
      .join(', ');
    console.log(
      `${folder}: ${(bytes / 1e6).toFixed(2)} MB${remarks === '' ? '' : ` (${remarks})`}`,
    );
  }
  const problems = [...results.flatMap((result) => result.problems), ...runtimeProblems()];
  if (problems.length > 0) fail(problems);
  await keepCompiled();
}
