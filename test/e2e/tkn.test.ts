import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { report, statuses } from '../support/command.js';
import { createKey, type KeyFiles } from '../support/key.js';
import { findPeer } from '../support/peer.js';
import { IMAGE } from '../support/pipeline-files.js';
import { createRepository, type Repository } from '../support/repository.js';

const tkn = findPeer('tkn', '.');
if ('missing' in tkn) console.warn(`skipped: ${tkn.missing}`);
const describeWithTkn = 'path' in tkn ? describe : describe.skip;

/** Of Tekton Pipelines, whose types tkn 0.42 has. */
const VERSION = '1.3';

/** Every default is written out; without a step of its own it is the same in v1 and v1beta1. */
const PIPELINE = `apiVersion: tekton.dev/v1
kind: Pipeline
metadata:
  name: release
spec:
  params:
    - { name: who, type: string, default: "you" }
  tasks:
    - name: build
      taskRef: { name: build, kind: Task }
`;

const task = (version: string): string => `apiVersion: tekton.dev/${version}
kind: Task
metadata:
  name: build
spec:
  params:
    - { name: who, type: string, default: "you" }
  steps:
    - name: build
      image: ${IMAGE}
      script: echo "$(params.who)"
`;

describeWithTkn('tkn', () => {
  const keys = mkdtempSync(join(tmpdir(), 'plumbline-tkn-'));
  let key: KeyFiles;
  let other: KeyFiles;
  beforeAll(() => {
    key = createKey(keys, 'ci');
    other = createKey(keys, 'other');
  });
  afterAll(() => {
    rmSync(keys, { recursive: true });
  });

  /** The exit status of `tkn task|pipeline sign|verify FILE`; it signs into another file, which takes the place of the first. */
  function run(repository: Repository, command: readonly string[], pair: string): number | null {
    const to = command.includes('sign') ? ['--file-name', 'signed.yaml'] : [];
    const args = [...command, 'file.yaml', '--key-file', pair, ...to];
    const env = { PATH: '', HOME: keys };
    return spawnSync('path' in tkn ? tkn.path : '', args, { cwd: repository.path, env }).status;
  }

  function within<T>(content: string, check: (repository: Repository) => T): T {
    const repository = createRepository({ 'file.yaml': content });
    try {
      return check(repository);
    } finally {
      repository.dispose();
    }
  }

  const signatureStatus = ({ path }: Repository, pub = key): string | undefined =>
    statuses(report(path, ['verify-pipeline', '--worktree', '--trust', pub.publicPath]).report)[
      'resource/signature'
    ];

  test.each([
    ['pipeline', 'a Pipeline', PIPELINE],
    ['task', 'a Task of v1beta1', task('v1beta1')],
  ])(
    '%s verify takes %s that we have signed, and none that was changed',
    (kind, _what, content) => {
      within(content, (repository) => {
        const args = ['sign-pipeline', '--annotate', '--key', key.privatePath];
        expect(report(repository.path, [...args, '--tekton-version', VERSION]).status).toBe(0);
        const verify = [kind, 'verify'];
        expect(run(repository, verify, key.publicPath)).toBe(0);
        expect(run(repository, verify, other.publicPath)).toBe(1);
        const signed = readFileSync(join(repository.path, 'file.yaml'), 'utf8');
        repository.write({ 'file.yaml': signed.replace('default: "you"', 'default: "them"') });
        expect(run(repository, verify, key.publicPath)).toBe(1);
      });
    },
  );

  function signWithTkn(repository: Repository, kind: string): string {
    expect(run(repository, [kind, 'sign'], key.privatePath)).toBe(0);
    const signed = readFileSync(join(repository.path, 'signed.yaml'), 'utf8');
    repository.remove('signed.yaml');
    repository.write({ 'file.yaml': signed });
    return signed;
  }

  test('pipeline sign signs what counts here, for that key alone, and not after a change', () => {
    within(PIPELINE, (repository) => {
      const signed = signWithTkn(repository, 'pipeline');
      expect([signatureStatus(repository), signatureStatus(repository, other)]).toEqual([
        'pass',
        'fail',
      ]);
      repository.write({ 'file.yaml': signed.replace('default: you', 'default: them') });
      expect(signatureStatus(repository)).toBe('fail');
    });
  });

  test('task sign signs a Task of v1 as one of v1beta1, which counts neither here nor in a cluster', () => {
    within(task('v1'), (repository) => {
      expect(signWithTkn(repository, 'task')).toContain('resources: {}');
      // v1 has no such field, so nobody can tell what a cluster would hash.
      expect(signatureStatus(repository)).toBe('error');
    });
  });
});
