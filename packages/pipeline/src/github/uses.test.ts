import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseUses } from './uses.js';
import { anyText } from '../testing/any-text.js';

const SHA = 'b4ffde65f46336ab88eb53be808477a3936bae11';

describe('parseUses', () => {
  test.each([
    [
      `actions/checkout@${SHA}`,
      { owner: 'actions', repository: 'checkout', path: '', refKind: 'commit', target: 'action' },
    ],
    [`actions/checkout@${'a1'.repeat(32)}`, { refKind: 'commit' }],
    [
      'actions/cache/save@v4',
      { owner: 'actions', repository: 'cache', path: 'save', ref: 'v4', refKind: 'name' },
    ],
    [`a/b@${SHA.slice(0, 7)}`, { refKind: 'short-commit' }],
    [`a/b@${SHA.slice(0, 39)}`, { refKind: 'short-commit' }],
    ['a/b@release/v1', { ref: 'release/v1', refKind: 'name' }],
    ['a/b@x@y', { ref: 'x@y', refKind: 'name' }],
    ['o/r/.github/workflows/f.yml@main', { path: '.github/workflows/f.yml', target: 'workflow' }],
    ['o/r/.github/workflows/sub/f.yml@main', { target: 'action' }],
  ])('%s is remote', (text, expected) => {
    expect(parseUses(text)).toMatchObject({ kind: 'remote', ...expected });
  });

  test.each([
    ['./x', { path: 'x', form: 'workspace', target: 'action' }],
    ['./x/', { path: 'x' }],
    ['./', { path: '' }],
    ['$/x/y', { path: 'x/y', form: 'self' }],
    ['./.github/workflows/f.yml', { path: '.github/workflows/f.yml', target: 'workflow' }],
  ])('%s is local', (text, expected) => {
    expect(parseUses(text)).toMatchObject({ kind: 'local', ...expected });
  });

  test('docker:// is an image', () => {
    expect(parseUses('docker://alpine:3')).toMatchObject({
      kind: 'docker',
      text: 'alpine:3',
      image: { kind: 'image' },
    });
    expect(parseUses('docker://ALPINE::')).toMatchObject({
      kind: 'docker',
      image: { kind: 'undecidable' },
    });
  });

  test.each([
    ['an expression', 'a/b@${{ matrix.ref }}'],
    ['nothing', ''],
    ['a trailing space', 'a/b@v1 '],
    ['a trailing newline', 'a/b@v1\n'],
    ['a look-alike letter', 'аctions/checkout@v4'],
    ['a bidirectional control', 'a/b@\u202ev1'],
    ['a zero-width space', 'a/b\u200b@v1'],
    ['no ref', 'a/b@'],
    ['no @', 'a/b'],
    ['no repository', 'a@v1'],
    ['an empty part', 'a//b@v1'],
    ['a slash before @', 'a/b/@v1'],
    ['dots as a part', 'a/../b@v1'],
    ['a ref with dots', 'a/b@v1..v2'],
    ['a ref like an option', 'a/b@-x'],
    ['an escaped part', 'a/b/%2e%2e@v1'],
    ['a local path that climbs', './../x'],
    ['a local path with an empty part', './x//y'],
    ['a backslash', '.\\x'],
    ['a backslash inside', './x\\y'],
    ['an absolute path', '/x'],
    ['a full address', 'https://github.com/a/b@v1'],
  ])('%s cannot be decided', (_name, text) => {
    expect(parseUses(text)).toMatchObject({ kind: 'undecidable' });
  });

  test('never throws, and only 40 or 64 digits are a commit', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, fc.stringMatching(/^[.a-f0-9@/$:-]{0,90}$/)), (text) => {
        const uses = parseUses(text);
        if (uses.kind !== 'remote') return true;
        return (
          (uses.refKind === 'commit') === /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i.test(uses.ref) &&
          text.includes('@')
        );
      }),
    );
  });
});
