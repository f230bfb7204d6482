// What a pipeline uses and does not hold: short commits, an `@` in a branch, expressions, nested and called definitions,
// cycles, images, actions that only a checkout brings, functions that run first, a lock that lies (items 25, 28, 30 to 34).
// Tags named like commits, tags beside branches, commits of forks, tags of tags and renamed repositories (items 23, 24, 26,
// 27, 29) need GitHub, which this version does not ask about references.
import { describe, expect, test } from '@jest/globals';
import { CHECKOUT, files, IMAGE, TASK, WORKFLOW } from '../../support/pipeline-files.js';
import { createStage, expectRefused, objectors, type Attack, type Edit } from './stage.js';

const ACTION = '.github/actions/greet/action.yml';
const LOCK = '.github/workflows/actions.lock';
const SHA = CHECKOUT.slice(CHECKOUT.indexOf('@') + 1);
const PINNED = `docker://${IMAGE}`;

const steps = (...uses: readonly string[]): Edit => ({
  [WORKFLOW]: `on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n${uses.map((one) => `      - uses: ${one}\n`).join('')}`,
});
const job = (body: string): Edit => ({
  [WORKFLOW]: `on: push\njobs:\n  a:\n    runs-on: x\n${body}`,
});
const composite = (...uses: readonly string[]): Edit => ({
  [ACTION]: `name: greet\ndescription: x\nruns:\n  using: composite\n  steps:\n${uses.map((one) => `    - uses: ${one}\n`).join('')}`,
});
const docker = (dockerfile: string): Edit => ({
  [ACTION]: 'name: x\ndescription: x\nruns: {using: docker, image: Dockerfile}\n',
  '.github/actions/greet/Dockerfile': dockerfile,
});
const tekton = (spec: string): Edit => ({
  [TASK]: `apiVersion: tekton.dev/v1\nkind: TaskRun\nmetadata:\n  name: x\nspec:\n${spec}`,
});
const bundle = (reference: string): Edit =>
  tekton(
    `  taskRef:\n    resolver: bundles\n    params:\n      - {name: bundle, value: "${reference}"}\n      - {name: name, value: x}\n      - {name: kind, value: task}\n`,
  );
const git = (revision: string, url = 'https://github.com/acme/tasks'): Edit =>
  tekton(
    `  taskRef:\n    resolver: git\n    params:\n      - {name: url, value: "${url}"}\n      - {name: revision, value: "${revision}"}\n      - {name: pathInRepo, value: t.yaml}\n`,
  );

const signed = (name: string, by: string, attack: Edit, good: Edit = {}): Attack => ({
  name,
  good,
  attack,
  resigned: true,
  by,
  exit: by === 'ref/undecidable' || by === 'file/unreadable' ? 2 : 1,
});

describe('a function of GitHub', () => {
  const good = steps(CHECKOUT, `actions/cache/save@${SHA}`);
  test.each<Attack>([
    signed('by tag', 'ref/pinned', steps('actions/checkout@v7'), good),
    signed('by a short commit', 'ref/pinned', steps(`actions/checkout@${SHA.slice(0, 39)}`), good),
    signed(
      'by a branch with `@` in front of a commit',
      'ref/pinned',
      steps(`actions/checkout@x@${SHA}`),
      good,
    ),
    signed(
      'by an expression',
      'ref/undecidable',
      steps('actions/checkout@${{ inputs.ref }}'),
      good,
    ),
    signed('by an expression alone', 'ref/undecidable', steps('${{ matrix.uses }}'), good),
    signed('with a trailing space', 'ref/undecidable', steps(`"${CHECKOUT} "`), good),
    signed('without a version', 'ref/undecidable', steps('actions/checkout'), good),
    signed('of a path that leads out', 'ref/undecidable', steps(`actions/../evil@${SHA}`), good),
    signed('of a local path that leads out', 'ref/undecidable', steps('./../evil'), good),
    signed('by percent escapes', 'ref/undecidable', steps(`actions/%2e%2e@${SHA}`), good),
    signed('through a local action', 'ref/pinned', composite('evil/x@v1'), composite(CHECKOUT)),
    signed(
      'through two local actions',
      'ref/pinned',
      {
        ...composite('./b'),
        'b/action.yml': 'runs: {using: composite, steps: [{uses: evil/x@v1}]}\n',
      },
      {
        ...composite('./b'),
        'b/action.yml': `runs: {using: composite, steps: [{uses: '${CHECKOUT}'}]}\n`,
      },
    ),
    signed(
      'through a workflow that is called',
      'ref/pinned',
      {
        ...job(''),
        [WORKFLOW]: 'on: push\njobs: {a: {uses: ./.github/workflows/b.yml}}\n',
        '.github/workflows/b.yml':
          'on: workflow_call\njobs: {a: {uses: evil/x/.github/workflows/c.yml@v1}}\n',
      },
      {
        [WORKFLOW]: 'on: push\njobs: {a: {uses: ./.github/workflows/b.yml}}\n',
        '.github/workflows/b.yml': `on: workflow_call\njobs: {a: {uses: acme/x/.github/workflows/c.yml@${SHA}}}\n`,
      },
    ),
    signed('that is not there', 'ref/missing', steps('./gone'), good),
    signed(
      'that an earlier checkout replaces',
      'ref/undecidable',
      brought('        with: {repository: evil/x, path: b}\n'),
      brought('        with: {repository: acme/x, path: c}\n'),
    ),
    signed(
      'that an earlier checkout of another ref replaces',
      'ref/undecidable',
      brought('        with: {ref: "${{ github.head_ref }}"}\n'),
      brought(''),
    ),
    signed('deeper than ten levels', 'ref/undecidable', chain(12), chain(9)),
  ])('$name', (of) => expectRefused(of));

  test('used a hundred thousand times takes its time once', async () => {
    const many = (one: string): Edit =>
      Object.fromEntries(
        Array.from({ length: 5 }, (_, at) => [
          `.github/workflows/many${String(at)}.yml`,
          `on: push\njobs: {a: {steps: [${`{uses: '${one}'},`.repeat(15_000)}]}}\n`,
        ]),
      );
    await expectRefused(signed('', 'ref/pinned', many('a/b@v1'), { 'x.txt': '' }));
  });

  test.each([
    [
      'actions',
      {
        ...steps('./a'),
        'a/action.yml': 'runs: {using: composite, steps: [{uses: ./b}]}\n',
        'b/action.yml': 'runs: {using: composite, steps: [{uses: ./a}]}\n',
      },
    ],
    [
      'workflows',
      {
        [WORKFLOW]: 'on: [push, workflow_call]\njobs: {a: {uses: ./.github/workflows/b.yml}}\n',
        '.github/workflows/b.yml':
          'on: workflow_call\njobs: {a: {uses: ./.github/workflows/ci.yml}}\n',
      },
    ],
  ])('%s that use each other come to an end', async (_, contents) => {
    const stage = createStage(contents);
    await stage.sign();
    expect(objectors(await stage.verify())).toContain('ref/undecidable');
    stage.dispose();
  });
});

/** A local action behind a checkout, and the content that the signer sees. */
function brought(settings: string): Edit {
  return {
    ...steps(`${CHECKOUT}\n${settings}      - uses: ./b`),
    'b/action.yml': `runs: {using: composite, steps: [{uses: '${CHECKOUT}'}]}\n`,
  };
}

function chain(levels: number): Edit {
  const names = Array.from({ length: levels }, (_, at) => `c${String(at)}`);
  return {
    ...steps('./c0'),
    ...Object.fromEntries(
      names.map((name, at) => [
        `${name}/action.yml`,
        `runs: {using: composite, steps: [{uses: ${at === levels - 1 ? CHECKOUT : `./c${String(at + 1)}`}}]}\n`,
      ]),
    ),
  };
}

describe('an image', () => {
  test.each<Attack>([
    signed('docker:// by tag', 'ref/pinned', steps('docker://busybox:1'), steps(PINNED)),
    signed(
      'of a container',
      'ref/pinned',
      job('    container: node:24\n    steps: []\n'),
      job(`    container: ${IMAGE}\n    steps: []\n`),
    ),
    signed(
      'of a service',
      'ref/pinned',
      job('    services: {db: {image: "postgres:18"}}\n    steps: []\n'),
      job(`    services: {db: {image: "${IMAGE}"}}\n    steps: []\n`),
    ),
    signed(
      'from the matrix',
      'ref/pinned',
      job(
        `    strategy: {matrix: {i: ["${IMAGE}", "node:24"]}}\n    container: \${{ matrix.i }}\n    steps: []\n`,
      ),
      job(
        `    strategy: {matrix: {i: ["${IMAGE}"]}}\n    container: \${{ matrix.i }}\n    steps: []\n`,
      ),
    ),
    signed(
      'of a Dockerfile by tag',
      'ref/pinned',
      docker('FROM node:24\n'),
      docker(`FROM ${IMAGE}\n`),
    ),
    signed(
      'of a Dockerfile by an argument',
      'ref/undecidable',
      docker('ARG I\nFROM ${I}\n'),
      docker(`ARG I=${IMAGE}\nFROM ${IMAGE}\n`),
    ),
    signed(
      'copied from',
      'ref/pinned',
      docker(`FROM ${IMAGE}\nCOPY --from=evil:1 /x /x\n`),
      docker(`FROM ${IMAGE}\nCOPY --from=${IMAGE} /x /x\n`),
    ),
    signed(
      'of a stage that an escape hides',
      'ref/pinned',
      docker(`# escape=\nFROM ${IMAGE} AS a1\nFROM evil:1\n`),
      docker(`# escape=\nFROM ${IMAGE} AS a1\nFROM a1\n`),
    ),
    signed(
      'of a stage that a doubled escape hides',
      'ref/pinned',
      docker(`FROM ${IMAGE}\nRUN echo \\\\\nFROM evil:1\n`),
      docker(`FROM ${IMAGE}\nRUN echo \\\nx\n`),
    ),
    signed(
      'by variables that grow without end',
      'ref/undecidable',
      docker(
        `ARG A0=x\n${Array.from({ length: 64 }, (_, at) => `ARG A${String(at + 1)}=$A${String(at)}$A${String(at)}\n`).join('')}FROM $A64\n`,
      ),
      docker(`ARG A0=${IMAGE}\nARG A1=$A0\nFROM $A1\n`),
    ),
    signed(
      'that fetches',
      'ref/undecidable',
      docker(`FROM ${IMAGE}\nADD https://evil.example/x /x\n`),
      docker(`FROM ${IMAGE}\nADD action.yml /x\n`),
    ),
    signed('of a step of a Task', 'ref/pinned', {
      [TASK]: (files[TASK] ?? '').replace(IMAGE, 'busybox'),
    }),
    signed('by a param', 'ref/undecidable', {
      [TASK]: (files[TASK] ?? '').replace(IMAGE, '$(params.image)'),
    }),
    signed(
      'of a sidecar',
      'ref/pinned',
      { [TASK]: `${files[TASK] ?? ''}  sidecars: [{name: s, image: evil}]\n` },
      { [TASK]: `${files[TASK] ?? ''}  sidecars: [{name: s, image: "${IMAGE}"}]\n` },
    ),
    signed(
      'of a step template',
      'ref/pinned',
      { [TASK]: `${files[TASK] ?? ''}  stepTemplate: {image: evil}\n` },
      { [TASK]: `${files[TASK] ?? ''}  stepTemplate: {image: "${IMAGE}"}\n` },
    ),
    signed('with a digest that is none', 'ref/undecidable', {
      [TASK]: (files[TASK] ?? '').replace(IMAGE, 'busybox@sha256:abc'),
    }),
  ])('$name', (of) => expectRefused(of));
});

describe('a function of Tekton', () => {
  const good = git(SHA);
  test.each<Attack>([
    signed('in the cluster', 'ref/in-cluster', tekton('  taskRef: {name: x, kind: Task}\n'), good),
    signed('by a branch', 'ref/pinned', git('main'), good),
    signed('by an option of git', 'ref/undecidable', git('--upload-pack=evil'), good),
    signed('by a URL from a param', 'ref/undecidable', git(SHA, '$(params.url)'), good),
    signed(
      'of a bundle by tag',
      'ref/pinned',
      bundle('ghcr.io/acme/tasks:1'),
      bundle(`ghcr.io/acme/tasks@sha256:${'ab'.repeat(32)}`),
    ),
    signed(
      'of a hub',
      'ref/pinned',
      tekton(
        '  taskRef: {resolver: hub, params: [{name: name, value: x}, {name: version, value: "0.6"}]}\n',
      ),
      good,
    ),
    signed(
      'by http',
      'ref/pinned',
      tekton('  taskRef: {resolver: http, params: [{name: url, value: "https://x.example/t"}]}\n'),
      good,
    ),
    signed(
      'of the resolver `cluster`',
      'ref/in-cluster',
      tekton(
        '  taskRef: {resolver: cluster, params: [{name: name, value: x}, {name: namespace, value: n}, {name: kind, value: task}]}\n',
      ),
      good,
    ),
    signed(
      'of a resolver of somebody',
      'ref/undecidable',
      tekton('  taskRef: {resolver: mine}\n'),
      good,
    ),
  ])('$name', (of) => expectRefused(of));
});

describe('the lock', () => {
  const entry = (key: string, more = ''): string =>
    `  ${key}:\n    ref: v7\n    commit: sha1-${SHA}\n    owner_id: 1\n    repo_id: 2\n${more}`;
  const lock = (pins: string, entries: string, version = 'v0.0.2'): Edit => ({
    ...steps('actions/checkout@v7'),
    [LOCK]: `version: ${version}\nworkflows:\n  ${WORKFLOW}: [${pins}]\ndependencies:\n${entries}`,
  });
  const good = lock('actions/checkout@v7', entry('actions/checkout@v7'));
  test.each<Attack>([
    signed(
      'names a commit that the workflow does not',
      'ref/lock',
      {
        ...lock(
          `actions/checkout@${SHA}`,
          entry(`actions/checkout@${SHA}`)
            .replace(SHA, 'ab'.repeat(20))
            .replace(`sha1-${SHA}`, `sha1-${'ab'.repeat(20)}`),
        ),
        ...steps(CHECKOUT),
      },
      good,
    ),
    signed(
      'holds an entry that nobody uses',
      'ref/lock',
      lock('actions/checkout@v7', entry('actions/checkout@v7') + entry('evil/x@v7')),
      good,
    ),
    signed('lacks an entry', 'ref/pinned', lock('actions/checkout@v7', entry('other/x@v7')), good),
    signed(
      'has two keys that differ in case',
      'file/unreadable',
      lock('actions/checkout@v7', entry('actions/checkout@v7') + entry('Actions/checkout@v7')),
      good,
    ),
    signed(
      'is of a future version',
      'file/unreadable',
      lock('actions/checkout@v7', entry('actions/checkout@v7'), 'v9.0.0'),
      good,
    ),
    signed(
      'has aliases',
      'file/unreadable',
      {
        ...good,
        [LOCK]: String(good[LOCK])
          .replace('commit: ', 'commit: &c ')
          .replace('owner_id: 1', 'owner_id: *c'),
      },
      good,
    ),
    signed(
      'is huge',
      'file/unreadable',
      { ...good, [LOCK]: `${String(good[LOCK])}# ${'x'.repeat(2_000_000)}\n` },
      good,
    ),
    {
      name: 'was changed after it was signed',
      good,
      attack: { [LOCK]: String(good[LOCK]).replace(SHA, 'ab'.repeat(20)) },
      by: 'manifest/changed',
      exit: 1,
    },
  ])('$name', async (of) => {
    const isPinnedNoMore = of.by === 'file/unreadable';
    await expectRefused(isPinnedNoMore ? { ...of, exit: 1 } : of);
  });
});

describe('what was taken out of, or put around, what was signed', () => {
  const GATE = `on: push\njobs:\n  gate:\n    runs-on: x\n    steps:\n      - uses: ${CHECKOUT}\n  build:\n    needs: gate\n    runs-on: x\n    steps: []\n`;
  const good = { [WORKFLOW]: GATE };
  const changed = (name: string, text: string): Attack => ({
    name,
    good,
    attack: { [WORKFLOW]: text },
    by: 'manifest/changed',
    exit: 1,
  });
  test.each<Attack>([
    changed('the gate', GATE.replace(/ {2}gate:[^]*? {2}build/, '  build')),
    changed('`needs`', GATE.replace('    needs: gate\n', '')),
    changed(
      'a step that may fail',
      GATE.replace('    steps: []', '    if: always()\n    steps: []'),
    ),
    changed(
      'continue-on-error',
      GATE.replace('    runs-on', '    continue-on-error: true\n    runs-on'),
    ),
    changed('another trigger', GATE.replace('on: push', 'on: pull_request_target')),
    {
      name: 'the name of the file',
      good,
      attack: { [WORKFLOW]: null, '.github/workflows/other.yml': GATE },
      by: 'manifest/extra',
      exit: 1,
    },
    {
      name: 'a second workflow',
      good,
      attack: { '.github/workflows/two.yml': 'on: workflow_run\njobs: {}\n' },
      by: 'manifest/extra',
      exit: 1,
    },
    {
      name: 'what runs in front of the gate',
      good: {
        ...steps('./.github/actions/greet'),
        [ACTION]: 'runs: {using: node24, main: m.js, pre: p.js}\n',
        '.github/actions/greet/m.js': '',
        '.github/actions/greet/p.js': '',
      },
      attack: { '.github/actions/greet/p.js': 'evil()' },
      by: 'manifest/changed',
      exit: 1,
    },
    {
      name: 'an action that nobody names',
      good,
      attack: { 'x/action.yml': 'runs: {using: node24, main: m.js}\n', 'x/m.js': '' },
      by: 'manifest/extra',
      exit: 1,
    },
  ])('$name', (of) => expectRefused(of));

  test.each(['enforce', 'audit'])('nothing at all is no success (%s)', async (mode) => {
    const stage = createStage();
    await stage.sign();
    expect((await stage.verify()).exit).toBe(0);
    stage.write({ [WORKFLOW]: null, '.github': null, tekton: null });
    expect(await stage.verify('--mode', mode)).toMatchObject({
      exit: 3,
      fault: 'NOTHING_TO_CHECK',
    });
    expect(stage.command('--mode', mode).status).toBe(3);
    stage.dispose();
  });
});
