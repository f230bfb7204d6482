import { describe, expect, test } from '@jest/globals';
import { closureOf, nodeOf, statuses } from '../testing/closure-of.js';
import { LOCK_ID } from './lock.js';

const SHA = '34e114876b0b11c390a56381ad16ebd13914f8d5';
const CI = '.github/workflows/ci.yml';
const LOCK = '.github/workflows/actions.lock';

const workflow = (...uses: string[]): string =>
  `on: push\njobs: {a: {steps: [${uses.map((use) => `{uses: '${use}'}`).join(', ')}]}}\n`;
const entry = (pin: string, uses: readonly string[] = []): string =>
  `  ${pin}:\n    ref: ${pin.slice(pin.indexOf('@') + 1)}\n    commit: sha1-${SHA}\n    owner_id: 1\n    repo_id: 2\n${uses.length === 0 ? '' : `    uses: [${uses.join(', ')}]\n`}`;
const lock = (pins: readonly string[], ...entries: string[]): string =>
  `version: v0.0.2\nworkflows:\n  ${CI}: [${pins.join(', ')}]\ndependencies:\n${entries.join('')}`;

describe('a lock holds what it names', () => {
  const good = {
    [CI]: workflow('Actions/Cache/save@v4'),
    [LOCK]: lock(['actions/cache@v4'], entry('actions/cache@v4')),
  };

  test('by the repository and ref, whatever path is used', () => {
    const found = closureOf(good);
    expect(statuses(found)).toEqual([
      'action:actions/cache/save@v4#locked locked',
      `${LOCK_ID} present`,
      `workflow:${CI} present`,
    ]);
    expect(nodeOf(found, 'action:actions/cache/save@v4#locked').digests).toEqual({
      gitCommit: SHA,
    });
    expect(nodeOf(found, LOCK_ID).problems).toBeUndefined();
    expect(found.files).toContain(LOCK);
  });

  test('only for the workflows that it names', () => {
    const found = closureOf({
      ...good,
      '.github/workflows/b.yml': workflow('actions/cache/save@v4'),
    });
    expect(statuses(found)).toContain('action:actions/cache/save@v4 unpinned');
  });

  test('for local actions on the way, and what locked actions use', () => {
    const found = closureOf({
      [CI]: workflow('./x'),
      'x/action.yml': 'runs: {using: composite, steps: [{uses: a/b@v1}]}\n',
      [LOCK]: lock(['a/b@v1'], entry('a/b@v1', ['c/d@v2']), entry('c/d@v2')),
    });
    expect(statuses(found).slice(0, 2)).toEqual([
      'action:a/b@v1#locked locked',
      'action:c/d@v2#locked locked',
    ]);
    expect(nodeOf(found, LOCK_ID).problems).toBeUndefined();
  });

  test('nothing if it is malformed or of a future version', () => {
    for (const text of [good[LOCK].replace('v0.0.2', 'v0.1.0'), `${good[LOCK]}extra: 1\n`]) {
      const found = closureOf({ ...good, [LOCK]: text });
      expect(statuses(found)).toEqual([
        'action:actions/cache/save@v4 unpinned',
        `${LOCK_ID} unreadable`,
        `workflow:${CI} present`,
      ]);
      expect(found.unreadable).toMatchObject([{ path: LOCK }]);
    }
  });
});

describe('what does not fit is a problem of the lock', () => {
  const b = entry('a/b@v1');
  test.each([
    ['nothing', workflow('a/b@v1'), lock(['a/b@v1'], b), []],
    ['a reference without entry', workflow('a/b@v1', 'x/y@v1'), lock(['a/b@v1'], b), [CI]],
    ['a pinned reference without entry', workflow(`x/y@${SHA}`), lock([]), [CI]],
    ['a pin without entry', workflow('a/b@v1'), lock(['a/b@v1', 'x/y@v1'], b), [LOCK, LOCK]],
    ['an entry that nobody uses', workflow('a/b@v1'), lock(['a/b@v1'], b, entry('x/y@v1')), [LOCK]],
    [
      'a pin that the workflow does not use',
      workflow('a/b@v1'),
      lock(['a/b@v1', 'x/y@v1'], b, entry('x/y@v1')),
      [LOCK],
    ],
    [
      'an entry that uses what has none',
      workflow('a/b@v1'),
      lock(['a/b@v1'], entry('a/b@v1', ['c/d@v1'])),
      [LOCK],
    ],
    [
      'a workflow that is not there',
      workflow('a/b@v1'),
      lock(['a/b@v1'], b).replace('workflows:', 'workflows:\n  .github/workflows/gone.yml: []'),
      [LOCK],
    ],
  ])('%s', (_name, text, lockText, paths) => {
    const problems = nodeOf(closureOf({ [CI]: text, [LOCK]: lockText }), LOCK_ID).problems ?? [];
    expect(problems.map(({ location }) => location.path).sort()).toEqual([...paths].sort());
  });
});
