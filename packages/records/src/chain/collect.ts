import type { Result } from '@plumbline/core';
import type { RecordQuery, RecordStore, StoredRecord, StoreProblem } from '@plumbline/step';
import {
  chainRecord,
  refusedRecord,
  type Authentic,
  type ChainRecord,
  type RefusedRecord,
} from './record.js';

/** Judges the signature of one bundle. */
export type Authenticate = (
  bundle: Uint8Array,
) => Result<Authentic, Pick<RefusedRecord, 'standing' | 'reason' | 'signer'>>;

/** What a look-up gave, over all stores. */
export interface Collected {
  readonly records: readonly ChainRecord[];
  readonly refused: readonly RefusedRecord[];
  /** Why something may be there that was not seen; empty: what is not among the records is in no store. */
  readonly troubles: readonly Trouble[];
}

/** A store that could not answer in full. */
export interface Trouble {
  readonly store: string;
  readonly code: 'failed' | StoreProblem['code'];
  readonly message: string;
}

/** Asks stores for records and verifies what they give, each bundle once however often it is met. */
export interface Collector {
  readonly find: (query: RecordQuery) => Promise<Collected>;
}

/** More candidates for one question are a flood: whoever can write to a store can fill it. */
const MOST_CANDIDATES = 2_000;

type Judged = ChainRecord | RefusedRecord;

/** So many bytes of bundles are remembered: beyond, one that is met again is verified again. */
const REMEMBERED_BYTES = 32 * 1024 * 1024;

export function createCollector(
  stores: readonly RecordStore[],
  authenticate: Authenticate,
): Collector {
  const memory = createMemory();
  const judge = (stored: StoredRecord, store: string): Judged => {
    const known = memory.recall(stored.sha256);
    if (known !== undefined) return known;
    const authentic = authenticate(stored.bytes);
    const outcome = authentic.ok
      ? chainRecord(stored, authentic.value, store)
      : refusedRecord(stored, authentic.error, store);
    memory.keep(stored, outcome);
    return outcome;
  };
  return { find: (query) => find(stores, judge, query) };
}

/** What was judged, by the digest of its bytes; what was asked for longest ago is forgotten first. */
function createMemory() {
  const judged = new Map<string, { readonly outcome: Judged; readonly size: number }>();
  let bytes = 0;
  return {
    recall: (sha256: string): Judged | undefined => {
      const entry = judged.get(sha256);
      if (entry === undefined) return undefined;
      judged.delete(sha256);
      judged.set(sha256, entry);
      return entry.outcome;
    },
    keep: ({ sha256, bytes: { length } }: StoredRecord, outcome: Judged): void => {
      judged.set(sha256, { outcome, size: length });
      bytes += length;
      for (const [oldest, { size }] of judged) {
        if (bytes <= REMEMBERED_BYTES || judged.size === 1) break;
        judged.delete(oldest);
        bytes -= size;
      }
    },
  };
}

async function find(
  stores: readonly RecordStore[],
  judge: (stored: StoredRecord, store: string) => Judged,
  query: RecordQuery,
): Promise<Collected> {
  const met = new Map<string, Judged>();
  const troubles: Trouble[] = [];
  for (const { name, find: ask } of stores) {
    const found = await ask(query);
    if (!found.ok) {
      troubles.push({ store: name, code: 'failed', message: found.error.message });
      continue;
    }
    const { records, problems } = found.value;
    troubles.push(...problems.map((problem) => ({ store: name, ...problem })));
    if (records.length > MOST_CANDIDATES) troubles.push(flood(name, records.length));
    for (const stored of records.slice(0, MOST_CANDIDATES)) {
      if (!met.has(stored.sha256)) met.set(stored.sha256, judge(stored, name));
    }
  }
  const outcomes = [...met.values()];
  return {
    records: outcomes.filter((one) => 'signedAt' in one),
    refused: outcomes.filter((one) => 'standing' in one),
    troubles,
  };
}

function flood(store: string, number: number): Trouble {
  const message = `${String(number)} records answer one question; ${String(MOST_CANDIDATES)} were read`;
  return { store, code: 'flooded', message };
}
