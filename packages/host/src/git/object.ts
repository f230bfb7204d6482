import { createHash } from 'node:crypto';
import type { HashAlgorithm } from '@plumbline/core';

export type ObjectType = 'commit' | 'tree' | 'blob' | 'tag';

/** An object's content, without the header that is hashed before it. */
export interface GitObject {
  readonly type: ObjectType;
  readonly content: Buffer;
}

/** Larger objects, and bases of deltas, are refused unread. */
export const MAX_OBJECT = 32 * 1024 * 1024;

/** The id that an object's content has (gitformat-loose: hash of `type size NUL content`). */
export function objectId({ type, content }: GitObject, format: HashAlgorithm): string {
  return createHash(format).update(`${type} ${content.length}\0`).update(content).digest('hex');
}

/** Inflates one zlib stream to exactly `size` bytes; null for any other outcome. Bytes behind it are ignored. */
export function inflateExactly(deflated: Buffer, size: number): Buffer | null {
  const inflated = inflateAtMost(deflated, size);
  return inflated?.length === size ? inflated : null;
}

/** Inflates one zlib stream; null when it is broken or longer than the cap. */
export function inflateAtMost(deflated: Buffer, cap: number): Buffer | null {
  try {
    const chunkSize = Math.min(Math.max(cap, 64) + 1, 64 * 1024);
    // Loaded where there is a repository to read.
    const { inflateSync } = process.getBuiltinModule('node:zlib');
    return inflateSync(deflated, { maxOutputLength: cap + 1, chunkSize });
  } catch {
    return null;
  }
}
