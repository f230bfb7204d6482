import { expect, test } from '@jest/globals';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { emptyFolder, gitFixture, hostOptions, runEnv } from './testing/fixture.js';
import { createPorts } from './ports.js';

function opened(
  cwd: string,
  request: { target?: string; rev?: string; worktree?: boolean },
  env = {},
): unknown {
  const { target = '.', rev = null, worktree = false } = request;
  const result = createPorts(hostOptions({ cwd, env })).openTarget({ target, rev, worktree });
  if (!result.ok) return `${result.error.kind} ${result.error.code}`;
  const text = result.value.tree.read('f');
  return [result.value.commit, text.ok ? Buffer.from(text.value).toString() : text.error.code];
}

function twoCommits() {
  const fixture = gitFixture();
  fixture.write('f', 'one');
  mkdirSync(join(fixture.folder, 'sub'));
  fixture.write('sub/f', 'sub');
  const one = fixture.commit();
  fixture.write('f', 'two');
  const two = fixture.commit();
  fixture.write('f', 'dirty');
  return { fixture, one, two };
}

test('a commit at the top of a work tree, files elsewhere or on request', () => {
  const { fixture, one, two } = twoCommits();
  expect(opened(fixture.folder, {})).toEqual([two, 'two']);
  expect(opened(fixture.folder, { rev: one })).toEqual([one, 'one']);
  expect(opened(fixture.folder, { worktree: true })).toEqual([null, 'dirty']);
  expect(opened(fixture.folder, { target: 'sub' })).toEqual([null, 'sub']);
  expect(opened('/', { target: fixture.folder })).toEqual([two, 'two']);
});

test.each([
  ['missing target', { target: 'none' }, 'usage TARGET'],
  ['file as target', { target: 'f' }, 'usage TARGET'],
  ['rev below the top', { target: 'sub', rev: 'HEAD' }, 'usage TARGET_REV'],
  ['rev with worktree', { rev: 'HEAD', worktree: true }, 'usage TARGET_REV'],
  ['unknown rev', { rev: 'none' }, 'usage REV_NOT_FOUND'],
])('%s', (_name, request, outcome) => {
  expect(opened(twoCommits().fixture.folder, request)).toBe(outcome);
});

test('a repository without commits, and its files', () => {
  const fixture = gitFixture();
  fixture.write('f', 'files');
  expect(opened(fixture.folder, {})).toBe('usage TARGET_COMMIT');
  expect(opened(fixture.folder, { worktree: true })).toEqual([null, 'files']);
});

test('a damaged .git stops a commit from being read, not the files', () => {
  const { fixture } = twoCommits();
  rmSync(join(fixture.folder, '.git/HEAD'));
  expect(opened(fixture.folder, {})).toBe('undecidable GIT_REPOSITORY');
  expect(opened(fixture.folder, { worktree: true })).toEqual([null, 'dirty']);
});

test('in a run the commit is the one of the run', () => {
  const { fixture, one, two } = twoCommits();
  expect(opened(fixture.folder, {}, runEnv(two))).toEqual([two, 'two']);
  expect(opened(fixture.folder, {}, runEnv(one))).toBe('usage TARGET_COMMIT');
  expect(opened(fixture.folder, {}, runEnv('1'.repeat(40)))).toBe('usage TARGET_COMMIT');
  expect(opened(fixture.folder, { rev: two }, runEnv(one))).toEqual([two, 'two']);
  expect(opened(fixture.folder, {}, runEnv('main'))).toBe('usage RUN_FACTS');
});

test.each([
  ['https://github.com/acme/app.git', 'git+https://github.com/acme/app'],
  ['https://me:secret@github.com/acme/app', 'git+https://github.com/acme/app'],
  ['https://example.com:8443/acme/app.git/?x=secret#y', 'git+https://example.com:8443/acme/app'],
  ['git@github.com:acme/app.git', 'git+ssh://github.com/acme/app'],
  ['ssh://git@example.com/acme/app', 'git+ssh://example.com/acme/app'],
  ['/srv/git/app.git', null],
  ['ext::sh -c id', null],
  ['file:///srv/app', null],
])('origin %p is %p', (url, uri) => {
  const fixture = gitFixture();
  const commit = fixture.commit();
  fixture.git('config', 'remote.origin.url', url);
  const uriIn = (env: Record<string, string>): unknown => {
    const target = createPorts(hostOptions({ env })).openTarget({
      target: fixture.folder,
      rev: null,
      worktree: false,
    });
    return target.ok ? target.value.sourceUri : target.error.code;
  };
  expect(uriIn({})).toBe(uri);
  expect(uriIn(runEnv(commit))).toBe('git+https://github.com/acme/app');
});

test('a linked work tree is read, one that does not belong to its repository is not', () => {
  const { fixture, one } = twoCommits();
  const linked = join(emptyFolder(), 'linked');
  fixture.git('worktree', 'add', '-q', '--detach', linked, one);
  expect(opened(linked, {})).toEqual([one, 'one']);
  const stranger = emptyFolder();
  writeFileSync(join(stranger, '.git'), `gitdir: ${fixture.folder}/.git/worktrees/linked\n`);
  expect(opened(stranger, {})).toBe('undecidable GIT_REPOSITORY');
});
