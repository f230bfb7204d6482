import { MAX_OBJECT } from './object.js';

/** Applies a delta (gitformat-pack, "Deltified representation"); null if it does not fit its base exactly. */
export function applyDelta(base: Buffer, delta: Buffer): Buffer | null {
  const source = sizeAt(delta, 0);
  const result = sizeAt(delta, source.next);
  if (source.size !== base.length || result.size > MAX_OBJECT) return null;
  const target = Buffer.allocUnsafe(result.size);
  let filled = 0;
  for (let at = result.next; at < delta.length;) {
    const part = instructionAt(delta, at);
    const from = part.copy ? base : delta;
    if (part.length === 0 || part.start + part.length > from.length) return null;
    if (filled + part.length > target.length) return null;
    from.copy(target, filled, part.start, part.start + part.length);
    filled += part.length;
    at = part.next;
  }
  return filled === target.length ? target : null;
}

/** Little-endian groups of seven bits; infinite, which fits nothing, when they run past the end. */
function sizeAt(delta: Buffer, start: number): { size: number; next: number } {
  let size = 0;
  for (let at = start, scale = 1; at < start + 7; at += 1, scale *= 128) {
    const byte = delta[at];
    if (byte === undefined) break;
    size += (byte & 0x7f) * scale;
    if (byte < 0x80) return { size, next: at + 1 };
  }
  return { size: Number.POSITIVE_INFINITY, next: delta.length };
}

interface Instruction {
  readonly copy: boolean;
  readonly start: number;
  /** 0: not a valid instruction. */
  readonly length: number;
  readonly next: number;
}

function instructionAt(delta: Buffer, at: number): Instruction {
  const code = delta[at] ?? 0;
  if (code < 0x80) return { copy: false, start: at + 1, length: code, next: at + 1 + code };
  const start = sparseNumber(delta, at + 1, code & 0x0f);
  const length = sparseNumber(delta, start.next, (code >> 4) & 0x07);
  const whole = length.next <= delta.length;
  return {
    copy: true,
    start: start.value,
    length: whole ? length.value || 0x10000 : 0,
    next: length.next,
  };
}

/** Little-endian; of the bytes only those are there whose bit is set. */
function sparseNumber(delta: Buffer, at: number, bits: number): { value: number; next: number } {
  let value = 0;
  let next = at;
  for (let left = bits, scale = 1; left > 0; left >>= 1, scale *= 256) {
    if ((left & 1) === 0) continue;
    value += (delta[next] ?? 0) * scale;
    next += 1;
  }
  return { value, next };
}
