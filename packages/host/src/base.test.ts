import { expect, test } from '@jest/globals';
import { chownSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createPorts } from './ports.js';
import {
  emptyFolder,
  gitFixture,
  hostOptions,
  runEnv,
  type GitFixture,
} from './testing/fixture.js';

type Event = Readonly<Record<string, unknown>>;

/** `main` with two commits, a branch with one more, and GitHub's merge of both. */
function history() {
  const fixture = gitFixture();
  fixture.write('f', 'one');
  const one = fixture.commit();
  fixture.write('f', 'two');
  const two = fixture.commit();
  fixture.git('checkout', '-q', '-b', 'topic');
  fixture.write('g', 'new');
  const topic = fixture.commit();
  fixture.git('checkout', '-q', '--detach', two);
  fixture.git('merge', '-q', '--no-ff', '-m', 'merge', topic);
  return { fixture, one, two, topic, merge: fixture.git('rev-parse', 'HEAD') };
}

function baseOf(fixture: GitFixture, request: string, env: Record<string, string> = {}): unknown {
  const ports = createPorts(hostOptions({ cwd: fixture.folder, env }));
  const target = ports.openTarget({ target: '.', rev: null, worktree: true });
  if (!target.ok) throw new Error(target.error.message);
  const base = ports.openBase(target.value, request);
  if (!base.ok) return base.error.code;
  if (base.value === null) return null;
  const text = base.value.tree.read('f');
  return [base.value.commit, base.value.name, text.ok && Buffer.from(text.value).toString()];
}

function runOf(commit: string, changes: Record<string, string>, event: Event) {
  const path = join(emptyFolder(), 'event.json');
  writeFileSync(path, JSON.stringify({ repository: { default_branch: 'main' }, ...event }));
  return runEnv(commit, { GITHUB_EVENT_PATH: path, ...changes });
}

const pull = (merge: string, sha: string) =>
  runOf(
    merge,
    { GITHUB_EVENT_NAME: 'pull_request', GITHUB_REF: 'refs/pull/7/merge' },
    { pull_request: { base: { sha, ref: 'main' } } },
  );

test('outside a run: what is asked for, by default nothing', () => {
  const { fixture, one, two } = history();
  expect(baseOf(fixture, 'auto')).toBeNull();
  expect(baseOf(fixture, 'none')).toBeNull();
  expect(baseOf(fixture, 'main')).toEqual([two, 'main', 'two']);
  expect(baseOf(fixture, one)).toEqual([one, one, 'one']);
  expect(baseOf(fixture, 'nowhere')).toBe('REV_NOT_FOUND');
});

test('a pull request: the base that the event names, else the one that GitHub merged into', () => {
  const { fixture, one, two, merge } = history();
  expect(baseOf(fixture, 'auto', pull(merge, one))).toEqual([one, 'main', 'one']);
  expect(baseOf(fixture, 'auto', pull(merge, 'a'.repeat(40)))).toEqual([two, 'the base', 'two']);
  expect(baseOf(fixture, 'none', pull(merge, one))).toBeNull();
});

test('a pull request whose head was checked out names no other base', () => {
  const { fixture, topic } = history();
  fixture.git('checkout', '-q', topic);
  expect(baseOf(fixture, 'auto', pull('b'.repeat(40), 'a'.repeat(40)))).toBe('BASE_UNREACHABLE');
});

test('a push to the default branch: the commit before', () => {
  const { fixture, one, two } = history();
  expect(baseOf(fixture, 'auto', runOf(two, {}, { before: one }))).toEqual([one, 'main', 'one']);
  const unknown = runOf(two, {}, { before: 'a'.repeat(40) });
  expect(baseOf(fixture, 'auto', unknown)).toBe('BASE_UNREACHABLE');
});

test('a push to another branch: the default branch as it was fetched', () => {
  const { fixture, two, topic } = history();
  const env = runOf(topic, { GITHUB_REF: 'refs/heads/topic' }, { before: '0'.repeat(40) });
  expect(baseOf(fixture, 'auto', env)).toBe('BASE_UNREACHABLE');
  fixture.git('update-ref', 'refs/remotes/origin/main', two);
  expect(baseOf(fixture, 'auto', env)).toEqual([two, 'main', 'two']);
});

test.each(['schedule', 'workflow_dispatch', 'release'])('%s changes nothing', (event) => {
  const { fixture, two } = history();
  expect(baseOf(fixture, 'auto', runOf(two, { GITHUB_EVENT_NAME: event }, {}))).toBeNull();
});

test('a merge group: its base', () => {
  const { fixture, one, two } = history();
  const env = runOf(
    two,
    { GITHUB_EVENT_NAME: 'merge_group', GITHUB_REF: 'refs/heads/gh-readonly-queue/main/1' },
    { merge_group: { base_sha: one, base_ref: 'refs/heads/main' } },
  );
  expect(baseOf(fixture, 'auto', env)).toEqual([one, 'refs/heads/main', 'one']);
});

test('without a repository there is no base', () => {
  const folder = emptyFolder();
  const ports = createPorts(hostOptions({ cwd: folder }));
  const target = ports.openTarget({ target: '.', rev: null, worktree: true });
  expect(target.ok && ports.openBase(target.value, 'main')).toMatchObject({
    error: {
      ...{ kind: 'undecidable', code: 'BASE_UNREACHABLE' },
      hint: expect.stringContaining('base: none'),
    },
  });
});

/** A folder of a monorepo before and after a change, beside one that the change adds. */
function monorepo() {
  const fixture = gitFixture();
  fixture.write('f', 'top');
  fixture.write('services/a/f', 'one');
  const one = fixture.commit();
  fixture.write('services/a/f', 'two');
  fixture.write('services/b/f', 'new');
  return { fixture, one, two: fixture.commit() };
}

test('below the top: the same folder of the base, which has nothing of a new one', () => {
  const { fixture, one, two } = monorepo();
  const at = (below: string) => ({ ...fixture, folder: join(fixture.folder, 'services', below) });
  const env = runOf(two, {}, { before: one });
  expect(baseOf(at('a'), 'auto', env)).toEqual([one, 'main', 'one']);
  expect(baseOf(at('a'), 'main')).toEqual([two, 'main', 'two']);
  expect(baseOf(at('b'), 'auto', env)).toEqual([one, 'main', false]);
});

test('a repository inside another has a base of its own alone', () => {
  const { fixture, one, two } = monorepo();
  const inner = gitFixture('sha1', join(fixture.folder, 'services', 'a'));
  expect(baseOf(inner, 'auto', runOf(two, {}, { before: one }))).toBe('BASE_UNREACHABLE');
});

/** Only root can give files away. */
(process.getuid?.() === 0 ? test : test.skip)("another user's repository is no base", () => {
  const { fixture } = monorepo();
  const below = { ...fixture, folder: join(fixture.folder, 'services', 'a') };
  chownSync(join(fixture.folder, '.git'), 12345, 12345);
  expect(baseOf(below, 'main')).toBe('BASE_UNREACHABLE');
});

test.each([
  ['a terminal', {}, true],
  ['a Task', { face: 'tekton' as const }, false],
  ['a run', { env: runEnv('a'.repeat(40)) }, false],
  ['a run that describes itself badly', { env: { GITHUB_ACTIONS: 'true' } }, false],
])('%s is at a desk: %#', (_name, options, expected) => {
  expect(createPorts(hostOptions(options)).atDesk).toBe(expected);
});
