import { existsSync, globSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root, workspaces } from './workspaces.mjs';

/** Where `tsc` writes: `lib` beside `src`; for the tests, which have no `src`, below `test/lib`. */
const outputs = () => [...workspaces().map((folder) => [folder, 'src']), ['test', '.']];

/** Removes what `tsc` wrote for sources that are gone: a ghost test would go on passing. Returns the removed paths. */
export const pruneGhosts = () => {
  const ghosts = [];
  for (const [folder, sources] of outputs()) {
    for (const file of globSync('**/*.{js,d.ts}', { cwd: join(root, folder, 'lib') })) {
      const source = join(root, folder, sources, file.replace(/(\.d)?\.[jt]s$/, '.ts'));
      if (!existsSync(source)) ghosts.push(join(folder, 'lib', file));
    }
  }
  for (const ghost of ghosts) {
    rmSync(join(root, ghost));
    rmSync(join(root, `${ghost}.map`), { force: true });
  }
  return ghosts;
};
