import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parseCatalog, writeCatalog } from '../model/catalog-file.js';
import { parseSourceIndex } from '../model/source-index.js';
import { ACME, ACTION, built, DIGEST, must, taskOf } from '../testing/acme.js';
import { memoryTree, type Files } from '../testing/memory-tree.js';
import { buildCatalog } from './build.js';

const SCHEMA = new URL('../../schemas/catalog-v1.json', import.meta.url);
const DEPLOY = 'tekton-tasks/deploy/1.2.0/deploy.yaml';

const refusals = (files: Files, change = {}) =>
  built({ ...ACME, ...files }, change).refused.map(
    ({
      concern,
      objection: {
        locations: [at],
      },
    }) => [concern, at?.path, at?.line],
  );

describe('a catalog of others', () => {
  const { catalog, files, refused } = built();

  test('has every step of both layouts', () => {
    expect(refused).toEqual([]);
    expect(catalog.steps.map(({ name, version }) => `${name} ${version}`)).toEqual([
      'deploy 1.2.0',
      'fetch-url 2026.11.0',
      'lint 0.3',
      'notify 2026.11.0',
    ]);
    expect(catalog.steps[1]?.action?.uses).toBe('acme/ci/actions/fetch-url');
    expect(catalog.steps[1]?.inputs).toEqual([{ name: 'url', required: true, default: null }]);
  });

  test('writes the digest behind the image and nothing else', () => {
    const text = Buffer.from(files.get(DEPLOY) ?? '').toString();
    expect(text).toBe(taskOf('deploy').replace('tools:2"', `tools:2@${DIGEST}"`));
    expect(catalog.images.map(({ ref }) => ref)).toEqual([
      'ghcr.io/acme/lint:1',
      'registry.corp.example/tools:2',
    ]);
  });

  test('leaves out what belongs to no step', () => {
    expect(files.has('README.md')).toBe(false);
    expect(files.has('tekton-tasks/deploy/1.2.0/README.md')).toBe(true);
  });

  test('has the form of its schema', () => {
    const schema = JSON.parse(readFileSync(SCHEMA, 'utf8')) as object;
    const ajv = new Ajv2020({ strict: true, strictTypes: false, validateFormats: false });
    const value: unknown = JSON.parse(Buffer.from(writeCatalog(catalog)).toString());
    expect([ajv.validate(schema, value), ajv.errors]).toEqual([true, null]);
    expect(ajv.validate(schema, { ...(value as object), more: 1 })).toBe(false);
  });

  test('reads back what it writes, to the byte', () => {
    const bytes = writeCatalog(catalog);
    const again = must(parseCatalog('catalog.json', bytes));
    expect(Buffer.compare(writeCatalog(again), bytes)).toBe(0);
  });
});

describe('what cannot be released', () => {
  test.each<[string, Files, readonly unknown[]]>([
    [
      'a Task with a default left to Tekton',
      { [DEPLOY]: taskOf('deploy').replace('      type: string\n', '') },
      ['explicit', DEPLOY, 7],
    ],
    [
      'an image by tag',
      { [DEPLOY]: taskOf('deploy', 'registry.corp.example/other:1') },
      ['image', DEPLOY, 11],
    ],
    [
      'an image from a param',
      { [DEPLOY]: taskOf('deploy', '$(params.image)') },
      ['image', DEPLOY, 11],
    ],
    ['a Task of another name', { [DEPLOY]: taskOf('other') }, ['task', DEPLOY, 4]],
    [
      'a folder that is no version',
      { 'tekton-tasks/deploy/latest/deploy.yaml': taskOf('deploy') },
      ['task', 'tekton-tasks/deploy/latest', 1],
    ],
    [
      'a folder without its Task',
      { 'tekton-tasks/deploy/1.3.0/other.yaml': taskOf('deploy') },
      ['task', 'tekton-tasks/deploy/1.3.0/deploy.yaml', 1],
    ],
    [
      'a second resource',
      { [DEPLOY]: `${taskOf('deploy')}---\n${taskOf('evil')}` },
      ['task', DEPLOY, 1],
    ],
    [
      'a symlink in an action',
      { 'actions/notify/dist/extra.js': null },
      ['action', 'actions/notify/dist/extra.js', 1],
    ],
    [
      'a symlink in a Task',
      { 'task/lint/0.3/README.md': null },
      ['task', 'task/lint/0.3/README.md', 1],
    ],
    [
      'an action without what starts',
      { 'actions/new/action.yml': ACTION },
      ['action', 'actions/new/action.yml', 4],
    ],
    [
      'an action with two definitions',
      { 'actions/notify/action.yaml': ACTION },
      ['action', 'actions/notify/action.yml', 1],
    ],
    [
      'a definition with a key twice',
      { 'actions/notify/action.yml': `${ACTION}name: b\n` },
      ['readable', 'actions/notify/action.yml', 5],
    ],
  ])('%s', (_name, files, expected) => {
    expect(refusals(files)).toContainEqual(expected);
  });

  test('a bundle that is not what a rebuild gives, at every file that differs', () => {
    const same = { ...ACME };
    expect(refusals({}, { rebuilt: memoryTree(same) })).toEqual([]);
    const other = {
      ...ACME,
      'actions/notify/dist/index.js': 'other',
      'actions/notify/dist/new.js': '',
    };
    expect(
      refusals({}, { rebuilt: memoryTree(other) }).map(([concern, path]) => [concern, path]),
    ).toEqual([
      ['rebuilt', 'actions/notify/dist/index.js'],
      ['rebuilt', 'actions/notify/dist/new.js'],
    ]);
    const less = Object.fromEntries(
      Object.entries(ACME).filter(([path]) => !path.startsWith('actions/notify/dist')),
    );
    expect(refusals({}, { rebuilt: memoryTree(less) })).toEqual([
      ['rebuilt', 'actions/notify/dist/index.js', 1],
    ]);
  });
});

describe('with an index', () => {
  const index = (steps: string) =>
    must(
      parseSourceIndex(
        Buffer.from(
          `apiVersion: plumbline.dev/catalog/v1\nkind: Catalog\nname: acme-ci\nsteps:\n${steps}`,
        ),
      ),
    );
  const ALL = [
    '  - { name: fetch-url, action: actions/fetch-url, version: 0.9.2, permissions: { contents: read }, network: [api.example.com] }',
    '  - { name: notify, action: actions/notify }',
    '  - { name: deploy, task: tekton-tasks/deploy/1.2.0 }',
    '  - { name: lint, task: task/lint/0.3, version: "0.3" }',
  ];

  test('the index tells versions, permissions and hosts', () => {
    const { catalog, refused } = built(ACME, { index: index(ALL.join('\n')) });
    expect(refused).toEqual([]);
    expect(catalog.name).toBe('acme-ci');
    expect(catalog.steps[1]).toMatchObject({ version: '0.9.2', network: ['api.example.com'] });
  });

  test.each([
    ['what it leaves out', ALL.slice(1).join('\n'), 'actions/fetch-url'],
    ['what it lists twice', [...ALL, ALL[1]].join('\n'), 'catalog.yaml'],
    [
      'what it lists and is not there',
      [...ALL, '  - { name: gone, action: actions/gone }'].join('\n'),
      'actions/gone/action.yml',
    ],
    [
      'a Task in the folder of another version',
      [
        ...ALL.slice(0, 2),
        ALL[3],
        '  - { name: deploy, task: tekton-tasks/deploy/1.2.0, version: 1.3.0 }',
      ].join('\n'),
      'catalog.yaml',
    ],
    ['a step that is nothing', [...ALL, '  - { name: empty }'].join('\n'), 'catalog.yaml'],
  ])('%s is refused', (_name, steps, path) => {
    expect(
      built(ACME, { index: index(steps) }).refused.map(({ objection }) => objection.subject),
    ).toEqual([path]);
  });

  test.each([
    ['a path that leaves the tree', '  - { name: a, action: ../a }'],
    ['an unknown key', '  - { name: a, acton: actions/a }'],
    ['a name with a slash', '  - { name: a/b, action: actions/a }'],
  ])('%s is not read', (_name, step) => {
    const bytes = Buffer.from(
      `apiVersion: plumbline.dev/catalog/v1\nkind: Catalog\nsteps:\n${step}\n`,
    );
    expect(parseSourceIndex(bytes)).toMatchObject({ ok: false, error: { code: 'CATALOG_INDEX' } });
  });
});

test.each([
  ['nothing to release', { 'README.md': '' }, {}, 'NOTHING_TO_CHECK'],
  ['no name', ACME, { repository: null }, 'CATALOG_NAME'],
])('%s is a fault', (_name, files: Files, change, code) => {
  const request = {
    index: null,
    version: '1.0.0',
    repository: 'acme/ci',
    source: { uri: null, commit: null },
  };
  const rest = { pins: new Map(), bases: new Map(), bundles: null, revoked: [], rebuilt: null };
  const tree = memoryTree(files);
  expect(buildCatalog({ ...request, ...rest, ...change, tree })).toMatchObject({
    ok: false,
    error: { code },
  });
});
