import { describe, expect, test } from '@jest/globals';
import { memoryTree, type Content } from './testing/memory-tree.js';
import { modelTarget, type Model } from './model.js';

const TASK =
  'apiVersion: tekton.dev/v1\nkind: Task\nmetadata: {name: t}\nspec: {steps: [{image: a}]}\n';
const WORKFLOW = 'on: push\njobs: {a: {runs-on: x, steps: [{run: "true"}]}}\n';

function model(files: Record<string, Content>): Model {
  const read = modelTarget(memoryTree(files));
  if (!read.ok) throw new Error(read.error.message);
  return read.value;
}

const kinds = (found: Model): readonly string[] =>
  found.resources.map(({ kind, metadata }) => `${kind}/${metadata.name?.value ?? ''}`);
const wrong = (found: Model): readonly string[] =>
  found.unreadable.map(({ path, location }) => `${path}:${location.line}`);

test('every entry is counted once', () => {
  const found = model({
    '.github/workflows/a.yml': WORKFLOW,
    '.github/workflows/broken.yml': 'on: [',
    LICENSE: 'x',
    'values.yaml': 'a: 1',
    't.yaml': TASK,
    'link.yaml': { kind: 'symlink' },
    module: { kind: 'submodule' },
  });
  expect(found.counted).toEqual({ seen: 7, recognised: 2, unreadable: 2, other: 3 });
  expect(wrong(found)).toEqual(['.github/workflows/broken.yml:1', 'link.yaml:1']);
});

test('GitHub runs direct children of .github/workflows only', () => {
  const found = model({
    '.github/workflows/a.yml': WORKFLOW,
    '.github/workflows/sub/b.yml': WORKFLOW,
    'vendor/x/.github/workflows/c.yml': WORKFLOW,
    'templates/d.yaml': WORKFLOW,
  });
  expect(found.workflows.map(({ path, executed }) => `${path} ${executed}`)).toEqual([
    '.github/workflows/a.yml true',
    '.github/workflows/sub/b.yml false',
    'templates/d.yaml false',
    'vendor/x/.github/workflows/c.yml false',
  ]);
});

describe('resources are found', () => {
  test.each([
    ['in several documents', `---\n${TASK}---\na: 1\n---\n${TASK}`, ['Task/t', 'Task/t']],
    ['behind a document mark inside a scalar', `a: |\n  ---\n  x\n---\n${TASK}`, ['Task/t']],
    [
      'in a List',
      'apiVersion: v1\nkind: List\nitems:\n- {apiVersion: tekton.dev/v1, kind: Task, metadata: {name: t}, spec: {}}\n- {apiVersion: v1, kind: Pod}\n',
      ['Task/t'],
    ],
    [
      'in a list of its kind',
      'apiVersion: tekton.dev/v1\nkind: TaskList\nitems:\n- {apiVersion: tekton.dev/v1, kind: Task, metadata: {name: t}, spec: {}}\n',
      ['Task/t'],
    ],
    [
      'in a List of Lists',
      'kind: List\nitems:\n- kind: List\n  items:\n  - {apiVersion: tekton.dev/v1, kind: Task, metadata: {name: t}, spec: {}}\n',
      ['Task/t'],
    ],
    ['behind escapes', TASK.replace('tekton.dev/v1', '"tekton\\x2edev/v1"'), ['Task/t']],
    [
      'through an alias',
      'x: &v tekton.dev/v1\napiVersion: *v\nkind: Task\nmetadata: {name: t}\nspec: {}\n',
      ['Task/t'],
    ],
    ['with CRLF and a byte order mark', `\uFEFF${TASK.replaceAll('\n', '\r\n')}`, ['Task/t']],
    [
      'of kinds that are not modelled',
      'apiVersion: tekton.dev/v1alpha1\nkind: VerificationPolicy\nmetadata: {name: p}\nspec: {}\n',
      ['Other/p'],
    ],
    ['not in another group', 'apiVersion: example.com/v1\nkind: Task\n# tekton.dev\n', []],
  ])('%s', (_name, text, expected) => {
    expect(kinds(model({ 'x.yaml': text }))).toEqual(expected);
  });

  test('in JSON', () => {
    const text =
      '{"apiVersion":"tekton\\u002edev/v1","kind":"Task","metadata":{"name":"t"},"spec":{}}';
    expect(kinds(model({ 'x.json': text }))).toEqual(['Task/t']);
  });

  test('of all kinds', () => {
    const core = ['Task', 'Pipeline', 'TaskRun', 'PipelineRun', 'StepAction'];
    const triggers = [
      'TriggerTemplate',
      'TriggerBinding',
      'ClusterTriggerBinding',
      'Trigger',
      'EventListener',
    ];
    const document = (group: string) => (kind: string) =>
      `---\napiVersion: ${group}\nkind: ${kind}\nmetadata: {name: x}\nspec: {}\n`;
    const text = [
      ...core.map(document('tekton.dev/v1beta1')),
      ...triggers.map(document('triggers.tekton.dev/v1alpha1')),
    ];
    const found = model({ 'x.yaml': text.join('') });
    expect(kinds(found)).toEqual([...core, ...triggers].map((kind) => `${kind}/x`));
    expect(found.unreadable).toEqual([]);
  });
});

describe('what may be ours and cannot be read is reported', () => {
  test.each<[string, Record<string, Content>, readonly string[]]>([
    ['a syntax error', { 'a.yaml': `${TASK}  x: [` }, ['a.yaml:5']],
    ['duplicate keys', { 'a.yaml': `${TASK}kind: Task\n` }, ['a.yaml:5']],
    ['a merge key', { 'a.yaml': `x: &x {a: 1}\n<<: *x\n${TASK}` }, ['a.yaml:2']],
    ['a decoding tag', { 'a.yaml': 'apiVersion: !!binary dGVrdG9uLmRldi92MQ==\n' }, ['a.yaml:1']],
    ['UTF-16', { 'a.yaml': new Uint8Array(Buffer.from(`\uFEFF${TASK}`, 'utf16le')) }, ['a.yaml:1']],
    ['a NUL', { 'a.yaml': 'a: "\0"' }, ['a.yaml:1']],
    ['an alias bomb', { 'a.yaml': `${TASK}${bomb()}` }, ['a.yaml:']],
    [
      'a symlinked folder of workflows',
      { '.github/workflows': { kind: 'symlink' } },
      ['.github/workflows:1'],
    ],
    [
      'a symlinked workflow',
      { '.github/workflows/a.yml': { kind: 'symlink' } },
      ['.github/workflows/a.yml:1'],
    ],
    ['a symlinked action', { 'x/action.yml': { kind: 'symlink' } }, ['x/action.yml:1']],
    ['an empty workflow', { '.github/workflows/a.yml': '' }, ['.github/workflows/a.yml:1']],
    [
      'a workflow that is a list',
      { '.github/workflows/a.yml': '- on: push' },
      ['.github/workflows/a.yml:1'],
    ],
    [
      'a second document',
      { '.github/workflows/a.yml': `${WORKFLOW}---\na: 1\n` },
      ['.github/workflows/a.yml:4'],
    ],
  ])('%s', (_name, files, expected) => {
    const found = wrong(model({ ...files, 'good.yaml': TASK }));
    expect(
      found.map((line, index) =>
        expected[index]?.endsWith(':') ? line.replace(/\d+$/, '') : line,
      ),
    ).toEqual(expected);
    expect(kinds(model({ ...files, 'good.yaml': TASK }))).toContain('Task/t');
  });
});

describe('a wrong type is reported where it stands and the rest is read', () => {
  test.each([
    [
      'steps as a map',
      'on: push\njobs:\n  a:\n    steps: {x: 1}\n  b:\n    steps: [{uses: a/b@v1}]\n',
      4,
    ],
    ['a job as a list', 'on: push\njobs:\n  a: []\n  b:\n    steps: [{uses: a/b@v1}]\n', 3],
    [
      'uses as a list',
      'on: push\njobs:\n  a:\n    steps: [{uses: [x]}]\n  b:\n    steps: [{uses: a/b@v1}]\n',
      4,
    ],
    ['env as a list', 'on: push\nenv: []\njobs:\n  b:\n    steps: [{uses: a/b@v1}]\n', 2],
    ['no on', 'jobs:\n  b:\n    steps: [{uses: a/b@v1}]\n', 1],
  ])('%s', (_name, text, line) => {
    const found = model({ '.github/workflows/a.yml': text });
    expect(found.unreadable.map(({ location }) => location.line)).toEqual([line]);
    expect(
      found.workflows[0]?.jobs
        .at(-1)
        ?.steps.map(({ uses }) => uses?.value)
        .at(-1),
    ).toBe('a/b@v1');
  });

  test('a Task without spec, with an unknown version, with steps as a map', () => {
    const head = 'apiVersion: tekton.dev/v1\nkind: Task\nmetadata: {name: t}\n';
    expect(wrong(model({ 'a.yaml': head }))).toEqual(['a.yaml:1']);
    expect(wrong(model({ 'a.yaml': `${head.replace('v1', 'v9')}spec: {}\n` }))).toEqual([
      'a.yaml:1',
    ]);
    expect(wrong(model({ 'a.yaml': `${head}spec:\n  steps: {a: 1}\n` }))).toEqual(['a.yaml:5']);
  });
});

function bomb(): string {
  const lines = ['a: &a [x, x, x, x, x, x, x, x, x]'];
  for (let level = 1; level < 9; level += 1) {
    const previous = String.fromCharCode(96 + level);
    const name = String.fromCharCode(97 + level);
    lines.push(`${name}: &${name} [${Array(9).fill(`*${previous}`).join(', ')}]`);
  }
  return `${lines.join('\n')}\n`;
}
