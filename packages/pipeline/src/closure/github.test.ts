import { describe, expect, test } from '@jest/globals';
import type { Content } from '../testing/memory-tree.js';
import { closureOf, edges, nodeOf, statuses } from '../testing/closure-of.js';

const SHA = 'b4ffde65f46336ab88eb53be808477a3936bae11';
const HEX = '9ae97d36d26566ff84e8893c64a6dc4fe8ca6d1144bf5b87b2b85a32def253c7';
const CI = '.github/workflows/ci.yml';

const job = (body: string): string => `on: push\njobs:\n  a:\n${body.replace(/^/gm, '    ')}\n`;
const steps = (...lines: string[]): string =>
  job(`steps:\n${lines.map((line) => `- ${line}`).join('\n')}`);
const composite = (...lines: string[]): string =>
  `runs:\n  using: composite\n  steps:\n${lines.map((line) => `  - ${line}`).join('\n')}\n`;
/** What the workflow uses, without itself. */
const used = (text: string, files: Record<string, Content> = {}): readonly string[] =>
  statuses(closureOf({ [CI]: text, ...files })).filter(
    (line) => !line.startsWith(`workflow:${CI} `),
  );

describe('references', () => {
  test.each([
    [`actions/checkout@${SHA}`, `action:actions/checkout@${SHA} pinned`],
    ['Actions/Checkout@v4', 'action:actions/checkout@v4 unpinned'],
    ['a/b@b4ffde6', 'action:a/b@b4ffde6 unpinned'],
    ['docker://alpine:3', 'image:alpine:3 unpinned'],
    [`docker://alpine@sha256:${HEX}`, `image:alpine@sha256:${HEX} pinned`],
    ['"a/b@${{ inputs.x }}"', 'action:a/b@${{ inputs.x }} undecidable'],
    ['"a/b@v1 "', 'action:a/b@v1  undecidable'],
    ['./nowhere', 'action:./nowhere missing'],
    ['$/nowhere', 'action:$/nowhere missing'],
    ['./../x', 'action:./../x undecidable'],
  ])('%s', (uses, expected) => {
    expect(used(steps(`uses: ${uses}`))).toEqual([expected]);
  });

  test('a step uses actions, a job uses workflows', () => {
    expect(used(steps('uses: o/r/.github/workflows/x.yml@v1'))).toEqual([
      'action:o/r/.github/workflows/x.yml@v1 undecidable',
    ]);
    expect(used(job('uses: a/b@v1'))).toEqual(['reusable-workflow:a/b@v1 undecidable']);
    expect(used(job('uses: o/r/.github/workflows/sub/x.yml@v1'))).toEqual([
      'reusable-workflow:o/r/.github/workflows/sub/x.yml@v1 undecidable',
    ]);
    expect(used(job('uses: docker://a:1'))).toEqual(['reusable-workflow:docker://a:1 undecidable']);
  });

  test('a commit in the comment pins nothing', () => {
    expect(used(steps(`uses: a/b@v1 # ${SHA}`))).toEqual(['action:a/b@v1 unpinned']);
  });

  test('digests and places are given', () => {
    const found = closureOf({ [CI]: steps(`uses: a/b@${SHA}`, `uses: a/b@${SHA}`) });
    const node = nodeOf(found, `action:a/b@${SHA}`);
    expect(node).toMatchObject({
      resolver: 'github',
      digests: { gitCommit: SHA },
      path: null,
      line: 5,
    });
    expect(node.sites.map(({ line, column }) => [line, column])).toEqual([
      [5, 13],
      [6, 13],
    ]);
  });

  test('a workflow that is called, here and elsewhere', () => {
    const found = closureOf({
      [CI]: 'on: push\njobs:\n  a: {uses: ./.github/workflows/r.yml}\n  b: {uses: o/r/.github/workflows/x.yml@main}\n  c: {uses: ./.github/workflows/none.yml}\n',
      '.github/workflows/r.yml': 'on: workflow_call\njobs: {x: {steps: [{uses: a/b@v1}]}}\n',
    });
    expect(statuses(found)).toEqual([
      'action:a/b@v1 unpinned',
      'reusable-workflow:./.github/workflows/none.yml missing',
      'reusable-workflow:.github/workflows/r.yml present',
      'reusable-workflow:o/r/.github/workflows/x.yml@main unpinned',
      `workflow:${CI} present`,
    ]);
    expect(edges(found)).toContain(`workflow:${CI} -> reusable-workflow:.github/workflows/r.yml`);
  });

  const calling = (name: string): string =>
    `on: [push, workflow_call]\njobs: {x: {uses: ./.github/workflows/${name}.yml}}\n`;

  test.each([
    ['itself', { [CI]: calling('ci') }, [CI]],
    [
      'each other',
      {
        [CI]: calling('a'),
        '.github/workflows/a.yml': calling('b'),
        '.github/workflows/b.yml': calling('a'),
      },
      ['.github/workflows/a.yml', '.github/workflows/b.yml'],
    ],
    [
      'another',
      { [CI]: calling('a'), '.github/workflows/a.yml': 'on: workflow_call\njobs: {}\n' },
      [],
    ],
  ])('workflows that call %s', (_name, files: Record<string, string>, expected) => {
    const { nodes } = closureOf(files);
    const circles = nodes.filter(({ status }) => status === 'undecidable').map(({ path }) => path);
    expect(circles).toEqual(expected);
  });

  test('what GitHub does not run is said so and not followed', () => {
    const found = closureOf({ '.github/workflows/sub/x.yml': steps('uses: a/b@v1') });
    expect(found.nodes).toMatchObject([
      { status: 'present', reason: expect.stringContaining('does not run') },
    ]);
    expect(found.files).toEqual(['.github/workflows/sub/x.yml']);
  });
});

describe('containers and services', () => {
  test.each([
    ['an image alone', 'container: alpine:3', ['image:alpine:3 unpinned']],
    [
      'an image in a map',
      `container: {image: 'alpine@sha256:${HEX}'}`,
      [`image:alpine@sha256:${HEX} pinned`],
    ],
    ['services', 'services: {db: {image: postgres:16}}', ['image:postgres:16 unpinned']],
    [
      'a matrix',
      "strategy: {matrix: {v: ['1', 2]}}\ncontainer: node:${{ matrix.v }}",
      ['image:node:1 unpinned', 'image:node:2 unpinned'],
    ],
    [
      'include',
      "strategy: {matrix: {v: ['1'], include: [{v: '9'}]}}\ncontainer: node:${{ matrix.v }}",
      ['image:node:1 unpinned', 'image:node:9 unpinned'],
    ],
    [
      'objects',
      'strategy: {matrix: {os: [{image: a:1}, {image: b:2}]}}\ncontainer: ${{ matrix.os.image }}',
      ['image:a:1 unpinned', 'image:b:2 unpinned'],
    ],
    [
      'a matrix from an expression',
      'strategy: {matrix: {v: "${{ fromJSON(x) }}"}}\ncontainer: node:${{ matrix.v }}',
      ['image:node:${{ matrix.v }} undecidable'],
    ],
    [
      'include from an expression',
      "strategy: {matrix: {v: ['1'], include: '${{ x }}'}}\ncontainer: node:${{ matrix.v }}",
      ['image:node:${{ matrix.v }} undecidable'],
    ],
    [
      'a value that is an expression',
      "strategy: {matrix: {v: ['${{ x }}']}}\ncontainer: node:${{ matrix.v }}",
      ['image:node:${{ matrix.v }} undecidable'],
    ],
    [
      'an unknown axis',
      'container: node:${{ matrix.v }}',
      ['image:node:${{ matrix.v }} undecidable'],
    ],
    ['an input', 'container: ${{ inputs.image }}', ['image:${{ inputs.image }} undecidable']],
  ])('%s', (_name, body, expected) => {
    expect(used(job(body))).toEqual(expected);
  });
});

describe('local actions', () => {
  test('composite, nested, with all files of their folder', () => {
    const found = closureOf({
      [CI]: steps('uses: ./a', 'uses: $/b'),
      'a/action.yml': composite('uses: ./b', 'uses: x/y@v1'),
      'a/lib/tool.py': '',
      'b/action.yaml': composite('run: "true"'),
      'c/unrelated.txt': '',
    });
    expect(statuses(found)).toEqual([
      'action:a/action.yml present',
      'action:b/action.yaml present',
      'action:x/y@v1 unpinned',
      `workflow:${CI} present`,
    ]);
    expect(found.files).toEqual([CI, 'a/action.yml', 'a/lib/tool.py', 'b/action.yaml']);
  });

  test('JavaScript: main, pre and post must be there', () => {
    const action = 'runs: {using: node24, main: dist/i.js, pre: pre.js, post: ../p.js}\n';
    const found = closureOf({
      [CI]: steps('uses: ./a'),
      'a/action.yml': action,
      'a/dist/i.js': '',
      'p.js': '',
    });
    expect(statuses(found).slice(1, 4)).toEqual([
      'file:a/dist/i.js present',
      'file:a/pre.js missing',
      'file:p.js present',
    ]);
    expect(found.files).toContain('p.js');
  });

  test('JavaScript: a path out of the target cannot be decided', () => {
    expect(
      used(steps('uses: ./a'), { 'a/action.yml': 'runs: {using: node24, main: ../../x.js}\n' }),
    ).toContain('file:../../x.js undecidable');
  });

  test('an action of an unknown kind cannot be decided', () => {
    expect(
      used(steps('uses: ./a'), { 'a/action.yml': 'runs: {using: plugin, plugin: x}\n' }),
    ).toEqual(['action:a/action.yml undecidable']);
  });

  test('at the root, the folders of the entry files belong to it and nothing else', () => {
    const found = closureOf({
      'action.yml': 'runs: {using: node24, main: dist/i.js}\n',
      'dist/i.js': '',
      'dist/x/m.js': '',
      'src/i.ts': '',
      'README.md': '',
    });
    expect(found.files).toEqual(['action.yml', 'dist/i.js', 'dist/x/m.js']);
  });

  test('Docker: an image, or a Dockerfile with all that it fetches', () => {
    const found = closureOf({
      [CI]: steps('uses: ./a', 'uses: ./b'),
      'a/action.yml': 'runs: {using: docker, image: "docker://alpine:3"}\n',
      'b/action.yml': 'runs: {using: docker, image: Dockerfile}\n',
      'b/Dockerfile':
        'ARG X\nFROM $X\nFROM golang:1 AS g\nCOPY --from=ghcr.io/x/y:1 /a /b\nADD https://x/y /z\n',
    });
    expect(statuses(found)).toEqual([
      'action:a/action.yml present',
      'action:b/action.yml present',
      'dockerfile:b/Dockerfile present',
      'file:https://x/y undecidable',
      'image:$X undecidable',
      'image:alpine:3 unpinned',
      'image:ghcr.io/x/y:1 unpinned',
      'image:golang:1 unpinned',
      `workflow:${CI} present`,
    ]);
    expect(nodeOf(found, 'image:golang:1').sites).toMatchObject([
      { path: 'b/Dockerfile', line: 3 },
    ]);
  });

  test('action.yml beside action.yaml is reported', () => {
    const found = closureOf({
      [CI]: steps('uses: ./a'),
      'a/action.yml': composite('run: x'),
      'a/action.yaml': composite('run: y'),
    });
    expect(nodeOf(found, 'action:a/action.yml').problems).toHaveLength(1);
  });

  test.each([
    ['itself', { 'a/action.yml': composite('uses: ./a') }, 'action:a/action.yml undecidable'],
    [
      'each other',
      { 'a/action.yml': composite('uses: ./b'), 'b/action.yml': composite('uses: ./a') },
      'action:a/action.yml undecidable',
    ],
  ])('a cycle through %s ends', (_name, files, expected) => {
    expect(used(steps('uses: ./a'), files)).toContain(expected);
  });

  test('ten levels are followed, the eleventh is not', () => {
    const chain = (length: number): Record<string, string> =>
      Object.fromEntries(
        Array.from({ length }, (_, index) => [
          `a${index}/action.yml`,
          composite(index + 1 < length ? `uses: ./a${index + 1}` : 'run: x'),
        ]),
      );
    expect(used(steps('uses: ./a0'), chain(10)).some((line) => line.endsWith('undecidable'))).toBe(
      false,
    );
    expect(used(steps('uses: ./a0'), chain(11))).toContain('action:a10/action.yml undecidable');
  });

  test('nor do they with a checkout on each', () => {
    const files = Object.fromEntries(
      Array.from({ length: 10 }, (_, level) => [
        `a${level}/action.yml`,
        composite(
          ...Array.from({ length: 8 }, (_unused, at) => [
            `{uses: actions/checkout@v4, with: {repository: x/y, path: p${level}${at}}}`,
            `uses: ./a${level + 1}`,
          ]).flat(),
        ),
      ]),
    );
    expect(used(steps('uses: ./a0'), files)).toContain('action:./a10 undecidable');
  });

  test('many ways to the same actions do not multiply', () => {
    const files = Object.fromEntries(
      Array.from({ length: 10 }, (_, index) => [
        `a${index}/action.yml`,
        composite(...Array<string>(index < 9 ? 8 : 0).fill(`uses: ./a${index + 1}`), 'run: x'),
      ]),
    );
    expect(used(steps('uses: ./a0'), files)).toHaveLength(10);
  });
});

describe('what an earlier checkout brings is not what the target holds', () => {
  const files = { 'x/action.yml': composite('run: x') };
  test.each([
    ['no checkout', [], false],
    ['a plain checkout', [`uses: actions/checkout@${SHA}`], false],
    [
      'the running commit',
      [`{uses: 'actions/checkout@${SHA}', with: {ref: '\${{ github.sha }}'}}`],
      false,
    ],
    [
      'another repository beside it',
      [`{uses: 'actions/checkout@${SHA}', with: {repository: o/r, path: y}}`],
      false,
    ],
    [
      'another repository over it',
      [`{uses: 'actions/checkout@${SHA}', with: {repository: o/r}}`],
      true,
    ],
    [
      'another repository at the path',
      [`{uses: 'actions/checkout@${SHA}', with: {repository: o/r, path: x}}`],
      true,
    ],
    [
      'a ref of a pull request',
      [`{uses: 'actions/checkout@${SHA}', with: {ref: '\${{ github.head_ref }}'}}`],
      true,
    ],
    [
      'a path that is not known',
      [`{uses: 'actions/checkout@${SHA}', with: {path: '\${{ inputs.p }}'}}`],
      true,
    ],
  ])('%s', (_name, before, expected) => {
    expect(used(steps(...before, 'uses: ./x'), files).includes('action:./x undecidable')).toBe(
      expected,
    );
  });

  test('`$/` stays with the running commit', () => {
    const checkout = `{uses: 'actions/checkout@${SHA}', with: {repository: o/r}}`;
    expect(used(steps(checkout, 'uses: $/x'), files)).toEqual([
      `action:actions/checkout@${SHA} pinned`,
      'action:x/action.yml present',
    ]);
  });

  test('an action that only the checkout brings cannot be decided', () => {
    const checkout = `{uses: 'actions/checkout@${SHA}', with: {repository: o/r, path: y}}`;
    expect(used(steps(checkout, 'uses: ./y/z'))).toContain('action:./y/z undecidable');
  });
});

describe('scripts that are called by a path', () => {
  test.each([
    ['by their path', 'run: ./s.sh', ['s.sh']],
    ['by an interpreter', 'run: bash -eu s.sh && python3 d/t.py', ['d/t.py', 's.sh']],
    ['on several lines', 'run: |\n          set -e\n          node "d/u.js" x', ['d/u.js']],
    ['in a working directory', '{run: ./t.py, working-directory: d}', ['d/t.py']],
    ['not when mentioned', 'run: echo s.sh', []],
    ['not outside', 'run: bash ../s.sh', []],
  ])('%s', (_name, step, expected) => {
    const found = closureOf({ [CI]: steps(step), 's.sh': '', 'd/t.py': '', 'd/u.js': '' });
    expect(found.files).toEqual([CI, ...expected]);
  });
});

describe('what is no regular file is unreadable where a file is expected', () => {
  test.each<[string, string, Record<string, Content>, string]>([
    ['an action', 'uses: ./x', { 'x/action.yml': { kind: 'symlink' } }, 'x/action.yml'],
    ['the folder of an action', 'uses: ./x/y', { x: { kind: 'submodule' } }, 'x/y/action.yml'],
    [
      'a file of an action',
      'uses: ./x',
      { 'x/action.yml': composite('run: a'), 'x/l': { kind: 'symlink' } },
      'x/l',
    ],
    [
      'an entry file',
      'uses: ./x',
      { 'x/action.yml': 'runs: {using: node24, main: m.js}\n', 'x/m.js': { kind: 'special' } },
      'x/m.js',
    ],
    ['a script', 'run: ./s.sh', { 's.sh': { kind: 'symlink' } }, 's.sh'],
    ['an action that is none', 'uses: ./x', { 'x/action.yml': 'name: x\n' }, 'x/action.yml'],
  ])('%s', (_name, step, files, path) => {
    expect(
      closureOf({ [CI]: steps(step), ...files }).unreadable.map((file) => file.path),
    ).toContain(path);
  });
});

test('paths that differ in case or Unicode form only are reported', () => {
  const paths = ['.github/workflows/CI.yml', '.github/workflows/ci.yml'];
  const found = closureOf(Object.fromEntries(paths.map((path) => [path, steps('run: "true"')])));
  expect(found.unreadable.map(({ path }) => path)).toEqual(paths);
  const forms = closureOf({
    '.github/workflows/\u00e9.yml': steps('run: x'),
    '.github/workflows/e\u0301.yml': steps('run: y'),
  });
  expect(forms.unreadable).toHaveLength(2);
});
