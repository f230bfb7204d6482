import { globSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { ok, err, usageFault } from '../../packages/core/lib/index.js';
import { controls, runBenchmark } from '../../packages/controls/lib/index.js';
import { modelTarget } from '../../packages/pipeline/lib/index.js';
import { builtInPolicy } from '../../packages/step/lib/index.js';
import { root } from '../build/workspaces.mjs';

/** Real definitions of others: `PLUMBLINE_SHARED`, by default beside the repository. */
export const corpus = join(process.env.PLUMBLINE_SHARED ?? join(root, '../shared'), 'data/corpus');

const filesBelow = (folder) =>
  globSync('**/*', { cwd: folder, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();

/** The trees to judge: path in the tree, and file on disk. Templates of workflows stand where a user puts them. */
const subjects = () => {
  const starters = join(corpus, 'actions/starter-workflows');
  const workflows = filesBelow(starters)
    .filter(
      (path) => /\.ya?ml$/.test(path) && /^jobs:/m.test(readFileSync(join(starters, path), 'utf8')),
    )
    .map((path) => [
      `.github/workflows/${path.replace(/^\.github\/workflows\//, '').replaceAll('/', '-')}`,
      join(starters, path),
    ]);
  const trees = ['catalog', 'pipeline', 'triggers'].map((name) => {
    const folder = join(corpus, 'tektoncd', name);
    return [name, filesBelow(folder).map((path) => [path, join(folder, path)])];
  });
  return [['starter-workflows', workflows], ...trees];
};

const treeOf = (files) => {
  const places = new Map(files);
  return {
    source: { kind: 'folder' },
    entries: () => ok(files.map(([path]) => ({ path, kind: 'file', executable: false }))),
    read: (path) => {
      const place = places.get(path);
      if (place === undefined) return err(usageFault('NO_FILE', basename(path)));
      return ok(readFileSync(place));
    },
  };
};

/** Everything that the benchmark finds in the corpus at level 1, each with its tree and the text of its line. */
export const corpusFindings = () =>
  subjects().flatMap(([tree, files]) => {
    const files_ = treeOf(files);
    const model = modelTarget(files_, { objects: true });
    if (!model.ok) throw new Error(model.error.message);
    const subject = {
      ...{ model: model.value, tree: files_, platform: 'github.com' },
      ...{ policy: builtInPolicy, today: '2026-11-21' },
    };
    const scope = { level: 1, full: true, controls: controls.filter(({ level }) => level === 1) };
    const { checks } = runBenchmark({ subject, scope, base: 'trusted' });
    const places = new Map(files);
    return checks.flatMap(({ id, findings }) =>
      findings.map((finding) => ({
        ...{ tree, check: id, finding },
        file: places.get(finding.locations[0]?.path ?? ''),
      })),
    );
  });
