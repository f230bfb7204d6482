import { describe, expect, test } from '@jest/globals';
import { modelTarget } from '../model.js';
import { memoryTree } from '../testing/memory-tree.js';
import { partsCalled } from './defined.js';
import { jobsOfWorkflow, type DefinedJob } from './workflow.js';

const CI = '.github/workflows/ci.yml';
const HEAD = 'on: push\njobs:\n';

function jobsOf(
  text: string,
  files: Readonly<Record<string, string>> = {},
): readonly DefinedJob[] | null {
  const model = modelTarget(memoryTree({ [CI]: `${HEAD}${text}`, ...files }));
  if (!model.ok) throw new Error(model.error.code);
  const { workflows } = model.value;
  const workflow = workflows.find(({ path }) => path === CI);
  if (workflow === undefined) throw new Error('no workflow');
  return jobsOfWorkflow(workflow, model.value);
}

const only = (text: string): DefinedJob | undefined => jobsOf(text)?.[0];

const SHA = '11bd71901bbe5b1630ceea73d27597364c9af683';

test.each<[string, string, object]>([
  ['- run: make', 'Run make', { kind: 'script' }],
  ['- run: |\n\n          make\n          test', 'Run make', { kind: 'script' }],
  ['- { name: Build, run: make }', 'Build', { kind: 'script', conditional: false }],
  ["- { name: 'Build ${{ matrix.os }} here', run: make }", 'Build * here', { kind: 'script' }],
  ['- { run: make, if: false }', 'Run make', { conditional: true, mayFail: false }],
  ['- { run: make, continue-on-error: true }', 'Run make', { conditional: false, mayFail: true }],
  [
    `- uses: actions/checkout@${SHA}`,
    `Run actions/checkout@${SHA}`,
    { kind: 'action', uri: `pkg:github/actions/checkout@${SHA}`, digest: { gitCommit: SHA } },
  ],
  ['- uses: ./actions/own', 'Run *./actions/own', { kind: 'action', uri: './actions/own' }],
  ['- uses: docker://alpine:3', 'Run *alpine:3', { kind: 'image', digest: null }],
  [`- run: echo ${'x'.repeat(200)}`, `Run echo ${'x'.repeat(95)}*`, { kind: 'script' }],
])('a step %s is shown as %s', (step, name, content) => {
  const job = only(`  build:\n    runs-on: x\n    steps:\n      ${step}\n`);
  expect(job?.functions).toMatchObject([{ name, ...content }]);
});

test('the lock says which commit a tag stands for', () => {
  const lock = `version: v0.0.2\nworkflows:\n  ${CI}: [actions/checkout@v4]\ndependencies:\n  actions/checkout@v4:\n    ref: v4\n    commit: sha1-${SHA}\n    owner_id: 1\n    repo_id: 2\n`;
  const jobs = (files: Readonly<Record<string, string>>) =>
    jobsOf('  build:\n    steps: [{ uses: Actions/Checkout@v4 }]\n', files)?.[0]?.functions;
  expect(jobs({})).toMatchObject([{ digest: null }]);
  expect(jobs({ '.github/workflows/actions.lock': lock })).toMatchObject([
    { digest: { gitCommit: SHA } },
  ]);
});

test.each<[string, number, number | null]>([
  ['{ os: [a, b], node: [1, 2, 3] }', 6, 6],
  ['{ os: [a, b], exclude: [{ os: a }] }', 1, 1],
  ['{ os: [a, b], node: [1, 2], exclude: [{ os: a, node: 2 }] }', 3, 3],
  ['{ os: [a, b], include: [{ os: a, extra: 1 }] }', 2, 2],
  ['{ os: [a, b], include: [{ os: c }] }', 3, 3],
  ['{ os: [a, b], include: [{ extra: 1 }] }', 2, 2],
  ['{ include: [{ os: a }, { os: b }] }', 2, 2],
  ['{ os: [a, b], exclude: [{ os: a }], include: [{ os: a }] }', 2, 2],
  ["{ os: ['${{ inputs.a }}', b] }", 2, 2],
  ["{ os: ['${{ inputs.a }}', b], exclude: [{ os: b }] }", 1, 256],
  ["{ os: '${{ fromJSON(inputs.all) }}' }", 1, 256],
  ["'${{ fromJSON(inputs.all) }}'", 1, 256],
])('a matrix %s makes %d to %d jobs', (matrix, least, most) => {
  const job = only(`  build:\n    strategy: { matrix: ${matrix} }\n    steps: [{ run: make }]\n`);
  expect(job).toMatchObject({ least, most, names: ['build', 'build (*)'] });
});

describe('called workflows', () => {
  const INNER =
    'on: workflow_call\njobs:\n  test:\n    name: unit tests\n    steps: [{ run: test }]\n  scan:\n    needs: test\n    steps: [{ run: scan }]\n';

  test('of the same repository are followed', () => {
    const jobs = jobsOf(
      '  build:\n    steps: [{ run: make }]\n  check:\n    needs: build\n    continue-on-error: true\n    strategy: { matrix: { os: [a, b] } }\n    uses: ./.github/workflows/check.yml\n',
      { '.github/workflows/check.yml': INNER },
    );
    expect(
      jobs?.map(({ id, within, names, after, least, mayFail, untold }) => ({
        id,
        within,
        names,
        after,
        least,
        mayFail,
        untold,
      })),
    ).toEqual([
      {
        id: 'build',
        within: null,
        names: ['build'],
        after: [],
        least: 1,
        mayFail: false,
        untold: null,
      },
      {
        id: 'check',
        within: null,
        names: ['check', 'check (*)'],
        after: ['build'],
        least: 2,
        mayFail: true,
        untold: null,
      },
      {
        id: 'check/test',
        within: 'check',
        names: ['check / unit tests', 'check (*) / unit tests'],
        after: ['build'],
        least: 2,
        mayFail: true,
        untold: null,
      },
      {
        id: 'check/scan',
        within: 'check',
        names: ['check / scan', 'check (*) / scan'],
        after: ['check/test'],
        least: 2,
        mayFail: true,
        untold: null,
      },
    ]);
  });

  test('of elsewhere are named, and their functions are not told', () => {
    const uses = `acme/ci/.github/workflows/build.yml@${SHA}`;
    expect(jobsOf(`  build:\n    uses: ${uses}\n`)).toMatchObject([
      { id: 'build', names: ['build', 'build / *'], untold: uses, functions: [] },
    ]);
    expect(jobsOf('  build:\n    uses: ./.github/workflows/gone.yml\n')).toMatchObject([
      { untold: './.github/workflows/gone.yml' },
    ]);
  });

  test('that call each other without end are none', () => {
    expect(jobsOf('  again:\n    uses: ./.github/workflows/ci.yml\n')).toBeNull();
  });
});

test.each<[string, readonly string[]]>([
  ['build', ['build']],
  ['build[2]', ['build']],
  ['any', ['matrix']],
  ['build (a)', ['matrix']],
  ['test (a, b)', ['test']],
])('%s may be %j', (shown, expected) => {
  const parts = [
    { id: 'build', names: ['build'] },
    { id: 'test', names: ['test', 'test (*)'] },
    { id: 'matrix', names: ['*'] },
  ];
  const found = partsCalled(parts, shown).map(({ id }) => id);
  expect(found).toEqual(expect.arrayContaining([...expected]));
  expect(found[0]).toBe(expected[0]);
});
