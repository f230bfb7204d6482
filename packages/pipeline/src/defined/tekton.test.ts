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
  const at = (sha256: string): number => files.findIndex((text) => sha256Hex(text) === sha256);
  return definedResources(model.value.resources, (sha256) =>
    at(sha256) === -1 ? null : `${String(at(sha256))}.yaml`,
  );
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

const pipeline = (tasks: string, name = 'build', more = '') => `apiVersion: tekton.dev/v1
kind: Pipeline
metadata: { name: ${name} }
spec: { ${more}tasks: [${tasks}] }
`;
const partsOf = (...files: readonly string[]) => defined(...files)[0]?.parts;
const STEP = '{ steps: [{ name: s, image: i, script: go }] }';

test('what stands in a text beside the values of a run', () => {
  const script = `make $(params.x) $(params["y"]) $(results.r.path) $(workspaces.w.path) $(date)`;
  const task = `apiVersion: tekton.dev/v1
kind: Task
metadata: { name: lint }
spec:
  params: [{ name: x, default: a }, { name: y, default: '$(params.x)' }, { name: z, default: unused }]
  results: [{ name: r }]
  workspaces: [{ name: w, mountPath: /w, optional: true }]
  steps:
    - { name: a, image: i, script: '${script}' }
    - { name: b, image: i, script: 'echo $(date)' }
    - { name: c, image: i }
    - { name: d, image: i, script: 'x $(params.x) ghp_${'a'.repeat(36)}' }
    - { name: e, image: i, args: ['$(params.x)', 1] }
`;
  expect(partsOf(task)).toMatchObject([
    {
      values: [
        { name: 'params.x', value: 'a' },
        { name: 'workspaces.w.path', value: '/w' },
        { name: 'workspaces.w.path', value: '/workspace/w' },
        { name: 'workspaces.w.path', value: '' },
      ],
      functions: [
        { command: null, template: script },
        { command: { sha256: sha256Hex('echo $(date)') }, template: null },
        { command: null, template: '{"args":[],"command":[]}' },
        { command: null, template: null },
        { command: null, template: null },
      ],
    },
  ]);
});

test('a pipeline in the pipeline, by its name or written there', () => {
  const inner = pipeline(`{ name: lint, taskSpec: ${STEP} }`, 'checks');
  const outer = pipeline(`
    { name: clone, taskSpec: ${STEP} },
    { name: checks, runAfter: [clone], onError: continue, pipelineRef: { name: checks } },
    { name: each, matrix: { params: [{ name: os, value: [a, b] }] }, pipelineSpec: { tasks: [
      { name: one, taskSpec: ${STEP} }, { name: two, runAfter: [one], taskSpec: ${STEP} }] } },
    { name: far, pipelineRef: { resolver: git, params: [{ name: url, value: https://x }] } },
    { name: last, runAfter: [checks], taskSpec: ${STEP} }`);
  expect(partsOf(outer, inner)).toMatchObject([
    { id: 'clone', within: null },
    { id: 'checks', within: null, functions: [], untold: null, mayFail: true },
    {
      id: 'checks/lint',
      within: 'checks',
      names: ['checks/lint'],
      after: ['clone'],
      mayFail: true,
    },
    { id: 'each', least: 2, most: 2, functions: [] },
    { id: 'each/one', within: 'each', names: ['each/one', 'each[*]/one'], least: 2, most: 2 },
    { id: 'each/two', after: ['each/one'] },
    { id: 'far', names: ['far', 'far/*'], untold: 'git url=https://x' },
    { id: 'last', after: ['checks'] },
  ]);
});

test('a StepAction is what the step makes of it', () => {
  const action = `apiVersion: tekton.dev/v1
kind: StepAction
metadata: { name: own }
spec:
  params: [{ name: what, default: all }, { name: where, type: string }, { name: list, type: array }]
  image: alpine
  command: [make]
  args: ['$(params.what)', '$(params.where)', '$(step.results.r.path)']
`;
  const step = (params: string) => `apiVersion: tekton.dev/v1
kind: Task
metadata: { name: lint }
spec: { steps: [{ name: s, ref: { name: own }, params: [${params}] }] }
`;
  const found = (text: string, ...files: readonly string[]) => partsOf(text, ...files)?.[0];
  expect(found(step("{ name: where, value: 'in $(params.dir)' }"), action)).toMatchObject({
    values: [{ name: 'step.results.r.path', value: '/tekton/steps/step-s/results/r' }],
    functions: [
      {
        kind: 'image',
        command: null,
        template: '{"args":["all","in $(params.dir)","$(step.results.r.path)"],"command":["make"]}',
      },
    ],
  });
  expect(found(step('{ name: where, value: [a] }'), action)).toMatchObject({
    functions: [{ kind: 'image', command: null, template: null }],
  });
  expect(found(step(''))).toMatchObject({ functions: [{ kind: 'unknown', template: null }] });
});

test('what a pipeline gives to its tasks', () => {
  const inner = pipeline(
    `{ name: a, params: [{ name: x, value: 'v$(params.v)-$(params.w)' }, { name: y, value: [b, c] }, { name: z, value: '' }], taskSpec: ${STEP} },
     { name: b, matrix: { params: [{ name: x, value: [1, 2] }] }, params: [{ name: n, value: 1 }], taskSpec: ${STEP} }`,
    'checks',
  );
  const outer = pipeline(
    "{ name: in, params: [{ name: v, value: '1' }, { name: w, value: '$(params.w)' }], pipelineRef: { name: checks } }",
  );
  expect(partsOf(outer, inner)?.map(({ id, given }) => [id, given])).toEqual([
    [
      'in',
      [
        { name: 'v', value: '1' },
        { name: 'w', value: '$(params.w)' },
      ],
    ],
    [
      'in/a',
      [
        { name: 'x', value: 'v1-$(params.w)' },
        { name: 'y', value: '["b","c"]' },
        { name: 'z', value: '' },
      ],
    ],
    [
      'in/b',
      [
        { name: 'n', value: '1' },
        { name: 'x', value: null },
      ],
    ],
  ]);
  expect(defined(TASK)[0]?.parts[0]?.given).toBeNull();
});

test('a Task that is written in a pipeline sees what that is given', () => {
  const spec = `{ params: [{ name: own, default: o }], steps: [{ name: s, image: i, script: '$(params.x) $(params.y) $(params.own)' }] }`;
  const params = 'params: [{ name: x, default: a }, { name: y }, { name: own, default: p }], ';
  const inner = pipeline(`{ name: t, taskSpec: ${spec} }`, 'checks', params);
  const outer = pipeline(
    "{ name: in, params: [{ name: x, value: b }, { name: own, value: '$(params.z)' }], pipelineRef: { name: checks } }",
  );
  const values = (found: typeof partsOf extends (...all: never) => infer R ? R : never) =>
    found?.at(-1)?.values.map(({ name, value }) => `${name}=${value}`);
  expect(values(partsOf(inner))).toEqual(['params.x=a', 'params.own=o', 'params.own=p']);
  expect(values(partsOf(outer, inner))).toEqual(['params.x=b']);
  const here = pipeline(
    `{ name: in, pipelineSpec: { params: [{ name: y, default: c }], tasks: [{ name: t, taskSpec: ${spec} }] } }`,
    'build',
    params,
  );
  expect(values(partsOf(here))).toEqual([]);
});

test('pipelines that use each other without end are not told', () => {
  const inner = pipeline('{ name: b, pipelineRef: { name: build } }', 'checks');
  const parts = partsOf(pipeline('{ name: a, pipelineRef: { name: checks } }'), inner) ?? [];
  expect(parts).toHaveLength(11);
  expect(parts.at(-1)).toMatchObject({ untold: 'pipelines in pipelines without end' });
  const twice =
    '{ name: a, pipelineRef: { name: build } }, { name: b, pipelineRef: { name: build } }';
  expect(partsOf(pipeline(twice))?.length).toBeLessThan(5000);
});

test('custom tasks', () => {
  const spec = `{ apiVersion: example.dev/v1, kind: Wait, spec: { b: '$(params.x)', a: 12345678901234567890 } }`;
  const reference = '{ apiVersion: example.dev/v1, kind: Approve, name: two }';
  const parts = partsOf(
    pipeline(`{ name: a, taskSpec: ${spec} }, { name: b, retries: 1, taskRef: ${reference} }`),
  );
  const unknown = { role: 'step', kind: 'unknown', command: null } as const;
  expect(parts).toMatchObject([
    {
      untold: null,
      functions: [
        {
          ...unknown,
          name: 'example.dev/v1 Wait',
          template: '{"a":"12345678901234567890","b":"$(params.x)"}',
        },
      ],
    },
    {
      retries: 1,
      functions: [
        { ...unknown, name: 'example.dev/v1 Approve two', template: '{"args":[],"command":[]}' },
      ],
    },
  ]);
});

test('what a digest holds is found among the files, and nothing else', () => {
  const sha256 = sha256Hex(TASK);
  const reference = (digest: string, resolver = 'http') =>
    pipeline(
      `{ name: a, taskRef: { resolver: ${resolver}, params: [{ name: url, value: https://x }, { name: digest, value: 'sha256:${digest}' }] } }`,
    );
  const found = (text: string, ...files: readonly string[]) =>
    partsOf(text, ...files)?.map(({ untold, functions }) => [untold === null, functions.length]);
  expect(found(reference(sha256), TASK)).toEqual([[true, 4]]);
  expect(found(reference('ab'.repeat(32)), TASK)).toEqual([[false, 0]]);
  expect(found(reference(sha256, 'git'), TASK)).toEqual([[false, 0]]);
  expect(found(reference(sha256Hex(`${TASK}---\n${TASK}`)), `${TASK}---\n${TASK}`)).toEqual([
    [false, 0],
  ]);
});
