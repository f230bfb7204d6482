import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { memoryTree } from '../testing/memory-tree.js';
import { modelTarget } from '../model.js';
import { closure } from './closure.js';
import { closureOf } from '../testing/closure-of.js';

const FILES: Readonly<Record<string, string>> = {
  '.github/workflows/a.yml':
    'on: push\njobs: {x: {steps: [{uses: ./l}, {uses: a/b@v1}, {run: ./s.sh}], container: "i:1"}}\n',
  '.github/workflows/b.yml': 'on: push\njobs: {x: {steps: [{uses: a/b@v1}, {uses: ./m}]}}\n',
  '.github/workflows/broken.yml': 'on: [\n',
  'l/action.yml': 'runs: {using: composite, steps: [{uses: ./m}]}\n',
  'm/action.yml': 'runs: {using: composite, steps: [{uses: ./l}, {uses: c/d@v2}]}\n',
  'n/action.yaml': 'runs: {using: docker, image: Dockerfile}\n',
  'n/Dockerfile': 'FROM i:1\n',
  's.sh': '',
  't.yaml':
    'apiVersion: tekton.dev/v1\nkind: Task\nmetadata: {name: t}\nspec: {steps: [{image: "i:1"}]}\n',
  'p.yaml':
    'apiVersion: tekton.dev/v1\nkind: Pipeline\nmetadata: {name: p}\nspec: {tasks: [{name: a, taskRef: {name: t}}]}\n',
};

test('the order of files does not matter', () => {
  const expected = closureOf(FILES);
  fc.assert(
    fc.property(
      fc.shuffledSubarray(Object.entries(FILES), { minLength: 10, maxLength: 10 }),
      (files) => {
        expect(closureOf(Object.fromEntries(files))).toEqual(expected);
      },
    ),
    { numRuns: 30 },
  );
});

test('ids are unique and sorted, edges lead to nodes, and every present file is a subject', () => {
  const found = closureOf(FILES);
  const ids = found.nodes.map(({ id }) => id);
  expect(ids).toEqual([...new Set(ids)].sort());
  expect(found.edges.every(({ from, to }) => ids.includes(from) && ids.includes(to))).toBe(true);
  expect(found.files).toEqual(
    Object.keys(FILES)
      .filter((path) => !path.includes('broken'))
      .sort(),
  );
  expect(found.unreadable.map(({ path }) => path)).toEqual(['.github/workflows/broken.yml']);
  expect(found.counted).toEqual({ seen: 10, other: 0 });
});

test('an action that no workflow uses is walked for those who use it from elsewhere', () => {
  expect(closureOf(FILES).edges).toContainEqual({
    from: 'action:n/action.yaml',
    to: 'dockerfile:n/Dockerfile',
  });
});

test('a model that was read before gives the same', () => {
  const tree = memoryTree(FILES);
  const model = modelTarget(tree);
  expect(model.ok && closure(tree, model.value)).toEqual(closure(tree));
});

test('an empty target has an empty closure', () => {
  expect(closureOf({})).toEqual({
    nodes: [],
    edges: [],
    unreadable: [],
    files: [],
    counted: { seen: 0, other: 0 },
  });
});
