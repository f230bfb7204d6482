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
import { isAskedFor, recordKeys, type RecordKeys } from '@plumbline/records';
import type {
  FoundRecords,
  NewRecord,
  RecordQuery,
  RecordStore,
  StoredRecord,
  StoreProblem,
} from '@plumbline/step';
import { errorCode, openFileAt, readAll, withFolder } from '../open.js';
import { replaceFile } from '../replace-file.js';
import { formatIndexLine, readIndex } from './index-file.js';

const MAX_RECORD = 16 * 1024 * 1024;
const MAX_INDEX = 64 * 1024 * 1024;
/** More than any chain has; whoever can write to a store can fill it. */
const MAX_FOUND = 100_000;
const FLOODED: StoreProblem = {
  code: 'flooded',
  message: `more than ${String(MAX_FOUND)} records answer, and the rest was not read`,
};
const RECORD_NAME = /^([0-9a-f]{64})\.json$/;

/** Keys by the SHA-256 of a record: it names the content, so what was read once holds. */
type KnownKeys = Map<string, RecordKeys | null>;

/**
 * Records as `sha256/<hex>.json` below a folder. The bytes are hashed again whenever they are read;
 * `index.jsonl` only remembers kinds and may be lost, stale or wrong. Any number of processes may write at once.
 */
export function folderStore(name: string, folder: string): RecordStore {
  const known: KnownKeys = new Map();
  return {
    name,
    put: (record) => Promise.resolve(guard(name, () => put(folder, record))),
    find: (query) => Promise.resolve(guard(name, () => find({ folder, known }, query))),
  };
}

function put(folder: string, { kind, bytes }: NewRecord): { sha256: string; path: string } {
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

interface Open {
  readonly folder: string;
  readonly known: KnownKeys;
}

function find({ folder, known }: Open, query: RecordQuery): FoundRecords {
  if (!existsSync(join(folder, 'sha256'))) return { records: [], problems: [] };
  const root = realpathSync(folder);
  const kinds = readIndex(readStored(join(root, 'index.jsonl'), MAX_INDEX));
  const records: StoredRecord[] = [];
  const problems: StoreProblem[] = [];
  for (const sha256 of namesIn(root)) {
    if (known.has(sha256) && !isAskedFor(known.get(sha256) ?? null, query)) continue;
    if (records.length === MAX_FOUND) return { records, problems: [...problems, FLOODED] };
    const bytes = readRecord(root, sha256);
    if (bytes === null) {
      problems.push(damaged(sha256));
      continue;
    }
    const keys = known.get(sha256) ?? recordKeys(bytes);
    known.set(sha256, keys);
    const kind = kinds.get(sha256) ?? 'unknown';
    if (isAskedFor(keys, query)) records.push({ kind, sha256, bytes });
  }
  return { records, problems };
}

function namesIn(root: string): readonly string[] {
  const names = inFolder(join(root, 'sha256'), (base) => readdirSync(base)).sort();
  return names.flatMap((name) => RECORD_NAME.exec(name)?.[1] ?? []);
}

/** Null: it is no readable file of a bearable size, or has other content than its name says. */
function readRecord(root: string, sha256: string): Uint8Array | null {
  const bytes = readStored(join(root, 'sha256', `${sha256}.json`), MAX_RECORD);
  return bytes !== null && sha256Hex(bytes) === sha256 ? bytes : null;
}

function damaged(sha256: string): StoreProblem {
  const message = `sha256/${sha256}.json is not readable, or has other content than its name says`;
  return { code: 'damaged', message };
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
