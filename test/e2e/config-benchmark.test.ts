import { afterEach, describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runAction, type ActionOutcome } from '../support/action.js';
import { plumbline, report, statuses } from '../support/command.js';
import { files, WORKFLOW } from '../support/pipeline-files.js';
import { createRepository, type Repository } from '../support/repository.js';

let repository: Repository;

afterEach(() => {
  repository.dispose();
});

const SCOPE = ['--controls', 'pin-refs', '--controls', 'pin-images'];
const good = files[WORKFLOW] ?? '';
const ANOTHER = '      - uses: acme/deploy@v1';

const bad = (line = ANOTHER): Readonly<Record<string, string>> => ({
  [WORKFLOW]: `${good}${line}\n`,
});

const benchmark = (...options: string[]) =>
  report(repository.path, ['config-benchmark', ...SCOPE, ...options]);

describe('the command', () => {
  test('passes what is pinned, and reads the folder whatever is committed', () => {
    repository = createRepository(files);
    expect(benchmark()).toMatchObject({ status: 0, report: { verdict: 'pass' } });
    repository.write(bad());
    const { status, report: found } = benchmark();
    expect([status, statuses(found)['1.1.1/G']]).toEqual([1, 'fail']);
  });

  test('counts only what a base does not have', () => {
    repository = createRepository({ ...files, ...bad() });
    expect(benchmark('--base', 'main').status).toBe(0);
    repository.write({ [WORKFLOW]: `# moved\n${good}${ANOTHER}\n      - uses: acme/other@v1\n` });
    const { status, report: found } = benchmark('--base', 'main');
    expect([status, found['benchmark']]).toMatchObject([1, { new: [expect.any(String)] }]);
    expect(benchmark('--base', 'nowhere').status).toBe(3);
  });

  test('shows the table, the score and what to write', () => {
    repository = createRepository({ ...files, ...bad() });
    const { status, stdout } = plumbline(repository.path, ['config-benchmark', ...SCOPE]);
    expect(status).toBe(1);
    expect(stdout).toMatch(/^\[FAIL\] 1\.1\.1\/G {2}/m);
    expect(stdout).toMatch(/^1 Composition, dependencies +\d/m);
    expect(stdout).toMatch(/^Score \d+ of \d+ decided/m);
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/^fail: 1 check/);
  });

  test('says the same in every format and mode', () => {
    repository = createRepository({ ...files, ...bad() });
    for (const format of ['text', 'json', 'sarif', 'markdown', 'junit']) {
      const args = ['config-benchmark', ...SCOPE, '--format', format];
      expect(plumbline(repository.path, args).status).toBe(1);
      expect(plumbline(repository.path, [...args, '--mode', 'audit']).status).toBe(0);
    }
  });

  test('lists every check of the level, also those that were not asked', () => {
    repository = createRepository(files);
    const checks = (level: string) =>
      report(repository.path, ['config-benchmark', '--level', level]).report.checks.filter(
        ({ id }) => /^\d/.test(id),
      );
    expect(checks('2')).toHaveLength(188);
    const known = ['pass', 'fail', 'manual', 'not-applicable', 'unknown'];
    expect(checks('1').filter(({ status }) => !known.includes(status))).toEqual([]);
    expect(
      checks('1').filter(({ needs, status }) => status === 'unknown' && needs.length === 0),
    ).toEqual([]);
  });

  test.each([
    ['nothing to check', {}, [], 3],
    ['an unknown control', files, ['--controls', 'pin-ref'], 3],
    ['a workflow that cannot be read', { [WORKFLOW]: 'on: [' }, [], 2],
    ['a policy that cannot be read', { ...files, '.plumbline.yaml': 'x: 1' }, [], 3],
  ])('%s', (_name, contents, options, status) => {
    repository = createRepository({ 'README.md': '', ...contents });
    expect(plumbline(repository.path, ['config-benchmark', ...options]).status).toBe(status);
  });
});

describe('--fix safe', () => {
  const CHECKOUT = `on: push
permissions: {}
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4 # ours
`;
  const fix = (...options: string[]) =>
    plumbline(repository.path, [
      'config-benchmark',
      '--controls',
      '2.4.1',
      '--fix',
      'safe',
      ...options,
    ]);

  test('changes the lines that it names, once, and ends as a run over what it wrote', () => {
    repository = createRepository({ [WORKFLOW]: CHECKOUT });
    const first = fix();
    expect([first.status, first.stderr]).toEqual([
      0,
      `fixed  2.4.1/G  ${WORKFLOW}:7  persist-credentials: false\n`,
    ]);
    const diff = repository.git('diff', '-U0');
    expect(diff.split('\n').filter((line) => /^[-+] /.test(line))).toEqual([
      '+        with:',
      '+          persist-credentials: false',
    ]);
    expect(fix()).toMatchObject({ status: 0, stderr: '' });
    expect(repository.git('diff', '-U0')).toBe(diff);
  });

  test('what is left fails, and a link is never followed', () => {
    repository = createRepository({
      [WORKFLOW]: `${CHECKOUT}      - run: make\n`,
      other: CHECKOUT,
    });
    symlinkSync('../../other', join(repository.path, '.github/workflows/link.yml'));
    const { status, stderr } = fix();
    expect([status, stderr]).toEqual([
      1,
      `left   2.4.1/G  ${WORKFLOW}:7  \`make\` of a later step may use it\n`,
    ]);
    expect(repository.git('diff')).toBe('');
    expect(fix('--base', 'main').status).toBe(3);
  });
});

describe('--explain', () => {
  test('export prints a script that gets and lists, reads no Secret, and leaves out what it may not read', () => {
    repository = createRepository({});
    const script = plumbline(repository.path, ['config-benchmark', '--explain', 'export']);
    expect(script).toMatchObject({ status: 0, stderr: '' });
    const at = (name: string): string => join(repository.path, name);
    const kubectl =
      '#!/bin/sh\necho "$*" >>calls\ncase "$2" in tasks.*) exit 1 ;; esac\necho "items: []"\n';
    writeFileSync(at('kubectl'), kubectl, { mode: 0o755 });
    writeFileSync(at('export.sh'), script.stdout);
    const env = { PATH: `${repository.path}:${process.env['PATH'] ?? ''}` };
    execFileSync('sh', ['export.sh', 'out'], { cwd: repository.path, env, stdio: 'pipe' });
    const calls = readFileSync(at('calls'), 'utf8').trimEnd().split('\n');
    expect(calls.length).toBeGreaterThan(80);
    expect(calls.filter((call) => !/^get [\w.,-]+ .*-o yaml$/.test(call))).toEqual([]);
    expect(calls.filter((call) => /secret/i.test(call))).toEqual([]);
    const written = readdirSync(at('out'));
    expect([written.length, written.includes('tasks.yaml')]).toEqual([calls.length - 1, false]);
    expect(new Set(written.map((name) => readFileSync(join(at('out'), name), 'utf8')))).toEqual(
      new Set(['items: []\n']),
    );
  });

  test.each([
    ['a control', ['--explain', '2.1.1'], 0],
    ['its slug', ['--explain=no-template-injection', 'nowhere'], 0],
    ['an unknown word', ['--explain', 'exports'], 3],
    ['none', ['--explain'], 3],
    ['another form', ['--explain', '2.1.1', '--format', 'sarif'], 3],
  ])('of %s', (_name, args, status) => {
    repository = createRepository({});
    expect(plumbline(repository.path, ['config-benchmark', ...args]).status).toBe(status);
  });
});

describe('the action', () => {
  const inputs = { controls: 'pin-refs' };

  /** Runs it for a pull request of what lies in the folder, checked out as GitHub merges it. */
  function pullRequest(of: { readonly isolated?: boolean } = {}): ActionOutcome {
    const base = repository.git('rev-parse', 'main');
    repository.git('checkout', '-q', '-b', 'topic');
    repository.commit();
    repository.git('checkout', '-q', '--detach', 'main');
    repository.git('merge', '-q', '--no-ff', '-m', 'merge', 'topic');
    const folder = mkdtempSync(join(tmpdir(), 'plumbline-event-'));
    const event = join(folder, 'event.json');
    writeFileSync(
      event,
      JSON.stringify({
        repository: { default_branch: 'main' },
        pull_request: { base: { sha: base, ref: 'main' } },
      }),
    );
    repository.git('update-ref', 'refs/remotes/origin/main', base);
    repository.git('remote', 'add', 'origin', 'https://github.com/acme/app');
    const outcome = runAction({
      ...{ action: 'config-benchmark', inputs, workspace: repository.path, ...of },
      commit: repository.git('rev-parse', 'HEAD'),
      ref: 'refs/pull/7/merge',
      env: { GITHUB_EVENT_NAME: 'pull_request', GITHUB_EVENT_PATH: event },
    });
    rmSync(folder, { recursive: true });
    return outcome;
  }

  test('a change that adds nothing is one line, whatever was there before', () => {
    repository = createRepository({ ...files, ...bad() });
    repository.write({ 'README.md': 'a change' });
    const { status, log, summary, outputs } = pullRequest({ isolated: true });
    expect({ status, summary }).toEqual({ status: 0, summary: '' });
    expect(log.trim().split('\n')).toHaveLength(1);
    expect(outputs).toMatchObject({ verdict: 'pass', new: '0' });
  });

  test('a change that adds something is one annotation on its line', () => {
    repository = createRepository({ ...files, ...bad() });
    repository.write({ [WORKFLOW]: `${good}${ANOTHER}\n      - uses: acme/other@v1\n` });
    const { status, log, outputs } = pullRequest();
    expect([status, outputs['new']]).toEqual([1, '1']);
    expect(log.match(/^::error /gm)).toHaveLength(1);
    const line = good.split('\n').length + 1;
    expect(log).toMatch(new RegExp(`^::error .*file=${WORKFLOW},line=${line},`, 'm'));
  });

  test.each([
    ['a comment', bad(`${ANOTHER} # plumbline: ignore[pin-refs] I say so`)],
    [
      'a waiver',
      {
        ...bad(),
        '.plumbline.yaml':
          'waivers: [{ what: pin-refs, where: .github/**, why: w, who: "@me", until: 2030-01-01 }]',
      },
    ],
  ])('%s of the change itself does not count', (_name, change) => {
    repository = createRepository(files);
    repository.write(change);
    expect(pullRequest().status).toBe(1);
  });

  test('a base that is not at hand is not decided', () => {
    repository = createRepository(files);
    const outcome = runAction({
      ...{ action: 'config-benchmark', inputs, workspace: repository.path },
      commit: repository.git('rev-parse', 'HEAD'),
      ref: 'refs/heads/main',
    });
    expect(outcome.status).toBe(2);
    expect(outcome.log).toMatch(/fetch-depth: 2/);
  });
});
