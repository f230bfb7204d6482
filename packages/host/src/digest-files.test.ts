import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { sha256Hex } from '@plumbline/core';
import { createPorts } from './ports.js';
import { emptyFolder, hostOptions } from './testing/fixture.js';

let folder = '';
beforeEach(() => {
  folder = emptyFolder();
  mkdirSync(join(folder, 'dist', 'deep'), { recursive: true });
  writeFileSync(join(folder, 'dist', 'app.tgz'), 'app');
  writeFileSync(join(folder, 'dist', 'deep', 'app.txt'), 'text');
});

const digest = (pattern: string, cwd = folder): unknown => {
  const read = createPorts(hostOptions({ cwd })).digestFiles(pattern);
  return read.ok ? read.value : read.error.code;
};
const APP = { path: 'dist/app.tgz', sha256: sha256Hex('app') };
const TEXT = { path: 'dist/deep/app.txt', sha256: sha256Hex('text') };

test.each([
  ['a file', 'dist/app.tgz', [APP]],
  ['a folder', 'dist', [APP, TEXT]],
  ['a folder with a slash', 'dist/', [APP, TEXT]],
  ['one level', 'dist/*.tgz', [APP]],
  ['all levels', 'dist/**/*.txt', [TEXT]],
  ['from the top', '*/*.tgz', [APP]],
  ['nothing that matches', 'dist/*.zip', []],
  ['nothing there', 'build', 'FILE_NOT_FOUND'],
  ['nothing there to search', 'build/*', 'FILE_NOT_FOUND'],
])('%s', (_name, pattern, expected) => {
  expect(digest(pattern)).toEqual(expected);
});

test('what lies outside has the name that was given to it', () => {
  const elsewhere = emptyFolder();
  expect(digest(join(folder, 'dist'), elsewhere)).toEqual([
    { ...APP, path: 'dist/app.tgz' },
    { ...TEXT, path: 'dist/deep/app.txt' },
  ]);
});

test('a large file is read in blocks', () => {
  const content = Buffer.alloc(3 * 1024 * 1024 + 7, 'x');
  writeFileSync(join(folder, 'large'), content);
  expect(digest('large')).toEqual([{ path: 'large', sha256: sha256Hex(content) }]);
});

describe('what could lead elsewhere is refused', () => {
  test.each(['dist/deep/link', 'dist/link'])('%s', (path) => {
    symlinkSync('/etc/hostname', join(folder, path));
    expect(digest('dist')).toBe('FILE_UNREADABLE');
  });
});
