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
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { err, ok, sha256Hex, undecidableFault, type Fault, type Result } from '@plumbline/core';
import { recordKeys, type RecordKeys } from '@plumbline/records';
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

/**
 * Records as `sha256/<hex>.json` below a folder. The bytes are hashed again whenever they are read;
 * `index.jsonl` only remembers kinds and may be lost, stale or wrong. Any number of processes may write at once.
 */
export function folderStore(name: string, folder: string): RecordStore {
  const memory = createMemory();
  return {
    name,
    put: (record) => {
      memory.stamp = null;
      return Promise.resolve(guard(name, () => put(folder, record)));
    },
    find: (query) => Promise.resolve(guard(name, () => find(folder, memory, query))),
  };
}

/** What was read of a folder. Names stand for content, so what was read once holds; the rest is read when the folder changed. */
interface Memory {
  /** The time of the folder's last change that was seen; null: it is to be looked at again. */
  stamp: bigint | null;
  kinds: ReadonlyMap<string, string>;
  readonly known: Set<string>;
  /** Names by what they are asked for by. */
  readonly names: Map<string, string[]>;
  /** Content that was read last: a record can answer for a thousand artifacts, one after the other. */
  readonly recent: Map<string, Uint8Array>;
}

/** So many of them, none longer than this. */
const MOST_RECENT = 32;
const LONGEST_RECENT = 512 * 1024;

function remember({ recent }: Memory, sha256: string, bytes: Uint8Array): void {
  if (bytes.length > LONGEST_RECENT) return;
  recent.delete(sha256);
  recent.set(sha256, bytes);
  const [oldest] = recent.keys();
  if (recent.size > MOST_RECENT && oldest !== undefined) recent.delete(oldest);
}

function createMemory(): Memory {
  return { stamp: null, kinds: new Map(), known: new Set(), names: new Map(), recent: new Map() };
}

function put(folder: string, { kind, bytes }: NewRecord): { sha256: string; path: string } {
  const sha256 = sha256Hex(bytes);
  mkdirSync(join(folder, 'sha256'), { recursive: true });
  const root = realpathSync.native(folder);
  inFolder(join(root, 'sha256'), (base) =>
    replaceFile(base, `${sha256}.json`, { bytes, mode: 0o644 }),
  );
  inFolder(root, (base) =>
    appendLine(join(base, 'index.jsonl'), formatIndexLine({ kind, sha256 })),
  );
  return { sha256, path: join(folder, 'sha256', `${sha256}.json`) };
}

function find(folder: string, memory: Memory, query: RecordQuery): FoundRecords {
  if (!existsSync(join(folder, 'sha256'))) return { records: [], problems: [] };
  const root = realpathSync.native(folder);
  const damages = refresh(root, memory);
  const records: StoredRecord[] = [];
  const problems = damages.map(damaged);
  const names = query.by === 'all' ? [...memory.known] : (memory.names.get(keyOf(query)) ?? []);
  for (const sha256 of names.slice(0, MAX_FOUND)) {
    const bytes = memory.recent.get(sha256) ?? readRecord(root, sha256);
    if (bytes !== null) remember(memory, sha256, bytes);
    if (bytes === null) problems.push(damaged(sha256));
    else records.push({ kind: memory.kinds.get(sha256) ?? 'unknown', sha256, bytes });
  }
  return { records, problems: names.length > MAX_FOUND ? [...problems, FLOODED] : problems };
}

/** Clocks of file systems tick slowly: a folder that changed a moment ago may change again without being seen to. */
const SETTLED_MS = 2_000n;

/** Reads what is new, and returns what cannot be read. */
function refresh(root: string, memory: Memory): readonly string[] {
  const { mtimeMs } = statSync(join(root, 'sha256'), { bigint: true });
  if (memory.stamp === mtimeMs) return [];
  memory.kinds = readIndex(readStored(join(root, 'index.jsonl'), MAX_INDEX));
  const fresh = namesIn(root).filter((sha256) => !memory.known.has(sha256));
  const damages = fresh.filter((sha256) => {
    const bytes = readRecord(root, sha256);
    if (bytes !== null) learn(memory, sha256, recordKeys(bytes));
    return bytes === null;
  });
  const isSettled = BigInt(Date.now()) - mtimeMs > SETTLED_MS;
  memory.stamp = isSettled && damages.length === 0 ? mtimeMs : null;
  return damages;
}

function learn({ known, names }: Memory, sha256: string, keys: RecordKeys | null): void {
  known.add(sha256);
  if (keys === null) return;
  const { statement, subjects, run } = keys;
  const queries: Asked[] = [
    { by: 'statement', sha256: statement },
    ...subjects.map((digest) => ({ by: 'subject', digest }) as const),
    ...(run === null ? [] : [{ by: 'run', id: run } as const]),
  ];
  for (const key of queries.map(keyOf)) names.set(key, [...(names.get(key) ?? []), sha256]);
}

type Asked = Exclude<RecordQuery, { readonly by: 'all' }>;

function keyOf(query: Asked): string {
  switch (query.by) {
    case 'subject':
      return `subject ${query.digest}`;
    case 'statement':
      return `statement ${query.sha256}`;
    case 'run':
      return `run ${query.id}`;
    default:
      return query satisfies never;
  }
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
