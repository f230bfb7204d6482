import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { plumbline, report, statuses } from '../support/command.js';
import { createKey, type KeyFiles } from '../support/key.js';
import { IMAGE } from '../support/pipeline-files.js';
import { createRepository, type Repository } from '../support/repository.js';

const PATH = 'tasks/build.yaml';
const TASK = `# Builds.
apiVersion: tekton.dev/v1
kind: Task
metadata:
  name: build   # a name
spec:
  params:
    - { name: who, type: string, default: "you" }
  steps:
    - name: build
      image: ${IMAGE}
      script: |
        echo "$(params.who)"
`;

let keys = '';
let key: KeyFiles;
let other: KeyFiles;
let repository: Repository;

beforeAll(() => {
  keys = mkdtempSync(join(tmpdir(), 'plumbline-keys-'));
  key = createKey(keys, 'ci');
  other = createKey(keys, 'other');
});
afterAll(() => {
  rmSync(keys, { recursive: true });
});
afterEach(() => {
  repository.dispose();
});

const text = (): string => readFileSync(join(repository.path, PATH), 'utf8');
const annotate = (by: KeyFiles, ...options: string[]) =>
  report(repository.path, ['sign-pipeline', '--annotate', '--key', by.privatePath, ...options]);
const signatureStatus = (): string | undefined =>
  statuses(
    report(repository.path, ['verify-pipeline', '--worktree', '--trust', key.publicPath]).report,
  )['resource/signature'];

describe('sign-pipeline --annotate', () => {
  test.each(['1.9', '1.10'])('adds one line for Tekton %s, and none the second time', (version) => {
    repository = createRepository({ [PATH]: TASK });
    const first = annotate(key, '--tekton-version', version);
    expect(first.status).toBe(0);
    expect(first.report['pipeline']).toEqual({ signed: 1, unchanged: 0, refused: 0 });
    const added = text()
      .split('\n')
      .filter((line) => !TASK.split('\n').includes(line));
    expect(added.map((line) => line.trim().split(':')[0])).toEqual([
      'annotations',
      'tekton.dev/signature',
    ]);
    expect(
      text()
        .split('\n')
        .filter((line) => !added.includes(line))
        .join('\n'),
    ).toBe(TASK);
    const before = text();
    expect(annotate(key, '--tekton-version', version).report['pipeline']).toEqual({
      signed: 0,
      unchanged: 1,
      refused: 0,
    });
    expect(text()).toBe(before);
    expect(signatureStatus()).toBe('pass');
  });

  test('signs again for another version, and says what an upgrade breaks', () => {
    repository = createRepository({ [PATH]: TASK });
    const old = annotate(key, '--tekton-version', '1.9').report;
    expect(old.summary.notes.join()).toContain('1.10');
    const before = text();
    annotate(key, '--tekton-version', '1.10');
    expect(text()).not.toBe(before);
    expect(signatureStatus()).toBe('pass');
  });

  test.each([
    ['a param without type', TASK.replace('type: string, ', ''), 8],
    ['an ambiguous scalar', TASK.replace('default: "you"', 'default: yes'), 8],
    ['an unknown field', TASK.replace('  steps:', '  stepz: []\n  steps:'), 9],
  ])('refuses %s with its place, and writes nothing', (_, content, line) => {
    repository = createRepository({ [PATH]: content });
    const { status, report: found } = annotate(key);
    expect(status).toBe(2);
    const check = found.checks.find(({ id }) => id === 'sign/signable');
    expect(check?.locations.map((place) => place.line)).toContain(line);
    expect(text()).toBe(content);
  });

  test('--check fails where something would be signed, and writes nothing', () => {
    repository = createRepository({ [PATH]: TASK });
    expect(annotate(key, '--check').status).toBe(1);
    expect(text()).toBe(TASK);
    annotate(key);
    expect(annotate(key, '--check').status).toBe(0);
  });

  test.each([
    ['a version that is none', ['--tekton-version', 'new']],
    ['a version before signatures', ['--tekton-version', '0.40']],
    ['a revision', ['--rev', 'HEAD']],
  ])('%s is exit 3', (_, options) => {
    repository = createRepository({ [PATH]: TASK });
    const args = ['sign-pipeline', '--annotate', '--key', key.privatePath, ...options];
    expect(plumbline(repository.path, args).status).toBe(3);
  });
});

describe('verify-pipeline', () => {
  test.each([
    ['changed content', (signed: string) => signed.replace('echo', 'curl'), 'fail'],
    ['a changed signature', (signed: string) => signed.replace(/(signature: "?M)./, '$1X'), 'fail'],
    ['a changed comment', (signed: string) => signed.replace('# Builds.', '# Makes.'), 'pass'],
    ['no annotation', () => TASK, 'not-applicable'],
    [
      'a field that no version knows',
      (signed: string) => signed.replace('  steps:', '  stepz: []\n  steps:'),
      'error',
    ],
  ])('%s', (_, change, expected) => {
    repository = createRepository({ [PATH]: TASK });
    annotate(key);
    repository.write({ [PATH]: change(text()) });
    expect(signatureStatus()).toBe(expected);
  });

  test('the signature of another key does not count', () => {
    repository = createRepository({ [PATH]: TASK });
    annotate(other);
    expect(signatureStatus()).toBe('fail');
  });
});

describe('tekton-payload', () => {
  test('prints one line for each resource, counting documents as Kubernetes does', () => {
    repository = createRepository({ [PATH]: `# only a comment\n---\n${TASK}---\nkind: Other\n` });
    const run = plumbline(repository.path, ['tekton-payload', PATH, 'gone.yaml']);
    expect(run.status).toBe(0);
    const lines = run.stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.split('\t'));
    expect(lines[0]?.slice(0, 4)).toEqual([PATH, '1', 'Task', 'build']);
    expect(lines[0]?.[4]).toMatch(/^[0-9a-f]{64}$/);
    expect(lines[1]?.[0]).toBe('gone.yaml');
    expect(lines[1]?.[4]).toMatch(/^undecidable: /);
    expect(lines).toHaveLength(2);
  });

  test.each([[['tekton-payload']], [['tekton-payload', '--era', 'old', PATH]]])(
    '%j is exit 3',
    (args) => {
      repository = createRepository({ [PATH]: TASK });
      expect(plumbline(repository.path, args).status).toBe(3);
    },
  );
});
