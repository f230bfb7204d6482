import { expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { emptyFolder, hostOptions } from './testing/fixture.js';
import { createPorts } from './ports.js';

const TEXT = Buffer.from('text');

function inFolder() {
  const cwd = emptyFolder();
  return { cwd, ports: createPorts(hostOptions({ cwd })) };
}

test('files are created and replaced whole, in folders that need not exist', () => {
  const { cwd, ports } = inFolder();
  expect(ports.writeFile('a/b/c.json', TEXT).ok).toBe(true);
  expect(ports.writeFile('a/b/c.json', Buffer.from('other')).ok).toBe(true);
  expect(readFileSync(join(cwd, 'a/b/c.json'), 'utf8')).toBe('other');
  expect(readdirSync(join(cwd, 'a/b'))).toEqual(['c.json']);
  expect(ports.writeFile('key', TEXT, 0o600).ok).toBe(true);
  expect(statSync(join(cwd, 'key')).mode & 0o777).toBe(0o600);
  expect(ports.readFile('key')).toEqual({ ok: true, value: TEXT });
});

test.each([
  ['a link', 'link'],
  ['a folder', 'folder'],
  ['a pipe', 'pipe'],
  ['a folder that is a link out of the working folder', 'out/file'],
  ['a path through a file', 'file/x'],
])('nothing is written to %s', (_name, path) => {
  const { cwd, ports } = inFolder();
  const outside = emptyFolder();
  writeFileSync(join(outside, 'victim'), 'old');
  writeFileSync(join(cwd, 'file'), 'old');
  symlinkSync(join(outside, 'victim'), join(cwd, 'link'));
  symlinkSync(outside, join(cwd, 'out'));
  mkdirSync(join(cwd, 'folder'));
  execFileSync('mkfifo', [join(cwd, 'pipe')]);
  expect(ports.writeFile(path, TEXT)).toMatchObject({
    ok: false,
    error: { code: 'FILE_UNWRITABLE' },
  });
  expect(readFileSync(join(outside, 'victim'), 'utf8')).toBe('old');
  expect(existsSync(join(outside, 'file'))).toBe(false);
});

test('a link that stays inside is a folder like others', () => {
  const { cwd, ports } = inFolder();
  mkdirSync(join(cwd, 'real'));
  symlinkSync('real', join(cwd, 'out'));
  expect(ports.writeFile('out/file', TEXT).ok).toBe(true);
  expect(readFileSync(join(cwd, 'real/file'), 'utf8')).toBe('text');
});

test('a named file may be a link, as mounted secrets are, or standard input', () => {
  const { cwd, ports } = inFolder();
  mkdirSync(join(cwd, '..data'));
  writeFileSync(join(cwd, '..data/key'), TEXT);
  symlinkSync('..data/key', join(cwd, 'key'));
  expect(ports.readFile('key')).toEqual({ ok: true, value: TEXT });
  const stdin = openSync(join(cwd, 'key'), 'r');
  expect(createPorts(hostOptions({ stdin })).readFile('-')).toEqual({ ok: true, value: TEXT });
});

test.each([
  ['none', 'FILE_NOT_FOUND'],
  ['.', 'FILE_UNREADABLE'],
  ['-', 'FILE_UNREADABLE'],
  ['/dev/zero', 'FILE_UNREADABLE'],
])('reading %p is refused', (path, code) => {
  expect(inFolder().ports.readFile(path)).toMatchObject({ ok: false, error: { code } });
});

test('key text given in place of a path is not repeated', () => {
  const pem = '-----BEGIN PRIVATE KEY-----\nsecret\n-----END PRIVATE KEY-----\n';
  const read = inFolder().ports.readFile(pem);
  expect(read.ok ? '' : JSON.stringify(read.error)).not.toContain('secret');
});

test('the password of a key comes from the variables, a terminal, or not at all', async () => {
  const asked = { askHidden: () => Promise.resolve('typed') };
  const password = async (
    env: Record<string, string>,
    terminal: typeof asked | null,
  ): Promise<unknown> => {
    const result = await createPorts(hostOptions({ env, terminal })).keyPassword();
    return result.ok ? result.value : result.error.code;
  };
  expect(await password({ COSIGN_PASSWORD: 'c', PRIVATE_PASSWORD: 'p' }, asked)).toBe('c');
  expect(await password({ COSIGN_PASSWORD: '' }, asked)).toBe('');
  expect(await password({ COSIGN_PASSWORD: '', PRIVATE_PASSWORD: 'p' }, asked)).toBe('p');
  expect(await password({ PRIVATE_PASSWORD: 'p' }, null)).toBe('p');
  expect(await password({}, asked)).toBe('typed');
  expect(await password({}, null)).toBe('KEY_PASSWORD');
});
