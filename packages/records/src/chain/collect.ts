import type { RecordQuery, RecordStore, StoredRecord, StoreProblem } from '@plumbline/step';
import { createJudge, type Authenticate, type Judged } from './judged.js';
import type { ChainRecord, RefusedRecord } from './record.js';

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

export function createCollector(
  stores: readonly RecordStore[],
  authenticate: Authenticate,
): Collector {
  const judge = createJudge(authenticate);
  return { find: (query) => find(stores, judge, query) };
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
