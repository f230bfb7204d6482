import { ok, err, usageFault } from '../../packages/core/lib/index.js';
import { controls, runBenchmark } from '../../packages/controls/lib/index.js';
import { modelTarget } from '../../packages/pipeline/lib/index.js';
import { builtInPolicy } from '../../packages/step/lib/index.js';

const scopeOf = (level) => ({
  ...{ level, full: true },
  controls: controls.filter((control) => control.level <= level),
});

/** A folder whose files `read` gives as bytes, or undefined. */
export const treeOf = (paths, read) => ({
  source: { kind: 'folder' },
  entries: () => ok(paths.map((path) => ({ path, kind: 'file', executable: false }))),
  read: (path) => {
    const bytes = read(path);
    return bytes === undefined ? err(usageFault('NO_FILE', path)) : ok(bytes);
  },
});

/** What is judged of a tree at a level. */
export const runOf = (tree, level = 1) => {
  const model = modelTarget(tree, { objects: true });
  if (!model.ok) throw new Error(model.error.message);
  const subject = {
    ...{ model: model.value, tree, platform: 'github.com' },
    ...{ policy: builtInPolicy, today: '2026-11-21' },
  };
  return { subject, scope: scopeOf(level), base: 'trusted' };
};

/** The checks of a level over a tree. */
export const judgeTree = (tree, level) => runBenchmark(runOf(tree, level)).checks;

/** Files held in memory. */
export const memoryTree = (files) => {
  const bytes = new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)]));
  return treeOf([...bytes.keys()], (path) => bytes.get(path));
};

/** The checks of a level over files held in memory. */
export const judge = (files, level) => judgeTree(memoryTree(files), level);

/** Some checks over files held in memory. */
export const judgeOnly = (files, ids) => {
  const { scope, ...run } = runOf(memoryTree(files), 2);
  const controls = scope.controls.filter(({ id }) => ids.some((one) => one.startsWith(`${id}/`)));
  return runBenchmark({ ...run, scope: { ...scope, controls } }).checks.filter(({ id }) =>
    ids.includes(id),
  );
};
