import { describe, expect, test } from '@jest/globals';
import { readYaml } from '@plumbline/core';
import type { UnreadableFile } from '../graph.js';
import { readLock, type Lock } from './lock.js';

const SHA = '34e114876b0b11c390a56381ad16ebd13914f8d5';
const entry = (extra = ''): string =>
  `    ref: v4\n    commit: sha1-${SHA}\n    owner_id: 1\n    repo_id: 2\n${extra}`;
const lockText = (version: string, body: string): string =>
  `version: ${version}\nworkflows:\n  .github/workflows/ci.yml: [Actions/Checkout@v4]\ndependencies:\n${body}`;

function read(text: string): { readonly lock: Lock; readonly lines: readonly number[] } {
  const file = readYaml('.github/workflows/actions.lock', new TextEncoder().encode(text), {
    aliases: 'refuse',
  });
  const root = file.ok ? file.value.documents[0]?.root : null;
  if (!file.ok || root?.kind !== 'map') throw new Error('fixture');
  const problems: UnreadableFile[] = [];
  const lock = readLock({ source: file.value.source, problems }, root);
  return { lock, lines: problems.map(({ location }) => location.line) };
}

test.each([
  ['v0.0.2', 'Actions/Checkout@v4', entry()],
  ['v0.0.3', 'Actions/Checkout@v4', entry('    hostname: github.com\n')],
  [
    'v0.0.1',
    `Actions/Checkout@v4:sha1-${SHA}`,
    `    tag: v4\n    branch: main\n${entry().replace('    ref: v4\n', '')}`,
  ],
])('%s is read', (version, key, body) => {
  const { lock, lines } = read(lockText(version, `  ${key}:\n${body}`));
  expect(lines).toEqual([]);
  expect(lock.usable).toBe(true);
  expect(lock.entries).toMatchObject([
    { pin: 'actions/checkout@v4', commit: SHA, ownerId: { value: '1' } },
  ]);
  expect(lock.workflows).toMatchObject([
    { path: { value: '.github/workflows/ci.yml' }, pins: [{ pin: 'actions/checkout@v4' }] },
  ]);
});

describe('what is wrong makes the whole lock unusable', () => {
  const good = entry();
  test.each([
    ['a future version', lockText('v0.0.4', `  a/b@v4:\n${good}`), 1],
    ['no version', 'workflows: {}\n', 1],
    ['an unknown key', `${lockText('v0.0.2', `  a/b@v4:\n${good}`)}extra: 1\n`, 10],
    ['an unknown key of an entry', lockText('v0.0.2', `  a/b@v4:\n${entry('    tag: v4\n')}`), 10],
    [
      'a host in v0.0.2',
      lockText('v0.0.2', `  a/b@v4:\n${entry('    hostname: github.com\n')}`),
      10,
    ],
    ['a foreign host', lockText('v0.0.3', `  a/b@v4:\n${entry('    hostname: evil.com\n')}`), 10],
    ['no ref', lockText('v0.0.2', `  a/b@v4:\n${good.replace('    ref: v4\n', '')}`), 5],
    ['another ref', lockText('v0.0.2', `  a/b@v5:\n${good}`), 6],
    ['no commit', lockText('v0.0.2', `  a/b@v4:\n${good.replace(/ {4}commit.*\n/, '')}`), 5],
    ['a short commit', lockText('v0.0.2', `  a/b@v4:\n${good.replace(SHA, SHA.slice(0, 39))}`), 7],
    [
      'a commit without algorithm',
      lockText('v0.0.2', `  a/b@v4:\n${good.replace('sha1-', '')}`),
      7,
    ],
    ['another commit than the key', lockText('v0.0.2', `  a/b@${'0'.repeat(40)}:\n${good}`), 5],
    [
      'an id of zero',
      lockText('v0.0.2', `  a/b@v4:\n${good.replace('owner_id: 1', 'owner_id: 0')}`),
      8,
    ],
    [
      'an id that is text',
      lockText('v0.0.2', `  a/b@v4:\n${good.replace('repo_id: 2', 'repo_id: "2"')}`),
      9,
    ],
    ['a key with a path', lockText('v0.0.2', `  a/b/c@v4:\n${good}`), 5],
    ['a key with a digest', lockText('v0.0.2', `  a/b@v4:sha1-${SHA}:\n${good}`), 5],
    ['an entry that is no map', lockText('v0.0.2', '  a/b@v4: x\n'), 5],
    [
      'keys that differ in case only',
      lockText('v0.0.2', `  a/b@v4:\n${good}  A/b@v4:\n${good}`),
      10,
    ],
    [
      'an entry that uses itself',
      lockText('v0.0.2', `  a/b@v4:\n${entry('    uses: [a/b@v4]\n')}`),
      5,
    ],
    ['a workflow outside', 'version: v0.0.2\nworkflows:\n  ../x.yml: []\n', 3],
    [
      'a workflow that is no list',
      'version: v0.0.2\nworkflows:\n  .github/workflows/a.yml: x\n',
      3,
    ],
  ])('%s', (_name, text, line) => {
    const { lock, lines } = read(text);
    expect(lines).toEqual([line]);
    expect(lock.usable).toBe(false);
  });
});

test('a long chain of entries does not exhaust the stack', () => {
  const count = 1200;
  const body = Array.from({ length: count }, (_, index) => {
    const uses = index + 1 < count ? `    uses: [a/b${index + 1}@v4]\n` : '';
    return `  a/b${index}@v4:\n${entry(uses)}`;
  });
  expect(read(lockText('v0.0.2', body.join(''))).lock.usable).toBe(true);
});
