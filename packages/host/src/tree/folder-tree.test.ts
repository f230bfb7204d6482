import { expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  renameSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { emptyFolder } from '../testing/fixture.js';
import { folderTree } from './folder-tree.js';

function filled(): string {
  const root = emptyFolder();
  for (const folder of ['a', 'a/.git', '.git', 'a.b', 'node_modules/x'])
    mkdirSync(join(root, folder), { recursive: true });
  for (const file of [
    'a/z',
    'a.b/f',
    'a-',
    'run.sh',
    '.git/config',
    'a/.git/x',
    'node_modules/x/y',
  ]) {
    writeFileSync(join(root, file), file);
  }
  chmodSync(join(root, 'run.sh'), 0o755);
  symlinkSync('/etc/passwd', join(root, 'link'));
  symlinkSync('a', join(root, 'linked-folder'));
  execFileSync('mkfifo', [join(root, 'pipe')]);
  truncateSync(join(root, 'a-'), 16 * 1024 * 1024 + 1);
  writeFileSync(Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0xe9, 0x0a])]), '');
  writeFileSync(join(root, 'back\\slash'), '');
  return root;
}

test('all entries, in the order of their path bytes, without .git', () => {
  const entries = folderTree(filled()).entries();
  expect(
    entries.ok &&
      entries.value.map(({ path, kind, executable }) => `${path} ${kind}${executable ? ' x' : ''}`),
  ).toEqual([
    'a- file',
    'a.b/f file',
    'a/z file',
    'back\\slash special',
    'link symlink',
    'linked-folder symlink',
    'node_modules/x/y file',
    'pipe special',
    'run.sh file x',
    '\uFFFD\n special',
  ]);
});

test.each([
  ['a/z', 'a/z'],
  ['run.sh', 'run.sh'],
  ['a-', 'FILE_TOO_LARGE'],
  ['link', 'FILE_NOT_REGULAR'],
  ['linked-folder/z', 'FILE_NOT_REGULAR'],
  ['pipe', 'FILE_NOT_REGULAR'],
  ['a', 'FILE_NOT_REGULAR'],
  ['a/none', 'FILE_NOT_FOUND'],
  ['run.sh/x', 'FILE_NOT_FOUND'],
  ['', 'PATH_INVALID'],
  ['.', 'PATH_INVALID'],
  ['../x', 'PATH_INVALID'],
  ['a/../a/z', 'PATH_INVALID'],
  ['/etc/passwd', 'PATH_INVALID'],
  ['a//z', 'PATH_INVALID'],
  ['a/z/', 'PATH_INVALID'],
  ['a\\z', 'PATH_INVALID'],
  ['a\0z', 'PATH_INVALID'],
  ['.git/config', 'PATH_INVALID'],
  ['a/.GIT/x', 'PATH_INVALID'],
])('reading %p gives %p', (path, outcome) => {
  const bytes = folderTree(filled()).read(path);
  expect(bytes.ok ? Buffer.from(bytes.value).toString() : bytes.error.code).toBe(outcome);
});

test('a folder that becomes a link after it was listed is not followed', () => {
  const root = filled();
  const outside = emptyFolder();
  writeFileSync(join(outside, 'z'), 'secret');
  const tree = folderTree(root);
  expect(tree.entries().ok && tree.read('a/z').ok).toBe(true);
  renameSync(join(root, 'a'), join(root, 'was-a'));
  symlinkSync(outside, join(root, 'a'));
  expect(tree.read('a/z')).toMatchObject({ ok: false, error: { code: 'FILE_NOT_REGULAR' } });
});

test('a root that was named through a link is the folder itself', () => {
  const root = filled();
  const link = join(emptyFolder(), 'link');
  symlinkSync(root, link);
  expect(folderTree(link).read('a/z').ok).toBe(true);
});
