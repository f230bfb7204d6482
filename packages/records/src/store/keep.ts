import { ok, type Fault, type Result } from '@plumbline/core';
import type { RecordStore, WrittenRecord } from '@plumbline/step';
import type { RecordKind } from './describe.js';

/** Puts a record into every store; the first that fails is the fault, what was written before stays. */
export function keepRecord(
  kind: RecordKind,
  bytes: Uint8Array,
  stores: readonly RecordStore[],
): Result<readonly WrittenRecord[], Fault> {
  const written: WrittenRecord[] = [];
  for (const store of stores) {
    const put = store.put(kind, bytes);
    if (!put.ok) return put;
    written.push({ kind, ...put.value });
  }
  return ok(written);
}
