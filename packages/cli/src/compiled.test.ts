import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { Script } from 'node:vm';
import { describe, expect, test } from '@jest/globals';

const BIN = fileURLToPath(new URL('../bin/', import.meta.url));
const LEAN = fileURLToPath(new URL('../../host/lib/face/lean-memory.js', import.meta.url));
const GOOD = `(function () { process.stdout.write('good'); })();`;
const EVIL = GOOD.replace('good', 'evil');

/** A command with a bundle of our choice, in a folder of its own. */
function install(code: string): string {
  const top = mkdtempSync(join(tmpdir(), 'plumbline-compiled-'));
  for (const name of ['bin', 'dist']) mkdirSync(join(top, name));
  for (const name of ['plumbline.js', 'compiled.js'])
    copyFileSync(join(BIN, name), join(top, 'bin', name));
  writeFileSync(join(top, 'package.json'), '{"type":"module"}');
  writeFileSync(join(top, 'dist', 'package.json'), '{"type":"commonjs"}');
  writeFileSync(join(top, 'dist', 'index.js'), code);
  return top;
}

function run(top: string, ...args: readonly string[]): string {
  const stub = join(top, 'bin', 'plumbline.js');
  return spawnSync(process.execPath, [stub, ...args], { encoding: 'utf8' }).stdout;
}

const folderOf = (top: string): string => join(top, '.cache');

function kept(top: string): readonly string[] {
  return existsSync(folderOf(top)) ? readdirSync(folderOf(top)) : [];
}

const fileOf = (top: string): string => join(folderOf(top), kept(top)[0] ?? 'none');

/** Another inode tells that V8 refused what was kept, so that it was written again. */
const inode = (top: string): number => lstatSync(fileOf(top)).ino;

const inodes = (top: string): readonly number[] =>
  kept(top).map((name) => lstatSync(join(folderOf(top), name)).ino);

const digest = (data: Uint8Array | string): Buffer => createHash('sha256').update(data).digest();

/** What somebody who may write there would leave: other code, under the flags of the command and the digest of this one. */
function plant(top: string): void {
  setFlagsFromString('--semi-space-growth-factor=1');
  const data = new Script(
    `(function (exports, require, module, __filename, __dirname) {${EVIL}\n})`,
  ).createCachedData();
  const both = digest(digest(GOOD).toString('hex') + digest(data).toString('hex'));
  writeFileSync(fileOf(top), Buffer.concat([both, data]));
}

describe('compiled code', () => {
  test('is kept for each command', () => {
    const top = install(GOOD);
    run(top, 'show');
    const first = inode(top);
    expect([run(top, 'show'), inode(top)]).toEqual(['good', first]);
    run(top, 'sign-pipeline');
    expect(kept(top)).toHaveLength(2);
  });

  test('is kept of each script that has run, and of no other', () => {
    const top = install(`require('./1.index.js'); require('node:fs');`);
    for (const name of ['1', '2']) writeFileSync(join(top, 'dist', `${name}.index.js`), GOOD);
    expect([run(top, 'show'), run(top, 'show')]).toEqual(['good', 'good']);
    expect(
      kept(top)
        .map((name) => name.split('-v')[0])
        .sort(),
    ).toEqual(['show-1.index', 'show-index']);
    writeFileSync(join(top, 'dist', '1.index.js'), EVIL);
    expect(run(top, 'show')).toBe('evil');
  });

  test('is taken back, of scripts before and after memory is kept lean', () => {
    const lean = `require(${JSON.stringify(LEAN)}).keepMemoryLean();`;
    const top = install(`require('./1.index.js'); ${lean} require('./2.index.js');`);
    for (const name of ['1', '2']) writeFileSync(join(top, 'dist', `${name}.index.js`), GOOD);
    run(top, 'show');
    const first = inodes(top);
    run(top, 'show');
    expect([first.length, inodes(top)]).toEqual([3, first]);
  });

  test.each([
    ['no word', []],
    ['a flag', ['--help']],
    ['a path', ['../show']],
    ['a long word', ['show'.repeat(20)]],
  ])('of %s is not kept', (_name, args) => {
    const top = install(GOOD);
    expect([run(top, ...args), kept(top)]).toEqual(['good', []]);
  });

  test('of a command that did not run is not kept', () => {
    const top = install(`${GOOD} process.exitCode = 3;`);
    expect([run(top, 'shwo'), kept(top)]).toEqual(['good', []]);
  });

  test('of another bundle of the same length is not used', () => {
    const top = install(EVIL);
    run(top, 'show');
    writeFileSync(join(top, 'dist', 'index.js'), GOOD);
    expect(run(top, 'show')).toBe('good');
  });

  test('that was damaged is not used, and made again', () => {
    const top = install(GOOD);
    run(top, 'show');
    const sound = readFileSync(fileOf(top));
    for (const at of [0, 40, sound.length - 1]) {
      const damaged = Buffer.from(sound);
      damaged[at] = (damaged[at] ?? 0) ^ 1;
      writeFileSync(fileOf(top), damaged);
      const before = inode(top);
      expect([run(top, 'show'), inode(top) === before]).toEqual(['good', false]);
    }
    writeFileSync(fileOf(top), sound.subarray(0, 20));
    expect(run(top, 'show')).toBe('good');
  });
});

describe('the folder of compiled code', () => {
  const planted = (): string => {
    const top = install(GOOD);
    run(top, 'show');
    plant(top);
    return top;
  };

  test('is believed: whoever may write there may change the bundle', () => {
    expect(run(planted(), 'show')).toBe('evil');
  });

  test.each([0o775, 0o757, 0o777])('is not, if others may write there (%o)', (mode) => {
    const top = planted();
    chmodSync(folderOf(top), mode);
    expect(run(top, 'show')).toBe('good');
  });

  test('is not, if it is a link', () => {
    const top = planted();
    renameSync(folderOf(top), join(top, 'elsewhere'));
    symlinkSync('elsewhere', folderOf(top));
    expect(run(top, 'show')).toBe('good');
  });

  const asRoot = process.getuid?.() === 0 ? test : test.skip;

  asRoot('is not, if it is not the owner’s of the bundle', () => {
    const top = planted();
    chownSync(folderOf(top), 65532, 65532);
    expect(run(top, 'show')).toBe('good');
  });

  asRoot('is not made by another than the owner of the bundle', () => {
    const top = install(GOOD);
    chownSync(join(top, 'dist', 'index.js'), 65532, 65532);
    expect([run(top, 'show'), kept(top)]).toEqual(['good', []]);
  });
});
