import { expect, test } from '@jest/globals';
import { gitFixture } from '../testing/fixture.js';
import { attempt } from './refusal.js';
import { headCommit, resolveRev } from './refs.js';
import { openRepository, type Repository } from './repository.js';

function repositoryOf(folder: string): Repository {
  const opened = openRepository(folder);
  if (!opened.ok || opened.value === null)
    throw new Error(opened.ok ? 'none' : opened.error.message);
  return opened.value;
}

function history() {
  const fixture = gitFixture();
  const first = fixture.commit('one');
  fixture.git('branch', 'feature/x');
  fixture.git('tag', 'light');
  fixture.git('tag', '-a', '-m', 'tag', 'v1');
  fixture.git('tag', '-a', '-m', 'tag of a tag', 'v1-again', 'v1');
  const second = fixture.commit('two');
  fixture.git('update-ref', 'refs/remotes/origin/main', first);
  fixture.git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/main');
  fixture.git('tag', 'both', first);
  fixture.git('branch', 'both', second);
  fixture.git('tag', '-a', '-m', 'a tree', 'of-a-tree', `${second}^{tree}`);
  return { fixture, first, second };
}

test.each([['loose'], ['packed']])('what names a commit, refs %s', (refs) => {
  const { fixture, first, second } = history();
  if (refs === 'packed') fixture.git('pack-refs', '--all');
  const repository = repositoryOf(fixture.folder);
  const cases: readonly (readonly [string, string])[] = [
    ['HEAD', second],
    ['main', second],
    ['refs/heads/main', second],
    ['feature/x', first],
    ['light', first],
    ['v1', first],
    ['v1-again', first],
    ['origin/main', first],
    ['origin/HEAD', first],
    ['refs/remotes/origin/HEAD', first],
    [first, first],
    [first.slice(0, 9), first],
    ['refs/heads/both', second],
  ];
  for (const [rev, commit] of cases)
    expect([rev, resolveRev(repository, rev)]).toEqual([rev, commit]);
});

const unchanged = history();

test.each([
  ['nowhere', 'REV_NOT_FOUND'],
  ['HEAD~1', 'REV_NOT_FOUND'],
  ['1'.repeat(40), 'REV_NOT_FOUND'],
  ['refs/heads/../../HEAD', 'REV_NOT_FOUND'],
  ['../HEAD', 'REV_NOT_FOUND'],
  ['', 'REV_NOT_FOUND'],
  ['both', 'REV_AMBIGUOUS'],
  ['of-a-tree', 'GIT_OBJECT'],
])('what does not: %p', (rev, code) => {
  const repository = repositoryOf(unchanged.fixture.folder);
  expect(attempt(() => resolveRev(repository, rev))).toMatchObject({ ok: false, error: { code } });
});

test('a short id that begins two commits is ambiguous, one more digit is not', () => {
  const fixture = gitFixture();
  const seen = new Map<string, string>();
  const tree = fixture.gitWith('', 'mktree');
  let pair: readonly [string, string] | null = null;
  const script = Array.from(
    { length: 1200 },
    (_, mark) => `commit refs/heads/n${mark}\ncommitter A <a@b> ${mark + 1} +0000\ndata 0\n`,
  );
  fixture.gitWith(script.join(''), 'fast-import', '--quiet');
  for (const id of fixture.git('for-each-ref', '--format=%(objectname)').split('\n')) {
    const other = seen.get(id.slice(0, 4));
    if (other !== undefined && other !== id) pair = [other, id];
    seen.set(id.slice(0, 4), id);
  }
  if (tree === '' || pair === null)
    throw new Error('1200 commits without a pair of equal beginnings');
  const repository = repositoryOf(fixture.folder);
  const [one, two] = pair;
  expect(attempt(() => resolveRev(repository, one.slice(0, 4)))).toMatchObject({
    error: { code: 'REV_AMBIGUOUS' },
  });
  const digits = [...one].findIndex((digit, at) => digit !== two[at]) + 1;
  expect(resolveRev(repository, one.slice(0, Math.max(digits, 8)))).toBe(one);
});

test('HEAD of a repository without commits, detached, and of a linked work tree', () => {
  const { fixture, first, second } = history();
  expect(headCommit(repositoryOf(gitFixture().folder))).toBeNull();
  fixture.git('worktree', 'add', '-q', '--detach', `${fixture.folder}-linked`, first);
  expect(headCommit(repositoryOf(`${fixture.folder}-linked`))).toBe(first);
  expect(headCommit(repositoryOf(fixture.folder))).toBe(second);
});
