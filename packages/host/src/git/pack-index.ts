import { refused } from './refusal.js';
import { readAt } from './read-at.js';

const HEADER = 8;
const FANOUT = 256 * 4;
const SIGNATURE = Buffer.from([0xff, 0x74, 0x4f, 0x63, 0, 0, 0, 2]);

/** Where a pack's objects lie (gitformat-pack, version 2); names are read by their first byte, when asked for. */
export class PackIndex {
  readonly #fd: number;
  readonly #idBytes: number;
  readonly #fanout: Buffer;
  readonly #names = new Map<number, Buffer>();
  readonly #path: string;

  constructor(fd: number, path: string, idBytes: number) {
    this.#fd = fd;
    this.#path = path;
    this.#idBytes = idBytes;
    const head = readAt(fd, 0, HEADER + FANOUT);
    if (head.length < HEADER + FANOUT || !head.subarray(0, HEADER).equals(SIGNATURE)) {
      throw refused(`${path} is not a pack index of version 2`, 'git repack -a -d');
    }
    this.#fanout = head.subarray(HEADER);
  }

  /** The object's offset in the pack; null if it is not there. */
  find(id: Buffer): number | null {
    const first = id[0] ?? 0;
    const names = this.#namesWith(first);
    const row = lowerBound(names, id);
    const found = names.subarray(row * this.#idBytes, (row + 1) * this.#idBytes).equals(id);
    return found ? this.#offset(this.#start(first) + row) : null;
  }

  /** All ids that begin with these hex digits (at least two). */
  withPrefix(prefix: string): readonly string[] {
    const names = this.#namesWith(Number.parseInt(prefix.slice(0, 2), 16));
    const ids = Array.from({ length: names.length / this.#idBytes }, (_, row) =>
      names.toString('hex', row * this.#idBytes, (row + 1) * this.#idBytes),
    );
    return ids.filter((id) => id.startsWith(prefix));
  }

  #namesWith(first: number): Buffer {
    const known = this.#names.get(first);
    if (known) return known;
    const start = this.#start(first);
    const count = this.#fanout.readUInt32BE(first * 4) - start;
    if (count < 0 || count > this.#count()) throw this.#broken();
    const names = this.#read(HEADER + FANOUT + start * this.#idBytes, count * this.#idBytes);
    this.#names.set(first, names);
    return names;
  }

  #offset(row: number): number {
    const tables = HEADER + FANOUT + this.#count() * (this.#idBytes + 4);
    const offset = this.#read(tables + row * 4, 4).readUInt32BE();
    if (offset < 0x80000000) return offset;
    const large = tables + this.#count() * 4 + (offset - 0x80000000) * 8;
    const wide = this.#read(large, 8).readBigUInt64BE();
    if (wide > BigInt(Number.MAX_SAFE_INTEGER)) throw this.#broken();
    return Number(wide);
  }

  #start(first: number): number {
    return first === 0 ? 0 : this.#fanout.readUInt32BE((first - 1) * 4);
  }

  #count(): number {
    return this.#fanout.readUInt32BE(255 * 4);
  }

  #read(offset: number, length: number): Buffer {
    // Asking before allocating: the counts are whatever the file says.
    if (length > 0 && readAt(this.#fd, offset + length - 1, 1).length === 0) throw this.#broken();
    return readAt(this.#fd, offset, length);
  }

  #broken(): Error {
    return refused(`${this.#path} is cut short or damaged`, 'git index-pack on its pack');
  }
}

/** The first row whose id is not below the wanted one. */
function lowerBound(names: Buffer, id: Buffer): number {
  let low = 0;
  let high = names.length / id.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const order = names.compare(id, 0, id.length, middle * id.length, (middle + 1) * id.length);
    if (order < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
