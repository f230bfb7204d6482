import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { plumbline, type Outcome } from '../support/command.js';
import { createKey, type KeyFiles } from '../support/key.js';
import { createRepository, type Repository } from '../support/repository.js';

const TASK = `apiVersion: tekton.dev/v1
kind: Task
metadata:
  name: deploy
spec:
  results:
    - name: url
      type: string
  steps:
    - name: run
      image: registry.corp.example/tools:2@sha256:${'ab'.repeat(32)}
`;
const WORKFLOW = `on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - uses: acme/ci/actions/fetch-url@v1   # v1.0.0

      - uses: "acme/ci/actions/fetch-url@v0.9.1"
`;
const REVOCATIONS = `apiVersion: plumbline.dev/revocations/v1
kind: Revocations
revoked:
  - { name: fetch-url, version: 0.9.1, reason: CVE-2026-40938, since: 2026-11-20, replacedBy: 0.9.2 }
`;

const work = mkdtempSync(join(tmpdir(), 'plumbline-catalog-'));
let repository: Repository;
let key: KeyFiles;
let commit = '';

const run = (...args: string[]): Outcome => plumbline(work, ['catalog', ...args]);
const status = (...args: string[]): number | null => run(...args).status;
const build = (out: string, ...more: string[]): Outcome =>
  run(
    'build',
    repository.path,
    '--version',
    '2026.11.0',
    '--bundles',
    'registry.corp.example/tasks',
    '--out',
    out,
    ...more,
  );
const verify = (folder: string, ...more: string[]): Outcome =>
  run('verify', folder, '--key', key.publicPath, '--offline', ...more);

beforeAll(() => {
  repository = createRepository({
    'actions/fetch-url/action.yml': 'name: a\nruns: { using: node24, main: dist/index.js }\n',
    'actions/fetch-url/dist/index.js': 'run();\n',
    'tekton-tasks/deploy/1.2.0/deploy.yaml': TASK,
    'revocations.yaml': REVOCATIONS,
  });
  repository.git('remote', 'add', 'origin', 'https://github.com/acme/ci.git');
  commit = repository.git('rev-parse', 'HEAD');
  key = createKey(work, 'ci');
  expect(build('release').status).toBe(0);
  expect(run('sign', 'release', '--key', key.privatePath).stdout).toMatch(
    /serial 1, the first.*published nothing/,
  );
});

afterAll(() => {
  repository.dispose();
  rmSync(work, { recursive: true, force: true });
});

describe('a release of a catalog that is not ours', () => {
  test('is verified with the key alone', () => {
    expect(verify('release').status).toBe(0);
    expect(verify('release', '--source', repository.path).status).toBe(0);
    expect(verify('release', '--min-serial', '2').status).toBe(1);
  });

  test('follows the one before', () => {
    expect(build('second', '--previous', 'release/catalog.sigstore.json').status).toBe(0);
    expect(run('sign', 'second', '--key', key.privatePath).stdout).toMatch(/serial 2 after 1/);
    expect(verify('second', '--min-serial', '2').status).toBe(0);
    const other = createKey(work, 'other');
    expect(status('sign', 'second', '--key', other.privatePath)).toBe(3);
    expect(status('sign', 'second', '--key', other.privatePath, '--trust', key.publicPath)).toBe(0);
    expect(verify('second').status).toBe(1);
  });

  test('is refused where it was changed, and cannot be decided without the latest statement', () => {
    expect(build('third').status).toBe(0);
    expect(status('sign', 'third', '--key', key.privatePath)).toBe(0);
    writeFileSync(join(work, 'third/actions/fetch-url/dist/index.js'), 'evil();\n');
    expect(verify('third').status).toBe(1);
    writeFileSync(join(work, 'third/actions/fetch-url/dist/index.js'), 'run();\n');
    rmSync(join(work, 'third/latest.sigstore.json'));
    expect(verify('third').status).toBe(2);
    expect(status('sign', 'third', '--key', key.privatePath, '--refresh')).toBe(0);
    expect(verify('third').status).toBe(0);
    rmSync(join(work, 'third/catalog.sigstore.json'));
    expect(verify('third').status).toBe(3);
  });

  test('that cannot be released is not written', () => {
    repository.write({
      'tekton-tasks/deploy/1.2.0/deploy.yaml': TASK.replace('      type: string\n', ''),
    });
    const refused = build('fourth', '--worktree');
    expect([refused.status, existsSync(join(work, 'fourth'))]).toEqual([2, false]);
    expect(refused.stdout).toMatch(/deploy\.yaml:7:/);
    repository.write({ 'tekton-tasks/deploy/1.2.0/deploy.yaml': TASK });
  });

  test('is shown and compared', () => {
    expect(run('show', 'release', '--refs').stdout.trim().split('\n')).toHaveLength(3);
    const { status: same, stdout } = run('diff', 'release', 'release/catalog.json');
    expect([same, stdout]).toEqual([0, expect.stringMatching(/^2 unchanged/)]);
  });
});

test('pin keeps all but the reference, twice, and leaves what is revoked', () => {
  writeFileSync(join(work, 'ci.yml'), WORKFLOW);
  const pin = (): Outcome => run('pin', 'ci.yml', '--catalog', 'release', '--key', key.publicPath);
  expect(pin()).toMatchObject({
    status: 1,
    stdout: expect.stringMatching(/ci\.yml:8 .*0\.9\.2/) as unknown,
  });
  const once = readFileSync(join(work, 'ci.yml'), 'utf8');
  expect(once).toBe(WORKFLOW.replace('@v1   # v1.0.0', `@${commit}   # v2026.11.0`));
  pin();
  expect(readFileSync(join(work, 'ci.yml'), 'utf8')).toBe(once);
});

test('pin takes nothing from a release that does not count', () => {
  const other = createKey(work, 'stranger');
  writeFileSync(join(work, 'left.yml'), WORKFLOW);
  expect(status('pin', 'left.yml', '--catalog', 'release', '--key', other.publicPath)).toBe(1);
  expect(readFileSync(join(work, 'left.yml'), 'utf8')).toBe(WORKFLOW);
});

test('a relocated copy is one of the other key', () => {
  const corp = createKey(work, 'corp');
  const args = [
    'relocate',
    'release',
    '--to',
    'mirror.corp.example/acme',
    '--key',
    corp.privatePath,
    '--out',
    'copy',
  ];
  expect(status(...args, '--trust', corp.publicPath)).toBe(1);
  expect(status(...args, '--trust', key.publicPath)).toBe(0);
  expect(status('verify', 'copy', '--key', corp.publicPath, '--offline')).toBe(0);
  expect(run('show', 'copy', '--refs').stdout).toMatch(
    /^mirror\.corp\.example\/acme\/tools:2@sha256:(ab){32}$/m,
  );
  expect(status(...args, '--trust', key.publicPath)).toBe(3);
});

test.each([
  ['no command', []],
  ['an unknown command', ['sgn']],
  ['no key', ['verify', 'release', '--offline']],
  ['a private key as the public one', ['verify', 'release', '--key', 'ci.key', '--offline']],
  ['a folder that is no release', ['verify', '.', '--key', 'ci.pub', '--offline']],
  ['one catalog to compare', ['diff', 'release']],
  ['a serial that is none', ['verify', 'release', '--key', 'ci.pub', '--min-serial', '0']],
  [
    'a place that is no registry',
    [
      'relocate',
      'release',
      '--to',
      'somewhere',
      '--trust',
      'ci.pub',
      '--key',
      'ci.key',
      '--out',
      'x',
    ],
  ],
  ['a folder that is not empty', ['build', '.', '--version', '1.0.0', '--out', 'release']],
])('%s is wrong usage', (_name, args) => {
  expect(status(...args)).toBe(3);
});
