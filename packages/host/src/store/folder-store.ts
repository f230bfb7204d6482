import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readSync,
  readdirSync,
  realpathSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { err, ok, sha256Hex, undecidableFault, type Fault, type Result } from '@plumbline/core';
import type { RecordStore } from '@plumbline/step';
import { errorCode, openFileAt, readAll, withFolder } from '../open.js';
import { replaceFile } from '../replace-file.js';
import { formatIndexLine, readIndex } from './index-file.js';

const MAX_RECORD = 16 * 1024 * 1024;
const MAX_INDEX = 64 * 1024 * 1024;
const RECORD_NAME = /^([0-9a-f]{64})\.json$/;

type Stored = { kind: string; sha256: string; bytes: Uint8Array };

/**
 * Records as `sha256/<hex>.json` below a folder. The bytes are hashed again when read;
 * `index.jsonl` only remembers kinds and may be lost, stale or wrong.
 */
export function folderStore(name: string, folder: string): RecordStore {
  return {
    name,
    put: (kind, bytes) => guard(name, () => put(folder, kind, bytes)),
    list: () => guard(name, () => list(folder)),
  };
}

function put(folder: string, kind: string, bytes: Uint8Array): { sha256: string; path: string } {
  const sha256 = sha256Hex(bytes);
  mkdirSync(join(folder, 'sha256'), { recursive: true });
  const root = realpathSync(folder);
  inFolder(join(root, 'sha256'), (base) =>
    replaceFile(base, `${sha256}.json`, { bytes, mode: 0o644 }),
  );
  inFolder(root, (base) =>
    appendLine(join(base, 'index.jsonl'), formatIndexLine({ kind, sha256 })),
  );
  return { sha256, path: join(folder, 'sha256', `${sha256}.json`) };
}

function list(folder: string): readonly Stored[] {
  if (!existsSync(join(folder, 'sha256'))) return [];
  const root = realpathSync(folder);
  const kinds = readIndex(readStored(join(root, 'index.jsonl'), MAX_INDEX));
  const names = inFolder(join(root, 'sha256'), (base) => readdirSync(base)).sort();
  return names.flatMap((name) => {
    const sha256 = RECORD_NAME.exec(name)?.[1];
    if (sha256 === undefined) return [];
    return [{ kind: kinds.get(sha256) ?? 'unknown', sha256, bytes: readRecord(root, sha256) }];
  });
}

function readRecord(root: string, sha256: string): Uint8Array {
  const path = join(root, 'sha256', `${sha256}.json`);
  const bytes = readStored(path, MAX_RECORD);
  if (bytes === null)
    throw new StoreDamage(`sha256/${sha256}.json is not a readable file of at most 16 MiB`);
  if (sha256Hex(bytes) !== sha256)
    throw new StoreDamage(`sha256/${sha256}.json has other content than its name says`);
  return bytes;
}

function readStored(path: string, cap: number): Buffer | null {
  const opened = openFileAt(path);
  return 'refusal' in opened ? null : readAll(opened.fd, cap);
}

function appendLine(path: string, line: string): void {
  const flags = constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW;
  const fd = openSync(path, flags | constants.O_NONBLOCK, 0o644);
  try {
    writeFileSync(fd, endsInLine(fd) ? line : `\n${line}`);
  } finally {
    closeSync(fd);
  }
}

/** False after a write that was cut short: the next line must not be lost with it. */
function endsInLine(fd: number): boolean {
  const { size } = fstatSync(fd);
  const last = Buffer.alloc(1);
  return size === 0 || (readSync(fd, last, 0, 1, size - 1) === 1 && last[0] === 0x0a);
}

function inFolder<T>(path: string, use: (base: string) => T): T {
  return withFolder(path, use, (refusal) => {
    throw new StoreDamage(`its folder is ${refusal}`);
  });
}

class StoreDamage extends Error {}

function guard<T>(name: string, use: () => T): Result<T, Fault> {
  try {
    return ok(use());
  } catch (error) {
    const why = error instanceof StoreDamage ? error.message : errorCode(error);
    return err(undecidableFault('STORE', `The store ${name} cannot be used: ${why}`));
  }
}
