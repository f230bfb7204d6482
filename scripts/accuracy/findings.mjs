import { globSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { judgeTree, treeOf } from './judge.mjs';
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

/** The trees of the corpus by name. */
export const corpusTrees = () =>
  subjects().map(([name, files]) => {
    const places = new Map(files);
    const read = (path) => (places.has(path) ? readFileSync(places.get(path)) : undefined);
    return { name, places, tree: treeOf([...places.keys()], read) };
  });

/** Everything that the benchmark finds in the corpus at level 1, each with its tree and the text of its line. */
export const corpusFindings = () =>
  corpusTrees().flatMap(({ name, places, tree }) =>
    judgeTree(tree).flatMap(({ id, findings }) =>
      findings.map((finding) => ({
        ...{ tree: name, check: id, finding },
        file: places.get(finding.locations[0]?.path ?? ''),
      })),
    ),
  );
