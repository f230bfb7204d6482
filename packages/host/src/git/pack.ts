import { applyDelta } from './delta.js';
import { inflateExactly, MAX_OBJECT, type GitObject, type ObjectType } from './object.js';
import type { PackIndex } from './pack-index.js';
import { readAt } from './read-at.js';

const TYPES: Readonly<Record<number, ObjectType>> = { 1: 'commit', 2: 'tree', 3: 'blob', 4: 'tag' };
const OFFSET_DELTA = 6;
const ID_DELTA = 7;
/** More than git writes (50), and more than its largest setting (4095). */
const MAX_CHAIN = 4096;
const MAX_CHAIN_BYTES = 64 * 1024 * 1024;
/** A short chain of short deltas can still copy its base again and again. */
const MAX_CHAIN_WORK = 1024 * 1024 * 1024;
const MAX_CACHE_BYTES = 32 * 1024 * 1024;
const WINDOW = 4096;

/** Why a packed object cannot be had. */
export type PackProblem = { readonly problem: string };

type Entry = GitObject | { readonly delta: Buffer; readonly base: number };

/** A pack with its index. What it gives is not verified: whoever asks re-hashes it. */
export class Pack {
  readonly index: PackIndex;
  readonly #fd: number;
  readonly #idBytes: number;
  readonly #bases = new Map<number, GitObject>();
  #cachedBytes = 0;

  constructor(fd: number, index: PackIndex, idBytes: number) {
    this.#fd = fd;
    this.index = index;
    this.#idBytes = idBytes;
  }

  /** The object at an offset, its deltas applied. */
  read(offset: number): GitObject | PackProblem {
    const deltas: { delta: Buffer; offset: number }[] = [];
    let bytes = 0;
    for (let at = offset; ;) {
      const entry = this.#bases.get(at) ?? this.#entry(at);
      if ('problem' in entry) return entry;
      if ('content' in entry) {
        if (deltas.length > 0) this.#remember(at, entry);
        return this.#rebuild(entry, deltas);
      }
      deltas.push({ delta: entry.delta, offset: at });
      bytes += entry.delta.length;
      if (deltas.length > MAX_CHAIN || bytes > MAX_CHAIN_BYTES)
        return { problem: 'its delta chain is too long' };
      at = entry.base;
    }
  }

  #rebuild(base: GitObject, deltas: { delta: Buffer; offset: number }[]): GitObject | PackProblem {
    let object = base;
    let written = 0;
    for (const { delta, offset } of deltas.reverse()) {
      const content = applyDelta(object.content, delta);
      if (content === null) return { problem: 'a delta does not fit its base' };
      written += content.length;
      if (written > MAX_CHAIN_WORK) return { problem: 'its delta chain is too much work' };
      object = { type: base.type, content };
      this.#remember(offset, object);
    }
    return object;
  }

  #remember(offset: number, object: GitObject): void {
    if (object.content.length > MAX_CACHE_BYTES / 8 || this.#bases.has(offset)) return;
    this.#bases.set(offset, object);
    this.#cachedBytes += object.content.length;
    for (const [oldest, { content }] of this.#bases) {
      if (this.#cachedBytes <= MAX_CACHE_BYTES) return;
      this.#bases.delete(oldest);
      this.#cachedBytes -= content.length;
    }
  }

  /** One entry as it stands (gitformat-pack, "pack-*.pack files have the following format"). */
  #entry(offset: number): Entry | PackProblem {
    const window = readAt(this.#fd, offset, WINDOW);
    const head = headerOf(window);
    if (head === null) return { problem: 'its pack entry is cut short' };
    if (head.size > MAX_OBJECT)
      return { problem: `it is larger than ${MAX_OBJECT / 1024 / 1024} MiB` };
    const type = TYPES[head.type];
    if (type !== undefined) {
      const content = this.#inflate(window, { offset, start: head.next, size: head.size });
      return content === null
        ? { problem: 'its data does not inflate to its size' }
        : { type, content };
    }
    const base = this.#baseOf(head.type, window, { offset, start: head.next });
    if (base === null) return { problem: 'its delta has no base in the pack' };
    const delta = this.#inflate(window, { offset, start: base.next, size: head.size });
    return delta === null
      ? { problem: 'its delta does not inflate to its size' }
      : { delta, base: base.offset };
  }

  #baseOf(
    type: number,
    window: Buffer,
    { offset, start }: { offset: number; start: number },
  ): { offset: number; next: number } | null {
    if (type === ID_DELTA) {
      const next = start + this.#idBytes;
      const base = next > window.length ? null : this.index.find(window.subarray(start, next));
      return base === null ? null : { offset: base, next };
    }
    const distance = type === OFFSET_DELTA ? distanceAt(window, start) : null;
    if (distance === null || distance.value <= 0 || distance.value > offset) return null;
    return { offset: offset - distance.value, next: distance.next };
  }

  /** Reads what a stream of this size can take at most; git's own streams stay far below it. */
  #inflate(
    window: Buffer,
    { offset, start, size }: { offset: number; start: number; size: number },
  ): Buffer | null {
    const most = size + (size >> 4) + 512;
    const enough = start + most <= window.length;
    const deflated = enough ? window.subarray(start) : readAt(this.#fd, offset + start, most);
    return inflateExactly(deflated, size);
  }
}

function headerOf(window: Buffer): { type: number; size: number; next: number } | null {
  const first = window[0];
  if (first === undefined) return null;
  let size = first & 0x0f;
  let next = 1;
  for (let byte = first, scale = 16; byte >= 0x80; next += 1, scale *= 128) {
    const more = window[next];
    if (more === undefined || next > 6) return null;
    size += (more & 0x7f) * scale;
    byte = more;
  }
  return { type: (first >> 4) & 7, size, next };
}

/** Big-endian groups of seven bits, each but the last counted one higher. */
function distanceAt(window: Buffer, start: number): { value: number; next: number } | null {
  let value = 0;
  for (let at = start; at < start + 8; at += 1) {
    const byte = window[at];
    if (byte === undefined) return null;
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return { value, next: at + 1 };
    value += 1;
  }
  return null;
}
