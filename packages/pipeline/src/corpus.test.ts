import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { ok, type FileTree, type TreeEntry } from '@plumbline/core';
import { closure } from './closure/closure.js';
import { modelTarget } from './model.js';

const SHARED =
  process.env['PLUMBLINE_SHARED'] ?? resolve(import.meta.dirname, '../../../../shared');
const CORPUS = join(SHARED, 'data/corpus');
const present = existsSync(CORPUS);
if (!present) process.stdout.write(`skipped: no corpus at PLUMBLINE_SHARED/data/corpus\n`);

function listed(): readonly TreeEntry[] {
  if (!present) return [];
  return readdirSync(CORPUS, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => ({
      path: relative(CORPUS, join(entry.parentPath, entry.name)),
      kind: 'file',
      executable: false,
    }));
}

function corpusTree(): FileTree {
  return {
    source: { kind: 'folder' },
    entries: () => ok(listed()),
    read: (path) => ok(readFileSync(join(CORPUS, path))),
  };
}

const whenPresent = present ? test : test.skip;
const tree = corpusTree();
const model = modelTarget(tree);
const found = closure(tree, model.ok ? model.value : undefined);
if (!model.ok || !found.ok) throw new Error('the corpus cannot be listed');

whenPresent('every file is recognised, unreadable or something else', () => {
  const { seen, recognised, unreadable, other } = model.value.counted;
  expect(recognised + unreadable + other).toBe(seen);
  expect(seen).toBeGreaterThan(1500);
});

whenPresent('no file with a resource of Tekton or a workflow is left out', () => {
  const known = new Set([...found.value.files, ...found.value.unreadable.map(({ path }) => path)]);
  const missed = listed().filter(({ path }) => {
    if (known.has(path) || !/\.ya?ml$/.test(path)) return false;
    const text = readFileSync(join(CORPUS, path), 'utf8');
    const isTekton = /^(?:- )?apiVersion: *["']?(?:triggers\.)?tekton\.dev\//m.test(text);
    return isTekton || (/^on:/m.test(text) && /^jobs:/m.test(text));
  });
  expect(missed.map(({ path }) => path)).toEqual([]);
});

whenPresent('every file of the closure is there, and every node that is not held says why', () => {
  const silent = found.value.nodes.filter(
    ({ status, reason }) => !['present', 'pinned', 'locked'].includes(status) && reason === null,
  );
  expect(silent).toEqual([]);
  expect(found.value.files.every((path) => existsSync(join(CORPUS, path)))).toBe(true);
});
