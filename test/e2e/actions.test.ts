import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runAction, type ActionOutcome } from '../support/action.js';
import { createKey, type KeyFiles } from '../support/key.js';
import { files, WORKFLOW } from '../support/pipeline-files.js';
import { createRepository, type Repository } from '../support/repository.js';

let keys = '';
let key: KeyFiles;
let repository: Repository;

beforeAll(() => {
  keys = mkdtempSync(join(tmpdir(), 'plumbline-keys-'));
  key = createKey(keys, 'ci');
});
afterAll(() => {
  rmSync(keys, { recursive: true });
});
afterEach(() => {
  repository.dispose();
});

const privatePem = (): string => readFileSync(key.privatePath, 'utf8');

/** A repository whose policy trusts the key. */
function trusting(contents: Readonly<Record<string, string>> = files): Repository {
  const pem = key.publicPem.trim().replaceAll('\n', '\n        ');
  const policy = `trust:\n  keys:\n    ci:\n      pem: |\n        ${pem}\n`;
  repository = createRepository({ ...contents, '.plumbline.yaml': policy });
  return repository;
}

function act(
  action: string,
  inputs: Readonly<Record<string, string>>,
  rest: { readonly isolated?: boolean; readonly ref?: string } = {},
): ActionOutcome {
  const commit = repository.git('rev-parse', 'HEAD');
  return runAction({ action, inputs, workspace: repository.path, commit, ...rest });
}

/** Signs and commits the manifest. */
function signed(contents?: Readonly<Record<string, string>>): ActionOutcome {
  trusting(contents);
  const outcome = act('sign-pipeline', { key: privatePem() });
  repository.commit();
  return outcome;
}

describe('sign-pipeline', () => {
  test('writes the manifest and says what it signed', () => {
    const { status, outputs } = signed();
    expect(status).toBe(0);
    expect(outputs).toMatchObject({ verdict: 'pass', serial: '1', failed: '0' });
    expect(outputs['manifest-sha256']).toMatch(/^[0-9a-f]{64}$/);
  });

  test('masks every line of the key and never shows one elsewhere', () => {
    const { log, summary } = signed();
    const [, secret = ''] = privatePem().split('\n');
    const shown = log.split('\n').filter((line) => line.includes(secret));
    expect(shown.length).toBeGreaterThan(0);
    expect(shown.every((line) => line.startsWith('::add-mask::'))).toBe(true);
    expect(summary).not.toContain(secret);
  });
});

describe('verify-pipeline', () => {
  test('a pass is one line, without annotation or summary', () => {
    signed();
    const { status, log, outputs, summary } = act('verify-pipeline', {});
    expect({ status, summary }).toEqual({ status: 0, summary: '' });
    expect(log.trim().split('\n')).toHaveLength(1);
    expect(outputs).toMatchObject({ verdict: 'pass', 'signed-by': 'ci', references: '2' });
    expect(outputs['record-sha256']).toMatch(/^[0-9a-f]{64}$/);
  });

  test('a change is an annotation on its file, a summary and a red job', () => {
    signed();
    repository.write({ [WORKFLOW]: (files[WORKFLOW] ?? '').replace('on: push', 'on: [push]') });
    repository.commit();
    const { status, log, outputs, summary } = act('verify-pipeline', {});
    expect(status).toBe(1);
    expect(log).toMatch(new RegExp(`^::error .*file=${WORKFLOW}`, 'm'));
    expect(summary).toContain(WORKFLOW);
    expect(outputs).toMatchObject({ verdict: 'fail', failed: '1' });
  });

  test('the policy is that of the default branch, not that of the branch that runs', () => {
    signed();
    repository.git('checkout', '-q', '-b', 'feature');
    const other = createKey(keys, 'attacker');
    const pem = other.publicPem.trim().replaceAll('\n', '\n        ');
    repository.write({
      '.plumbline.yaml': `trust:\n  keys:\n    evil:\n      pem: |\n        ${pem}\n`,
    });
    repository.commit();
    repository.git('remote', 'add', 'origin', 'https://github.com/acme/app');
    repository.git('update-ref', 'refs/remotes/origin/main', 'main');
    const { outputs } = act('verify-pipeline', {}, { ref: 'refs/heads/feature' });
    expect(outputs).toMatchObject({ verdict: 'pass', 'signed-by': 'ci' });
  });

  test('a file name cannot speak to the runner', () => {
    const evil = '.github/workflows/a%0A::error::x\n::set-output name=verdict::pass.yml';
    signed();
    repository.write({ [evil]: files[WORKFLOW] ?? '' });
    repository.commit();
    const { status, log, outputs } = act('verify-pipeline', {});
    expect(status).not.toBe(0);
    expect(outputs['verdict']).not.toBe('pass');
    expect(log).not.toMatch(/^::(set-output|error::x)/m);
  });

  test('unknown and wrong inputs are all said, and end in 3', () => {
    signed();
    const { status, log } = act('verify-pipeline', { mode: 'enforced', 'as-of': 'soon' });
    expect(status).toBe(3);
    expect(log.match(/^::error/gm)).toHaveLength(2);
  });
});

const canIsolate = spawnSync('unshare', ['--net', 'true']).status === 0;
if (!canIsolate) console.warn('skipped: a network namespace cannot be made here');

(canIsolate ? describe : describe.skip)('without any network', () => {
  test('both Actions do their work, with and without offline', () => {
    trusting();
    const options = [{ offline: 'true' }, {}];
    for (const option of options) {
      const sign = act('sign-pipeline', { key: privatePem(), ...option }, { isolated: true });
      expect(sign.status).toBe(0);
      repository.commit();
      const verify = act('verify-pipeline', option, { isolated: true });
      expect({ status: verify.status, verdict: verify.outputs['verdict'] }).toEqual({
        status: 0,
        verdict: 'pass',
      });
    }
  });
});
