import { err, ok, type Fault, type Result } from '@plumbline/core';
import type { NewRecord, RecordStore, WrittenRecord } from '@plumbline/step';
import type { RecordKind } from './describe.js';

/**
 * Puts a record into every store, also behind one that fails: what could be kept is kept, and the fault says where.
 */
export async function keepRecord(
  record: NewRecord & { readonly kind: RecordKind },
  stores: readonly RecordStore[],
): Promise<Result<readonly WrittenRecord[], Fault>> {
  const written: WrittenRecord[] = [];
  const faults: Fault[] = [];
  for (const store of stores) {
    const put = await store.put(record);
    if (put.ok) written.push({ kind: record.kind, ...put.value });
    else faults.push(put.error);
  }
  const [first] = faults;
  return first === undefined ? ok(written) : err(withPlaces(first, faults.length, written));
}

function withPlaces(fault: Fault, failed: number, written: readonly WrittenRecord[]): Fault {
  const more = failed > 1 ? ` (and ${String(failed - 1)} more stores)` : '';
  const kept = written.map(({ path }) => path).join(', ');
  const where = written.length === 0 ? '' : `; the record is kept in ${kept}`;
  return { ...fault, message: `${fault.message}${more}${where}` };
}
