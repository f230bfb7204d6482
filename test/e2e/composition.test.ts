import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { plumbline, report, statuses } from '../support/command.js';
import { createKey, type KeyFiles } from '../support/key.js';
import { CHECKOUT, files, IMAGE, TASK, WORKFLOW } from '../support/pipeline-files.js';
import { createRepository, type Repository } from '../support/repository.js';

const MANIFEST = '.plumbline/pipeline.sigstore.json';

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

/** A committed repository with a committed manifest. */
function signed(contents: Readonly<Record<string, string>> = files): Repository {
  repository = createRepository(contents);
  sign();
  repository.commit();
  return repository;
}

function sign(...options: string[]): void {
  const run = plumbline(repository.path, ['sign-pipeline', '--key', key.privatePath, ...options]);
  if (run.status !== 0) throw new Error(run.stdout + run.stderr);
}

const verify = (...options: string[]) =>
  report(repository.path, ['verify-pipeline', '--trust', key.publicPath, ...options]);

function policy(text: string): void {
  repository.write({ '.plumbline.yaml': text });
  repository.commit();
}

const replaced = (path: string, from: string, to: string): Record<string, string> => {
  const text = files[path] ?? '';
  if (!text.includes(from)) throw new Error(`${path} lacks ${from}`);
  return { [path]: text.replace(from, to) };
};

describe('what was signed', () => {
  test('passes, and a second signature changes nothing', () => {
    signed();
    const { status, report: found } = verify();
    expect(status).toBe(0);
    expect(found.verdict).toBe('pass');
    expect(statuses(found)).toMatchObject({
      'manifest/signature': 'pass',
      'manifest/changed': 'pass',
      'manifest/rollback': 'unknown',
      'ref/pinned': 'pass',
      'file/unreadable': 'pass',
    });
    const before = readFileSync(join(repository.path, MANIFEST), 'utf8');
    sign();
    expect(readFileSync(join(repository.path, MANIFEST), 'utf8')).toBe(before);
  });

  test('passes before the manifest is committed', () => {
    repository = createRepository(files);
    sign();
    expect(verify().status).toBe(0);
  });

  test('is the commit: what lies uncommitted in the work tree counts only with --worktree', () => {
    signed();
    repository.write(replaced(WORKFLOW, 'on: push', 'on: pull_request_target'));
    expect(verify().status).toBe(0);
    expect(verify('--worktree').status).toBe(1);
  });

  test('is that of the revision asked for', () => {
    signed();
    const good = repository.git('rev-parse', 'HEAD');
    repository.write(replaced(WORKFLOW, 'name: ci', 'name: other'));
    repository.commit();
    expect(verify().status).toBe(1);
    expect(verify('--rev', good).status).toBe(0);
  });

  test('passes in a folder that is no repository', () => {
    signed();
    rmSync(join(repository.path, '.git'), { recursive: true });
    expect(verify().status).toBe(0);
  });
});

describe('a change is named with its file', () => {
  test.each([
    ['manifest/changed', replaced(WORKFLOW, 'on: push', 'on: pull_request_target'), WORKFLOW],
    [
      'manifest/changed',
      { '.github/actions/greet/greet.sh': 'curl x | sh\n' },
      '.github/actions/greet/greet.sh',
    ],
    ['manifest/changed', replaced(TASK, 'script: make', 'script: make evil'), TASK],
    [
      'manifest/extra',
      { '.github/workflows/new.yml': files[WORKFLOW] ?? '' },
      '.github/workflows/new.yml',
    ],
    [
      'manifest/extra',
      { '.github/actions/greet/more.sh': 'true\n' },
      '.github/actions/greet/more.sh',
    ],
    [
      'manifest/extra',
      { 'deploy/x.yaml': (files[TASK] ?? '').replace('name: build\nspec', 'name: two\nspec') },
      'deploy/x.yaml',
    ],
    ['manifest/extra', replaced(WORKFLOW, CHECKOUT, CHECKOUT.replace('3d3c', '4d3c')), WORKFLOW],
  ])('%s %#', (id, change, path) => {
    signed();
    repository.write(change);
    repository.commit();
    const { status, report: found } = verify();
    expect(status).toBe(1);
    const check = found.checks.find((one) => one.id === id);
    expect(check?.status).toBe('fail');
    expect(check?.locations.map((place) => place.path)).toContain(path);
    expect(check?.locations.every((place) => place.line >= 1)).toBe(true);
  });

  test('manifest/missing', () => {
    signed();
    repository.remove(TASK);
    repository.commit();
    const { status, report: found } = verify();
    expect(status).toBe(1);
    expect(statuses(found)['manifest/missing']).toBe('fail');
  });

  test('what is no part of the pipeline may change', () => {
    signed();
    repository.write({ 'README.md': 'other\n', 'src/main.c': 'int main;\n' });
    repository.commit();
    expect(verify().status).toBe(0);
  });
});

describe('the signature', () => {
  test.each([
    ['of another key', () => ['verify-pipeline', '--trust', other.publicPath], 1],
    [
      'of a key among several',
      () => ['verify-pipeline', '--trust', other.publicPath, '--trust', key.publicPath],
      0,
    ],
    ['without a signer to trust', () => ['verify-pipeline'], 2],
    [
      'after its time',
      () => ['verify-pipeline', '--trust', key.publicPath, '--as-of', '2999-01-01'],
      1,
    ],
    [
      'before its time',
      () => ['verify-pipeline', '--trust', key.publicPath, '--as-of', '2001-01-01'],
      1,
    ],
  ])('%s', (_, args, status) => {
    signed();
    expect(report(repository.path, args()).status).toBe(status);
  });

  test('is missing', () => {
    repository = createRepository(files);
    const { status, report: found } = verify();
    expect(status).toBe(1);
    expect(statuses(found)['manifest/signature']).toBe('fail');
  });

  test('is damaged', () => {
    signed();
    const path = join(repository.path, MANIFEST);
    repository.write({
      [MANIFEST]: readFileSync(path, 'utf8').replace('"payload":"e', '"payload":"f'),
    });
    repository.commit();
    expect(statuses(verify().report)['manifest/signature']).toBe('fail');
  });

  test('by a key of the policy needs no --trust', () => {
    const pem = key.publicPem.trim().replaceAll('\n', '\n        ');
    const trust = `trust:\n  keys:\n    ci:\n      pem: |\n        ${pem}\n`;
    signed({ ...files, '.plumbline.yaml': trust });
    expect(report(repository.path, ['verify-pipeline']).status).toBe(0);
    policy(`${trust}      revoked: true\n`);
    const revoked = report(repository.path, ['verify-pipeline']);
    expect(revoked.status).toBe(1);
    expect(statuses(revoked.report)['manifest/signature']).toBe('fail');
  });

  test.each([
    [1, 0, 'pass'],
    [2, 1, 'fail'],
  ])('with serial 1 where the policy asks for %d', (minSerial, status, rollback) => {
    signed();
    policy(`verify:\n  minSerial: ${String(minSerial)}\n`);
    const { status: exit, report: found } = verify();
    expect(exit).toBe(status);
    expect(statuses(found)['manifest/rollback']).toBe(rollback);
  });

  test('counts one serial up, from what the policy still accepts', () => {
    signed();
    repository.write(replaced(WORKFLOW, 'name: ci', 'name: two'));
    repository.commit();
    sign();
    expect(verify().report['pipeline']).toMatchObject({ manifest: { serial: 2 } });
    repository.remove(MANIFEST);
    policy('verify:\n  minSerial: 9\n');
    sign();
    expect(verify().report['pipeline']).toMatchObject({ manifest: { serial: 9 } });
  });
});

describe('a reference', () => {
  test.each([
    ['ref/pinned', 'fail', 1, replaced(WORKFLOW, CHECKOUT, 'actions/checkout@v7')],
    ['ref/pinned', 'fail', 1, replaced(WORKFLOW, CHECKOUT, 'actions/checkout@3d3c42e')],
    ['ref/pinned', 'fail', 1, replaced(TASK, IMAGE, 'busybox:1.37')],
    ['ref/undecidable', 'error', 2, replaced(TASK, IMAGE, '$(params.image)')],
    [
      'ref/undecidable',
      'error',
      2,
      replaced(WORKFLOW, CHECKOUT, 'actions/checkout@${{ inputs.ref }}'),
    ],
    [
      'ref/missing',
      'fail',
      1,
      replaced(WORKFLOW, './.github/actions/greet', './.github/actions/gone'),
    ],
    [
      'file/unreadable',
      'error',
      2,
      replaced(WORKFLOW, 'on: push', 'on: push\non: pull_request_target'),
    ],
  ])('%s %s %#', (id, status, exit, change) => {
    repository = createRepository({ ...files, ...change });
    if (id !== 'file/unreadable') sign();
    const { status: actual, report: found } = verify();
    expect(statuses(found)[id]).toBe(status);
    if (id !== 'file/unreadable') expect(actual).toBe(exit);
    else expect(actual).not.toBe(0);
  });

  test('by name in the cluster fails, unless the policy lets the signed files define it', () => {
    const run = `apiVersion: tekton.dev/v1\nkind: TaskRun\nmetadata:\n  name: r\nspec:\n  taskRef:\n    name: build\n    kind: Task\n`;
    signed({ ...files, 'tekton/run.yaml': run });
    expect(statuses(verify().report)['ref/in-cluster']).toBe('fail');
    policy('verify:\n  inCluster: signed\n');
    expect(statuses(verify().report)['ref/in-cluster']).toBe('pass');
  });

  test('from a source that the policy does not name fails', () => {
    signed();
    policy("verify:\n  sources: ['actions/*']\n");
    expect(statuses(verify().report)['ref/source']).toBe('fail');
    policy("verify:\n  sources: ['actions/*', 'docker.io/library/*']\n");
    expect(statuses(verify().report)['ref/source']).toBe('pass');
  });
});

describe('signing', () => {
  test('--check says what would change and writes nothing', () => {
    signed();
    const check = ['sign-pipeline', '--key', key.privatePath, '--check'];
    expect(report(repository.path, check).status).toBe(0);
    repository.write(replaced(WORKFLOW, 'name: ci', 'name: two'));
    repository.commit();
    const before = readFileSync(join(repository.path, MANIFEST), 'utf8');
    const { status, report: found } = report(repository.path, check);
    expect(status).toBe(1);
    expect(found.checks.flatMap(({ findings }) => findings).map(({ subject }) => subject)).toEqual([
      WORKFLOW,
    ]);
    expect(readFileSync(join(repository.path, MANIFEST), 'utf8')).toBe(before);
  });

  test('refuses what cannot be read', () => {
    repository = createRepository({ ...files, [WORKFLOW]: 'on: push\njobs: {a: 1, a: 2}\n' });
    const run = report(repository.path, ['sign-pipeline', '--key', key.privatePath]);
    expect(run.status).toBe(2);
    expect(statuses(run.report)['file/unreadable']).toBe('error');
  });

  test('does not continue a manifest that somebody else signed', () => {
    signed();
    const run = plumbline(repository.path, ['sign-pipeline', '--key', other.privatePath]);
    expect(run.status).toBe(3);
  });
});

describe('usage', () => {
  test.each([
    ['an unknown option', ['verify-pipeline', '--trsut', 'x']],
    ['an unknown command', ['verify-pipelin']],
    ['a missing target', ['verify-pipeline', 'nowhere']],
    ['a missing key', ['sign-pipeline']],
    ['nothing to check', ['verify-pipeline', 'empty']],
  ])('%s is exit 3', (_, args) => {
    repository = createRepository({ ...files, 'empty/x.txt': '' });
    expect(plumbline(repository.path, args).status).toBe(3);
  });

  test('all that is wrong is said at once, with the nearest names', () => {
    repository = createRepository(files);
    const { stderr } = plumbline(repository.path, [
      'verify-pipeline',
      '--trsut',
      'x',
      '--mode',
      'enforced',
      '--as-of',
      'soon',
    ]);
    expect(stderr).toContain('--trust');
    expect(stderr).toContain('enforce');
    expect(stderr).toContain('--as-of');
  });

  test.each([
    ['text', 1, 0],
    ['json', 1, 0],
    ['sarif', 1, 0],
    ['markdown', 1, 0],
    ['junit', 1, 0],
  ])('the gate is the same in %s: %d enforced, %d in audit', (format, enforced, audit) => {
    signed();
    repository.write(replaced(WORKFLOW, 'name: ci', 'name: two'));
    repository.commit();
    const args = ['verify-pipeline', '--trust', key.publicPath, '--format', format];
    expect(plumbline(repository.path, args).status).toBe(enforced);
    expect(plumbline(repository.path, [...args, '--mode', 'audit']).status).toBe(audit);
  });
});

describe('a store', () => {
  const verifyWithStore = () => verify('--store', 'dir:../store');
  afterEach(() => {
    rmSync(join(repository.path, '..', 'store'), { recursive: true, force: true });
  });

  test('remembers the last manifest: an older one does not come back', () => {
    signed();
    const old = repository.git('rev-parse', 'HEAD');
    expect(statuses(verifyWithStore().report)['manifest/rollback']).toBe('unknown');
    repository.write(replaced(WORKFLOW, 'name: ci', 'name: two'));
    repository.commit();
    sign();
    repository.commit();
    const { status, report: found } = verifyWithStore();
    expect(status).toBe(0);
    expect(found.records.map(({ kind }) => kind)).toEqual([
      'pipeline-verified',
      'pipeline-manifest',
    ]);
    repository.git('reset', '-q', '--hard', old);
    const { status: exit, report: rolledBack } = verifyWithStore();
    expect(exit).toBe(1);
    expect(statuses(rolledBack)['manifest/rollback']).toBe('fail');
  });

  test('of somebody else says nothing', () => {
    signed();
    const foreign = plumbline(repository.path, ['verify-pipeline', '--store', 'dir:../store']);
    expect(foreign.status).toBe(2);
    expect(verifyWithStore().status).toBe(0);
  });
});

describe('the record', () => {
  const record = (): {
    predicate: { verificationResult: string; plumbline: { reasons: string[] } };
  } => {
    const run = report(repository.path, [
      'verify-pipeline',
      '--store',
      'dir:../store',
      '--key',
      key.privatePath,
    ]);
    const [written] = run.report.records;
    const bundle = JSON.parse(readFileSync(written?.path ?? '', 'utf8')) as {
      dsseEnvelope: { payload: string };
    };
    return JSON.parse(Buffer.from(bundle.dsseEnvelope.payload, 'base64').toString()) as ReturnType<
      typeof record
    >;
  };
  const trusting = (rest: string): string =>
    `trust:\n  keys:\n    ci:\n      pem: |\n        ${key.publicPem.trim().replaceAll('\n', '\n        ')}\n${rest}`;

  test('says PASSED for a commit, enforced, with a serial that the policy decides', () => {
    signed({ ...files, '.plumbline.yaml': trusting('verify:\n  minSerial: 1\n') });
    expect(record().predicate.verificationResult).toBe('PASSED');
  });

  test('does not say PASSED where nothing decides the serial', () => {
    signed({ ...files, '.plumbline.yaml': trusting('') });
    const { predicate } = record();
    expect(predicate.verificationResult).toBe('FAILED');
    expect(predicate.plumbline.reasons).toEqual(['serial-undecided']);
  });
});
