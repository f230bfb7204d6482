import { expect, test } from '@jest/globals';
import { err, ok, usageFault, type FileTree } from '@plumbline/core';
import { closure, modelTarget } from '@plumbline/pipeline';
import { measure } from '@plumbline/records';
import type { RunFacts, Target } from '@plumbline/step';
import { definitionsOf } from './definitions.js';

const COMMIT = '5f2c1e0d9b8a76543210fedcba98765432100abc';
const CI = '.github/workflows/ci.yml';
const WORKFLOW = 'on: push\njobs:\n  build:\n    steps: [{ run: make }]\n';
const TASK =
  'apiVersion: tekton.dev/v1\nkind: Task\nmetadata: { name: lint }\nspec: { steps: [{ name: a, image: i }] }\n';

const RUN = {
  platform: 'github',
  repository: 'acme/app',
  workflowRef: `acme/app/${CI}@refs/heads/main`,
  workflowSha: COMMIT,
} as RunFacts;

function listed(files: Readonly<Record<string, string>>, run: RunFacts | null = RUN) {
  const tree: FileTree = {
    source: { kind: 'folder' },
    entries: () =>
      ok(Object.keys(files).map((path) => ({ path, kind: 'file', executable: false }))),
    read: (path) => {
      const text = files[path];
      return text === undefined ? err(usageFault('NO_FILE', path)) : ok(Buffer.from(text));
    },
  };
  const model = modelTarget(tree);
  if (!model.ok) throw new Error(model.error.code);
  const target: Target = { name: '.', tree, commit: COMMIT, sourceUri: null };
  const used = closure(tree, model.value);
  if (!used.ok) throw new Error(used.error.code);
  const { digests } = measure(used.value, tree);
  return definitionsOf({ model: model.value, digests, target }, run);
}

test('in a run on GitHub its workflow alone is listed', () => {
  const other = { '.github/workflows/other.yml': WORKFLOW, 'task.yaml': TASK };
  expect(listed({ [CI]: WORKFLOW, ...other })).toMatchObject([
    { path: CI, resource: null, untold: null, parts: [{ id: 'build' }] },
  ]);
});

test('elsewhere what Tekton could run', () => {
  expect(listed({ [CI]: WORKFLOW, 'task.yaml': TASK }, null)).toMatchObject([
    { path: 'task.yaml', resource: 'Task/lint', untold: null, parts: [{ id: 'lint' }] },
  ]);
  expect(listed({ [CI]: WORKFLOW }, null)).toBeNull();
});

const steps = (count: number) =>
  `[${Array.from({ length: count }, () => '{ run: x }').join(', ')}]`;

test.each<[string, Readonly<Record<string, string>>, Partial<RunFacts>, string]>([
  ['of another commit', { [CI]: WORKFLOW }, { workflowSha: 'ab'.repeat(20) }, 'commit'],
  [
    'of another repository',
    { [CI]: WORKFLOW },
    { workflowRef: `acme/ci/${CI}@refs/heads/main` },
    'repository',
  ],
  ['that is not there', {}, {}, 'not among the files'],
  ['that calls itself', { [CI]: `on: push\njobs:\n  a:\n    uses: ./${CI}\n` }, {}, 'without end'],
  ['that cannot be read in full', { [CI]: `${WORKFLOW}  b: [1]\n` }, {}, 'cannot be read'],
  [
    'that is too large',
    { [CI]: `on: push\njobs:\n  a:\n    steps: ${steps(4200)}\n` },
    {},
    'too many',
  ],
])('a workflow %s is not told', (_name, files, run, why) => {
  expect(listed(files, { ...RUN, ...run })).toMatchObject([
    { untold: expect.stringContaining(why), parts: [] },
  ]);
});
