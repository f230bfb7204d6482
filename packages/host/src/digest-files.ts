import { createHash } from 'node:crypto';
import { closeSync, readdirSync, readSync, realpathSync, statSync } from 'node:fs';
import { basename, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { err, globMatch, ok, usageFault, type Fault, type Result } from '@plumbline/core';
import type { DigestedFile } from '@plumbline/step';
import { errorCode, openFileAt } from './open.js';

/** More files than any release has. */
const MAX_FILES = 100_000;
const BLOCK = 1024 * 1024;

/**
 * Digests of the files that a user named: one file, all below a folder, or those that a pattern matches. A link or a device
 * below the folder is a fault: whoever can write there could lead the digest elsewhere.
 */
export function digestFiles(pattern: string, cwd: string): Result<readonly DigestedFile[], Fault> {
  try {
    const { base, isPattern } = splitPattern(pattern);
    const root = realpathSync(resolve(cwd, base));
    const paths = statSync(root).isDirectory() ? walk(root) : [''];
    const wanted = isPattern
      ? paths.filter((path) => globMatch(pattern, base === '.' ? path : `${base}/${path}`))
      : paths;
    return ok(
      wanted.sort().map((path) => digestOne(root, path, nameOf(root, path, realpathSync(cwd)))),
    );
  } catch (error) {
    return err(refusal(pattern, error));
  }
}

/** The folder before the first part with a wildcard. */
function splitPattern(pattern: string): { readonly base: string; readonly isPattern: boolean } {
  const parts = pattern.split('/');
  const wild = parts.findIndex((part) => /[*?]/.test(part));
  if (wild === -1) return { base: pattern, isPattern: false };
  const base = parts.slice(0, wild).join('/');
  return { base: base || (pattern.startsWith('/') ? '/' : '.'), isPattern: true };
}

class Refused extends Error {}

function walk(root: string): string[] {
  const files: string[] = [];
  const folders = [''];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) folders.push(path);
      else if (entry.isFile()) files.push(path);
      else throw new Refused(`${JSON.stringify(path)} is neither a file nor a folder`);
      if (files.length > MAX_FILES)
        throw new Refused(`there are more than ${String(MAX_FILES)} files`);
    }
  }
  return files;
}

function digestOne(root: string, path: string, name: string): DigestedFile {
  const opened = openFileAt(path === '' ? root : join(root, path));
  if ('refusal' in opened) throw new Refused(`${JSON.stringify(name)} is ${opened.refusal}`);
  const hash = createHash('sha256');
  const block = Buffer.allocUnsafe(BLOCK);
  try {
    for (let count = -1; count !== 0;) {
      count = readSync(opened.fd, block, 0, BLOCK, null);
      hash.update(block.subarray(0, count));
    }
    return { path: name, sha256: hash.digest('hex') };
  } finally {
    closeSync(opened.fd);
  }
}

/** Relative to the working folder; what lies outside of it by the last part of what was named. */
function nameOf(root: string, path: string, cwd: string): string {
  const way = relative(cwd, path === '' ? root : join(root, path));
  const isOutside = isAbsolute(way) || way.split(sep)[0] === '..';
  const name = isOutside ? [basename(root), path].filter((part) => part !== '').join('/') : way;
  return name.split(sep).join('/').normalize('NFC');
}

function refusal(pattern: string, error: unknown): Fault {
  const why = error instanceof Refused ? error.message : errorCode(error);
  return why === 'ENOENT' || why === 'ENOTDIR'
    ? usageFault('FILE_NOT_FOUND', `${JSON.stringify(pattern)} does not exist`)
    : usageFault('FILE_UNREADABLE', `${JSON.stringify(pattern)} cannot be read: ${why}`);
}
