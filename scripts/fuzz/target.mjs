import { ok } from '../../packages/core/lib/index.js';
import { closure, modelTarget } from '../../packages/pipeline/lib/index.js';
import { expect, timed } from './finding.mjs';

/** Whatever a target holds: an answer, every file accounted for, every place inside of its file, every doubt with a reason. */
export function checkTarget(files) {
  const tree = treeOf(files);
  const model = timed('modelTarget', () => modelTarget(tree));
  const found = timed('closure', () => closure(tree));
  expect(model.ok && found.ok, () => 'the target was refused');
  const { seen, recognised, unreadable, other } = model.value.counted;
  expect(recognised + unreadable + other === seen, () => 'a file is not accounted for');
  checkClosure(found.value, files);
  expect(same(found.value, closure(tree).value), () => 'two readings differ');
}

const same = (one, two) => JSON.stringify(one) === JSON.stringify(two);

function treeOf(files) {
  return {
    source: { kind: 'folder' },
    entries: () =>
      ok(Object.keys(files).map((path) => ({ path, kind: 'file', executable: false }))),
    read: (path) => ok(Buffer.from(files[path], 'latin1')),
  };
}

const HELD = ['present', 'pinned', 'locked'];

function checkClosure({ nodes, edges, unreadable, files: used, counted }, files) {
  const ids = new Set(nodes.map(({ id }) => id));
  expect(ids.size === nodes.length, () => 'an id twice');
  for (const { from, to } of edges)
    expect(ids.has(from) && ids.has(to), () => `an edge to nowhere: ${from} ${to}`);
  for (const path of used) expect(path in files, () => `no such file: ${path}`);
  const known = new Set([...used, ...unreadable.map(({ path }) => path)]);
  expect(counted.other === Object.keys(files).length - known.size, () => 'miscounted files');
  for (const { id, status, reason, digests, sites, problems = [] } of nodes) {
    expect(HELD.includes(status) || reason !== null, () => `${id} does not say why`);
    expect(status !== 'pinned' || Object.keys(digests).length > 0, () => `${id}: no digest`);
    for (const place of [...sites, ...problems.map(({ location }) => location)])
      checkPlace(place, files);
  }
  for (const { location, message } of unreadable) {
    expect(message !== '', () => `${location.path}: no reason`);
    checkPlace(location, files);
  }
}

function checkPlace({ path, line, column, endLine, endColumn }, files) {
  const lines = files[path]?.split('\n').length ?? 0;
  expect(
    line >= 1 && column >= 1 && line <= lines && (endLine > line || endColumn >= column),
    () => `${path}:${line}:${column} is no place`,
  );
}
