import { dirname, join } from 'node:path';
import { err, ok, usageFault, type Fault, type Result } from '@plumbline/core';
import type { NewRecord, Ports, RecordStore, WrittenRecord } from '@plumbline/step';

/** Where records go: the disk first, so that nothing that was signed is lost with a connection. */
export function openAll(
  names: readonly string[],
  ports: Ports,
): Result<readonly RecordStore[], Fault> {
  const standard = ports.openStores([]);
  if (!standard.ok) return standard;
  const named = names.length === 0 ? standard : ports.openStores(names);
  if (!named.ok) return named;
  const all = new Map([...standard.value, ...named.value].map((store) => [store.name, store]));
  const stores = [...all.values()].sort((one, other) => Number(isFar(one)) - Number(isFar(other)));
  const isKept = stores.some((store) => !isFar(store));
  return isKept ? ok(stores) : err(nowhere());
}

function isFar({ name }: RecordStore): boolean {
  return !name.startsWith('dir:');
}

function nowhere(): Fault {
  return usageFault(
    'STORE_NONE',
    'there is no folder to keep the records in; what is signed must not be lost with a connection',
    '--store dir:records',
  );
}

/** What was written, and what a store did not take. */
export interface Kept {
  /** Of the disk. */
  readonly records: readonly WrittenRecord[];
  readonly bundle: string | null;
  readonly failures: readonly { readonly store: string; readonly fault: Fault }[];
}

/** Writes all records into each store; one that fails keeps no other from them, and is asked no more. */
export async function keepAll(
  records: readonly NewRecord[],
  stores: readonly RecordStore[],
  ports: Ports,
): Promise<Kept> {
  const failures: { store: string; fault: Fault }[] = [];
  const written = new Map<NewRecord, WrittenRecord>();
  for (const store of stores) {
    for (const record of records) {
      const put = await store.put(record);
      if (!put.ok) {
        failures.push({ store: store.name, fault: put.error });
        break;
      }
      if (!written.has(record)) written.set(record, { kind: record.kind, ...put.value });
    }
  }
  const kept = [...written.values()];
  const bundle = writeBundle(records, kept, ports);
  if (bundle !== null && !bundle.ok) failures.push({ store: 'bundle', fault: bundle.error });
  return { records: kept, bundle: bundle?.ok === true ? bundle.value : null, failures };
}

/** All records as JSON lines, beside the folder of the first one. A JSON text holds no line break but between its parts. */
function writeBundle(
  records: readonly NewRecord[],
  written: readonly WrittenRecord[],
  ports: Ports,
): Result<string, Fault> | null {
  const last = written.findLast(({ kind }) => kind === 'artifact-built');
  if (last === undefined) return null;
  const path = join(dirname(dirname(last.path)), `run-${last.sha256.slice(0, 16)}.jsonl`);
  const lines = records.map(({ bytes }) =>
    Buffer.from(bytes).toString().trim().replaceAll(/\r?\n/g, ' '),
  );
  const put = ports.writeFile(path, Buffer.from(lines.map((line) => `${line}\n`).join('')));
  return put.ok ? ok(path) : put;
}
