import { describe, expect, test } from '@jest/globals';
import { must, ACME, built, DIGEST, taskOf } from '../testing/acme.js';
import { parseSourceIndex } from '../model/source-index.js';
import type { Catalog } from '../model/catalog.js';
import { compareVersions } from '../model/terms.js';
import type { Files } from '../testing/memory-tree.js';
import { diffCatalogs } from './diff.js';

const index = (permissions: string, network: string) =>
  must(
    parseSourceIndex(
      Buffer.from(
        [
          'apiVersion: plumbline.dev/catalog/v1\nkind: Catalog\nname: acme-ci\nsteps:',
          `  - { name: fetch-url, action: actions/fetch-url, version: 0.9.1, permissions: ${permissions}, network: ${network} }`,
          '  - { name: notify, action: actions/notify }',
          '  - { name: deploy, task: tekton-tasks/deploy/1.2.0, version: 1.2.0 }',
          '  - { name: lint, task: task/lint/0.3, version: "0.3" }',
        ].join('\n'),
      ),
    ),
  );
const OLD = built(ACME, { index: index('{ contents: read }', '[]') }).catalog;

function facts(now: Catalog, name: string): readonly string[] {
  return (
    diffCatalogs(OLD, now).steps.find((change) => change.name === name)?.facts ?? ['unchanged']
  );
}

const with_ = (files: Files, change = {}): Catalog =>
  built({ ...ACME, ...files }, { index: index('{ contents: read }', '[]'), ...change }).catalog;

test('equal catalogs do not differ', () => {
  expect(diffCatalogs(OLD, OLD)).toEqual({ steps: [], revoked: [], unchanged: 4 });
});

describe('what a reviewer is told', () => {
  test('rights and hosts come first', () => {
    const now = built(
      { ...ACME, 'actions/fetch-url/dist/index.js': 'more();' },
      { index: index('{ contents: read, id-token: write }', '[api.example.com]') },
    ).catalog;
    expect(facts(now, 'fetch-url')).toEqual([
      'permission added: id-token: write',
      'new network host api.example.com',
      'action: 1 file changed',
    ]);
  });

  test('images, and what they are built on', () => {
    const pins = new Map([['registry.corp.example/tools:2', `sha256:${'cd'.repeat(32)}`]]);
    const bases = new Map([['registry.corp.example/tools:2', 'debian:13']]);
    expect(facts(with_({}, { pins, bases }), 'deploy')).toEqual([
      'image base changed: not told → debian:13',
      'image registry.corp.example/tools changed',
      'Task changed',
    ]);
  });

  test.each([
    [
      'a new input',
      'name: a\ninputs: { url: { required: true }, region: {} }\nruns: { using: node24, main: dist/index.js }\n',
      ['action: 1 file changed', 'new input region'],
    ],
    [
      'an input that goes',
      'name: a\nruns: { using: node24, main: dist/index.js }\n',
      ['action: 1 file changed', 'input url removed'],
    ],
    [
      'another runtime',
      'name: a\ninputs: { url: { required: true } }\nruns: { using: node20, main: dist/index.js }\n',
      ['runs with node20 instead of node24', 'action: 1 file changed'],
    ],
  ])('%s', (_name, yaml, expected) => {
    expect(facts(with_({ 'actions/notify/action.yml': yaml }), 'notify')).toEqual(expected);
  });

  test('a version that takes the place of another, one that comes and one that goes', () => {
    const files = {
      ...Object.fromEntries(Object.entries(ACME).filter(([path]) => !/1\.2\.0|lint/.test(path))),
      'tekton-tasks/deploy/1.3.0/deploy.yaml': taskOf('deploy', `ghcr.io/acme/tools:3@${DIGEST}`),
      'tekton-tasks/new/0.1.0/new.yaml': taskOf('new'),
    };
    const changes = diffCatalogs(built().catalog, built(files).catalog).steps;
    expect(changes.map(({ kind, name, from, to }) => [kind, name, from, to])).toEqual([
      ['changed', 'deploy', '1.2.0', '1.3.0'],
      ['removed', 'lint', '0.3', null],
      ['added', 'new', null, '0.1.0'],
    ]);
  });

  test('what is revoked by now', () => {
    const revoked = [
      {
        name: 'fetch-url',
        version: '0.9.1',
        reason: 'CVE',
        since: '2026-11-20',
        advisory: null,
        replacedBy: '0.9.2',
      },
    ];
    expect(diffCatalogs(OLD, { ...OLD, revoked }).revoked).toEqual(revoked);
    expect(diffCatalogs({ ...OLD, revoked }, { ...OLD, revoked }).revoked).toEqual([]);
  });
});

test('versions have an order', () => {
  const sorted = ['0.9.1', '1.0.0-rc.1', '1.0.0', '1.2', '1.10.0', '2026.11.0'];
  expect([...sorted].reverse().sort(compareVersions)).toEqual(sorted);
});
