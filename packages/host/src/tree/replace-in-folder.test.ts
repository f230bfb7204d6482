import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { createPorts } from '../ports.js';
import { emptyFolder, gitFixture, hostOptions } from '../testing/fixture.js';

const CHANGE = { before: Buffer.from('old'), after: Buffer.from('new') };

function inFolder() {
  const cwd = emptyFolder();
  mkdirSync(join(cwd, 'a/.git'), { recursive: true });
  writeFileSync(join(cwd, 'a/file'), 'old');
  writeFileSync(join(cwd, 'a/.git/config'), 'old');
  const opened = createPorts(hostOptions({ cwd })).openTarget({
    ...{ target: '.', rev: null, worktree: true },
  });
  if (!opened.ok || opened.value.replace === undefined) throw new Error('no folder');
  return { cwd, replace: opened.value.replace };
}

describe('a file of the target is replaced', () => {
  test.each([0o644, 0o775, 0o600])('whole, and keeps its mode %o', (mode) => {
    const { cwd, replace } = inFolder();
    chmodSync(join(cwd, 'a/file'), mode);
    expect(replace('a/file', CHANGE)).toEqual({ ok: true, value: undefined });
    expect(readFileSync(join(cwd, 'a/file'), 'utf8')).toBe('new');
    expect(statSync(join(cwd, 'a/file')).mode & 0o777).toBe(mode);
    expect(readdirSync(join(cwd, 'a')).sort()).toEqual(['.git', 'file']);
  });

  test('and another name of it outside is not', () => {
    const { cwd, replace } = inFolder();
    const outside = join(emptyFolder(), 'victim');
    linkSync(join(cwd, 'a/file'), outside);
    expect(replace('a/file', CHANGE).ok).toBe(true);
    expect(readFileSync(outside, 'utf8')).toBe('old');
  });
});

describe('nothing is written', () => {
  test.each([
    ['where somebody has changed it', 'changed', 'FILE_CHANGED'],
    ['where it is read-only', 'read-only', 'FILE_UNWRITABLE'],
    ['to a link', 'link', 'FILE_NOT_REGULAR'],
    ['through a link', 'out/victim', 'FILE_NOT_REGULAR'],
    ['to a pipe', 'pipe', 'FILE_NOT_REGULAR'],
    ['where nothing is', 'none', 'FILE_NOT_REGULAR'],
    ['beside the target', '../victim', 'PATH_INVALID'],
    ['to git', 'a/.git/config', 'PATH_INVALID'],
  ])('%s', (_name, path, code) => {
    const { cwd, replace } = inFolder();
    const outside = emptyFolder();
    writeFileSync(join(outside, 'victim'), 'old');
    writeFileSync(join(cwd, 'changed'), 'older');
    writeFileSync(join(cwd, 'read-only'), 'old', { mode: 0o444 });
    symlinkSync(join(outside, 'victim'), join(cwd, 'link'));
    symlinkSync(outside, join(cwd, 'out'));
    execFileSync('mkfifo', [join(cwd, 'pipe')]);
    expect(replace(path, CHANGE)).toMatchObject({ ok: false, error: { code } });
    expect(readFileSync(join(outside, 'victim'), 'utf8')).toBe('old');
    expect(readFileSync(join(cwd, 'changed'), 'utf8')).toBe('older');
    expect(readdirSync(outside)).toEqual(['victim']);
  });

  test('to a target that is read at a commit', () => {
    const { folder, write, commit } = gitFixture();
    write('file', 'old');
    commit();
    const opened = createPorts(hostOptions({ cwd: folder })).openTarget({
      ...{ target: '.', rev: null, worktree: false },
    });
    expect(opened).toMatchObject({ ok: true });
    expect(opened.ok && 'replace' in opened.value).toBe(false);
  });
});
