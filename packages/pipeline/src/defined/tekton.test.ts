import { expect, test } from '@jest/globals';
import { sha256Hex } from '@plumbline/core';
import { modelTarget } from '../model.js';
import { memoryTree } from '../testing/memory-tree.js';
import { definedResources, type DefinedResource } from './tekton.js';

const TASK = `apiVersion: tekton.dev/v1
kind: Task
metadata: { name: lint }
spec:
  steps:
    - { name: run, image: alpine, script: lint }
    - { image: alpine, command: [x], onError: continue }
    - { name: act, ref: { name: own } }
  sidecars: [{ name: db, image: postgres }]
`;

const PIPELINE = `apiVersion: tekton.dev/v1
kind: Pipeline
metadata: { name: build }
spec:
  tasks:
    - { name: clone, taskSpec: { steps: [{ name: get, image: git, script: 'git $(params.url)' }] } }
    - { name: lint, taskRef: { name: lint }, runAfter: [clone], retries: 2 }
    - name: scan
      taskRef: { resolver: git, params: [{ name: url, value: https://x }, { name: pathInRepo, value: t.yaml }] }
      when: [{ input: '$(tasks.lint.results.ok)', operator: in, values: [yes] }]
    - name: each
      matrix: { params: [{ name: os, value: [a, b] }], include: [{ name: c, params: [{ name: os, value: c }] }] }
      taskSpec: { steps: [{ name: s, image: i }] }
    - name: open
      matrix: { params: [{ name: os, value: '$(params.all[*])' }] }
      taskSpec: { steps: [{ name: s, image: i }] }
  finally:
    - { name: tell, taskRef: { name: gone } }
`;

const RUN = (name: string) => `apiVersion: tekton.dev/v1
kind: PipelineRun
metadata: { ${name} }
spec:
  pipelineSpec: { tasks: [{ name: a, taskSpec: { steps: [{ name: s, image: i }] } }] }
`;

function defined(...files: readonly string[]): readonly DefinedResource[] {
  const tree = memoryTree(
    Object.fromEntries(files.map((text, at) => [`${String(at)}.yaml`, text])),
  );
  const model = modelTarget(tree);
  if (!model.ok) throw new Error(model.error.code);
  return definedResources(model.value.resources);
}

test('the steps and sidecars of a Task', () => {
  expect(defined(TASK)).toMatchObject([
    {
      path: '0.yaml',
      resource: 'Task/lint',
      parts: [
        {
          names: ['lint'],
          functions: [
            { name: 'run', role: 'step', kind: 'script', command: { sha256: expect.any(String) } },
            { name: 'unnamed-1', kind: 'image', digest: null, mayFail: true },
            { name: 'act', kind: 'unknown' },
            { name: 'db', role: 'sidecar', kind: 'image' },
          ],
        },
      ],
    },
  ]);
});

test('images by their digest, commands where no value of the run stands in them', () => {
  const sha256 = 'ab'.repeat(32);
  const task = (step: string) =>
    defined(TASK.replace('{ name: run, image: alpine, script: lint }', step))[0]?.parts[0]
      ?.functions[0];
  const fixed = task(`{ name: a, image: 'alpine@sha256:${sha256}', command: [x], args: ['1'] }`);
  expect(fixed).toMatchObject({
    digest: { sha256 },
    command: { sha256: sha256Hex('{"args":["1"],"command":["x"]}') },
  });
  expect(task("{ name: a, image: '$(params.i)', command: ['$(params.x)'] }")).toMatchObject({
    digest: null,
    command: null,
  });
  expect(task('{ name: a, image: alpine, args: [1] }')).toMatchObject({ command: null });
});

test('the tasks of a Pipeline, those of finally behind all', () => {
  const [pipeline] = defined(PIPELINE, TASK).filter(
    ({ resource }) => resource === 'Pipeline/build',
  );
  const names = ['clone', 'lint', 'scan', 'each', 'open'];
  expect(pipeline?.parts).toMatchObject([
    { id: 'clone', after: [], untold: null, functions: [{ name: 'get', command: null }] },
    { id: 'lint', after: ['clone'], retries: 2, untold: null, conditional: false },
    {
      id: 'scan',
      after: ['lint'],
      conditional: true,
      untold: 'git url=https://x pathInRepo=t.yaml',
      functions: [],
    },
    { id: 'each', least: 2, most: 3 },
    { id: 'open', least: 0, most: 256 },
    { id: 'tell', after: names, untold: 'gone' },
  ]);
  expect(pipeline?.parts[1]?.functions).toHaveLength(4);
});

test('a Task that two files define is not told', () => {
  const [pipeline] = defined(PIPELINE, TASK, TASK).filter(
    ({ resource }) => resource === 'Pipeline/build',
  );
  expect(pipeline?.parts[1]).toMatchObject({ id: 'lint', untold: 'lint' });
});

test.each([
  ['name: one', 'PipelineRun/one'],
  ['generateName: one-', 'PipelineRun/one-*'],
  ["name: 'one-$(tt.params.id)'", 'PipelineRun/one-*'],
])('a run that holds its definition: %s', (name, resource) => {
  expect(defined(RUN(name))).toMatchObject([{ resource, parts: [{ id: 'a' }] }]);
});
