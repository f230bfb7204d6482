import type { Result } from '@plumbline/core';
import type { RecordFormat, RecordParts } from '../statement/format.js';
import { readBuilt, type BuildFacts } from './built.js';
import type { ChainRecord } from './record.js';

const builds = new WeakMap<ChainRecord, BuildFacts | null>();
const records = new WeakMap<ChainRecord, Map<unknown, Result<RecordParts<unknown>, string>>>();

/** What the record of a build says, read once however many artifacts it is about. */
export function buildFactsOf(record: ChainRecord): BuildFacts | null {
  const known = builds.get(record);
  if (known !== undefined) return known;
  const facts = readBuilt(record);
  builds.set(record, facts);
  return facts;
}

/** What a record says in its format, read once however many chains it is part of. */
export function partsOf<T>(
  record: ChainRecord,
  format: Pick<RecordFormat<T>, 'parse'>,
): Result<RecordParts<T>, string> {
  const read = records.get(record) ?? new Map<unknown, Result<RecordParts<unknown>, string>>();
  records.set(record, read);
  const known = read.get(format) as Result<RecordParts<T>, string> | undefined;
  if (known !== undefined) return known;
  const parts = format.parse(record.statement);
  read.set(format, parts);
  return parts;
}
