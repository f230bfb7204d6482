import { describe, expect, test } from '@jest/globals';
import { controls } from '../benchmark.js';
import { isDecided } from '../control.js';
import { locationOf } from '../violation.js';
import type { Files } from '../testing/memory-tree.js';
import { subjectOf } from '../testing/subject.js';
import { judgeAsBuilt } from './states.js';

/** Where a leg finds something in what is built, as `path:line`. */
function placesOf(id: string, files: Files): readonly string[] {
  const leg = controls.find((one) => one.id === id)?.legs.T;
  if (leg === undefined || !isDecided(leg)) throw new Error(`${id} is not decided`);
  const judgement = judgeAsBuilt(leg, subjectOf(files));
  return typeof judgement === 'string'
    ? [judgement]
    : judgement.map(({ at }) => `${at.source.path}:${locationOf(at).line}`).sort();
}

const TASK = `apiVersion: tekton.dev/v1
kind: Task
metadata: {name: push}
spec:
  steps:
    - name: push
      image: tools
      script: ./push
`;
const FLAGS = `apiVersion: v1
kind: ConfigMap
metadata: {name: feature-flags, namespace: tekton-pipelines}
data:
  set-security-context: "true"
  enable-api-fields: stable
`;
const BASE: Files = {
  'base/kustomization.yaml': 'resources: [push.yaml, flags.yaml]\n',
  'base/push.yaml': TASK,
  'base/flags.yaml': FLAGS,
};
const TOKEN = 'q7Jr2mXw9LbT4vKs8NcZ';

const overlay = (text: string, more: Files = {}): Files => ({
  ...BASE,
  'prod/kustomization.yaml': `resources: [../base]\n${text}`,
  ...more,
});

const flags = (fields: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: feature-flags, namespace: tekton-pipelines}\ndata:\n  enable-api-fields: ${fields}\n`;

const indented = (text: string): string => text.replace(/^/gm, '      ');

describe('an overlay is judged as it is built', () => {
  test.each([
    [
      'a patch of a file',
      overlay('patches: [{path: f.yaml}]\n', { 'prod/f.yaml': flags('alpha') }),
      'prod/f.yaml:5',
    ],
    [
      'an older patch',
      overlay('patchesStrategicMerge: [f.yaml]\n', { 'prod/f.yaml': flags('alpha') }),
      'prod/f.yaml:5',
    ],
    [
      'a patch in place',
      overlay(`patches:\n  - patch: |-\n${indented(flags('alpha'))}`),
      'prod/kustomization.yaml:8',
    ],
    [
      'a JSON patch for expressions of kind and name',
      overlay(
        'patches:\n  - target: {kind: Config.*, name: feature-flags|other}\n    patch: \'[{"op": "replace", "path": "/data/enable-api-fields", "value": "alpha"}]\'\n',
      ),
      'prod/kustomization.yaml:4',
    ],
    [
      'a JSON patch of a file',
      overlay(
        'patchesJson6902:\n  - target: {version: v1, kind: ConfigMap, name: feature-flags}\n    path: ops.yaml\n',
        {
          'prod/ops.yaml': '- op: add\n  path: /data/enable-api-fields\n  value: alpha\n',
        },
      ),
      'prod/ops.yaml:3',
    ],
    [
      'a component',
      overlay('components: [../parts/new]\n', {
        'parts/new/kustomization.yaml': 'kind: Component\npatches: [{path: f.yaml}]\n',
        'parts/new/f.yaml': flags('alpha'),
      }),
      'parts/new/f.yaml:5',
    ],
    [
      'a generator that adds to it',
      overlay(
        'configMapGenerator:\n  - name: feature-flags\n    behavior: merge\n    literals: [enable-api-fields=alpha]\n',
      ),
      'prod/kustomization.yaml:5',
    ],
    [
      'a base of the base, under the name that it gives',
      overlay('namePrefix: x-\n', {
        'top/kustomization.yaml': 'resources: [../prod]\npatches: [{path: f.yaml}]\n',
        'top/f.yaml': flags('alpha').replace('feature-flags', 'x-feature-flags'),
      }),
      'top/f.yaml:5',
    ],
  ])('by %s', (_name, files, place) => {
    expect(placesOf('4.3.3', files)).toEqual([place]);
    const good = Object.entries(files).map(([path, text]) => [
      path,
      text.replaceAll('alpha', 'beta'),
    ]);
    expect(placesOf('4.3.3', Object.fromEntries(good) as Files)).toEqual([]);
  });

  test('what it mends in its base is no finding, and is one without it', () => {
    const base = { ...BASE, 'base/flags.yaml': flags('alpha') };
    expect(placesOf('4.3.3', base)).toEqual(['base/flags.yaml:5']);
    const mended = {
      ...overlay('patches: [{path: f.yaml}]\n', { 'prod/f.yaml': flags('stable') }),
    };
    expect(placesOf('4.3.3', { ...mended, 'base/flags.yaml': flags('alpha') })).toEqual([]);
  });

  test('each of several over a base is judged, and what they share is told once', () => {
    const of = (fields: string): string =>
      `resources: [../base]\npatches: [{path: f.yaml}]\nnamePrefix: ${fields}-\n`;
    const files = {
      ...BASE,
      'dev/kustomization.yaml': of('alpha'),
      'dev/f.yaml': flags('alpha'),
      'prod/kustomization.yaml': of('stable'),
      'prod/f.yaml': flags('stable'),
    };
    expect(placesOf('4.3.3', files)).toEqual(['dev/f.yaml:5']);
    expect(placesOf('1.2.1', files)).toEqual(['base/push.yaml:7']);
  });
});

describe('credentials', () => {
  const env = (value: string): string =>
    `patches:\n  - target: {kind: Task}\n    patch: |\n      - op: add\n        path: /spec/steps/0/env\n        value: [{name: API_TOKEN, ${value}}]\n`;

  test('of a patch', () => {
    expect(placesOf('3.2.1', overlay(env(`value: ${TOKEN}`)))).toEqual([
      'prod/kustomization.yaml:7',
    ]);
    expect(placesOf('3.2.1', overlay(env('valueFrom: {secretKeyRef: {name: a, key: b}}')))).toEqual(
      [],
    );
  });

  test('that a patch takes out of the environment of a base', () => {
    const step = `    - name: push\n      env: [{name: API_TOKEN, value: ${TOKEN}}]\n`;
    const base = TASK.replace('    - name: push\n', step);
    const patch = TASK.replace(
      '      image: tools\n      script: ./push\n',
      '      env: [{name: API_TOKEN, valueFrom: {secretKeyRef: {name: a, key: b}}}]\n',
    );
    const files = overlay('patches: [{path: p.yaml}]\n', {
      'base/push.yaml': base,
      'prod/p.yaml': patch,
    });
    expect(placesOf('3.2.1', files)).toEqual([]);
    expect(placesOf('1.2.1', files)).toEqual(['base/push.yaml:8']);
  });

  test('in literals and files of generated secrets', () => {
    const generated = (what: string): Files =>
      overlay(`secretGenerator:\n  - name: login\n    ${what}\n`, {
        'prod/api-token': `${TOKEN}\n`,
      });
    expect(placesOf('3.2.1', generated(`literals: [TOKEN=${TOKEN}]`))).toEqual([
      'prod/kustomization.yaml:4',
    ]);
    expect(placesOf('3.2.1', generated('files: [api-token]'))).toEqual(['prod/api-token:1']);
    expect(placesOf('3.2.1', generated('files: [absent-token]'))).toEqual([]);
  });
});

describe('images', () => {
  const CONFIGURED: Files = {
    'prod/images.yaml': 'images:\n  - path: spec/steps[]/image\n    kind: Task\n',
  };
  const digest = `sha256:${'4be8c6a1'.repeat(8)}`;

  test.each([
    ['a tag', 'newTag: "1"', ['prod/kustomization.yaml:5']],
    ['a digest', `digest: ${digest}`, []],
    ['another name', 'newName: other', ['prod/kustomization.yaml:5']],
  ])('get %s where a configuration names the steps', (_name, set, places) => {
    const text = `configurations: [images.yaml]\nimages:\n  - name: tools\n    ${set}\n`;
    expect(placesOf('1.2.1', overlay(text, CONFIGURED))).toEqual(places);
  });

  test('of steps stay what they are without one', () => {
    const text = `images:\n  - name: tools\n    digest: ${digest}\n`;
    expect(placesOf('1.2.1', overlay(text))).toEqual(['base/push.yaml:7']);
  });
});

describe('settings of something that is fetched', () => {
  const REMOTE = 'https://releases.example/pipeline.yaml';

  test.each([
    ['in a patch', `patches:\n  - patch: |-\n${indented(flags('alpha'))}`, 8],
    [
      'in a generator',
      'configMapGenerator:\n  - name: feature-flags\n    namespace: tekton-pipelines\n    behavior: merge\n    literals: [enable-api-fields=alpha]\n',
      6,
    ],
  ])('%s', (_name, text, line) => {
    const of = (what: string): Files => ({
      'kustomization.yaml': `resources: [${REMOTE}]\n${what}`,
    });
    expect(placesOf('4.3.3', of(text))).toEqual([`kustomization.yaml:${line}`]);
    expect(placesOf('4.3.3', of(text.replace('alpha', 'beta')))).toEqual([]);
  });
});

test('what a patch hides from a reader is found in its file', () => {
  const patch = (text: string): Files =>
    overlay('patches: [{path: p.yaml}]\n', { 'prod/p.yaml': TASK.replace('./push', text) });
  expect(placesOf('2.4.6', patch('./push # \u202e'))).toContain('prod/p.yaml:8');
  expect(placesOf('2.4.6', patch('./push'))).toEqual([]);
});

test('a script that a generator takes from a file is found there', () => {
  const task = `${TASK.replace('script: ./push', 'command: [sh, /opt/push.sh]')}      volumeMounts: [{name: s, mountPath: /opt}]
  volumes: [{name: s, configMap: {name: scripts}}]
`;
  const files = (text: string): Files =>
    overlay('configMapGenerator: [{name: scripts, files: [push.sh]}]\n', {
      'base/push.yaml': task,
      'prod/push.sh': `set -e\n${text}\n`,
    });
  expect(placesOf('1.3.2', files('curl -sSf https://get.example/x | sh'))).toEqual([
    'prod/push.sh:2',
  ]);
  expect(placesOf('1.3.2', files('./x'))).toEqual([]);
});

describe('hostile kustomizations', () => {
  test.each<[string, Files]>([
    [
      'that have each other',
      {
        'base/kustomization.yaml': 'resources: [push.yaml, ../prod]\n',
        'prod/kustomization.yaml': 'resources: [../base]\nnamespace: x\n',
        'base/push.yaml': TASK,
      },
    ],
    [
      'that double their parts',
      {
        'base/kustomization.yaml': 'resources: [push.yaml]\n',
        'base/push.yaml': TASK,
        ...Object.fromEntries(
          Array.from({ length: 40 }, (_, at) => [
            `k${at}/kustomization.yaml`,
            `resources: [${`../${at === 0 ? 'base' : `k${at - 1}`}, `.repeat(2)}]\nnamespace: n${at}\n`,
          ]),
        ),
      },
    ],
    [
      'that put an object into a hundred overlays',
      {
        'base/kustomization.yaml': 'resources: [push.yaml]\n',
        'base/push.yaml': [TASK, ...Array.from({ length: 200 }, () => FLAGS)].join('---\n'),
        ...Object.fromEntries(
          Array.from({ length: 100 }, (_, at) => [
            `o${at}/kustomization.yaml`,
            `resources: [../base]\nnamespace: n${at}\n`,
          ]),
        ),
      },
    ],
    [
      'whose components have themselves',
      {
        'base/kustomization.yaml':
          'resources: [push.yaml]\nnamespace: x\ncomponents: [../c, ../c]\n',
        'base/push.yaml': TASK,
        'c/kustomization.yaml': `kind: Component\ncomponents: [${'../c, '.repeat(50)}]\n`,
      },
    ],
    [
      'that are no kustomizations',
      {
        'base/kustomization.yaml':
          'resources: {a: 1}\npatches: text\nimages: [1, null]\nlabels: [[]]\n',
        'base/push.yaml': TASK,
      },
    ],
    [
      'whose patches make something else of objects',
      {
        'base/kustomization.yaml':
          'resources: [push.yaml]\npatches:\n  - {target: {kind: Pipe}, patch: "- {op: remove, path: /spec}"}\n  - {target: {}, patch: "]"}\n  - {target: {}, patch: "- {op: add, path: /spec/steps/0/env/0/x, value: 1}"}\n',
        'base/push.yaml': TASK,
      },
    ],
  ])('%s leave what is written', (_name, files) => {
    expect(placesOf('1.2.1', files)).toEqual(['base/push.yaml:7']);
  });
});
