import { join } from 'node:path';
import { bundle } from '../build/bundle.mjs';
import { root } from '../build/workspaces.mjs';
import { run } from '../image/run.mjs';

const script = (name, ...args) =>
  run(process.execPath, [join(root, 'scripts', name), ...args], { cwd: root });

/** What is released is committed, follows from its definitions, and its bundles are what the sources give. */
export const checkSources = async (rebuilt) => {
  const changed = run('git', ['status', '--porcelain'], { cwd: root }).toString();
  if (changed !== '') throw new Error(`there is something that is not committed:\n${changed}`);
  script('build.mjs', '--no-bundle');
  const [{ problems }] = await bundle(['packages/cli']);
  if (problems.length > 0) throw new Error(problems.join('\n'));
  script('generate.mjs', '--check');
  if (rebuilt === undefined) script('check-dist.mjs');
};
