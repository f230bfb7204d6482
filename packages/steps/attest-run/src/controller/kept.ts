import { ok, sha256Hex, type Fault, type Result } from '@plumbline/core';
import { builtRecord, describeRecord, linksOf, type RecordKind } from '@plumbline/records';
import type { NewRecord, RecordQuery, RecordStore } from '@plumbline/step';
import { isSignedWith, peekPayload, type Signer } from '@plumbline/trust';
import { isImage } from '../subjects/image.js';

interface Kept {
  readonly kind: RecordKind;
  readonly statement: string;
  readonly bytes: Uint8Array;
}

/**
 * The records of a run that this very key has signed, and those that they name; what others have written counts for nothing.
 * Empty where the build record is missing, which is written last of all; it is the last one here, too.
 */
export async function ownRecords(
  run: string,
  store: RecordStore,
  signer: Signer,
): Promise<Result<readonly NewRecord[], Fault>> {
  const ofRun = await recordsIn(store, { by: 'run', id: run });
  if (!ofRun.ok) return ofRun;
  const told = ofRun.value.filter(({ bytes }) => isOwn(bytes, signer)).flatMap(builtIn);
  const images = [...new Set(told.flatMap((built) => built.images))];
  const about: Kept[] = [];
  for (const digest of images) {
    const found = await recordsIn(store, { by: 'subject', digest });
    if (!found.ok) return found;
    const ofImage = found.value.filter(({ kind }) => kind === 'image-signed');
    about.push(...ofImage.filter(({ bytes }) => isOwn(bytes, signer)));
  }
  const named = new Set(told.flatMap(({ links, statement }) => [...links, statement]));
  const all = [...ofRun.value.filter(({ statement }) => named.has(statement)), ...about];
  const each = new Map(all.map((record) => [sha256Hex(record.bytes), record])).values();
  return ok([...each].sort(builtLast).map(({ kind, bytes }) => ({ kind, bytes, images })));
}

/** Hands records on to a store, unless it has the last one of them; whether it had to. */
export async function handOn(
  run: string,
  records: readonly NewRecord[],
  store: RecordStore,
): Promise<Result<boolean, Fault>> {
  const last = records.at(-1);
  const { images = [], bytes = Buffer.alloc(0) } = last ?? {};
  const subjects = images.map((digest): RecordQuery => ({ by: 'subject', digest }));
  for (const query of [{ by: 'run', id: run } as const, ...subjects]) {
    const found = await store.find(query);
    if (!found.ok) return found;
    if (found.value.records.some(({ sha256 }) => sha256 === sha256Hex(bytes))) return ok(false);
  }
  for (const record of records) {
    const put = await store.put(record);
    if (!put.ok) return put;
  }
  return ok(true);
}

async function recordsIn(
  store: RecordStore,
  query: RecordQuery,
): Promise<Result<readonly Kept[], Fault>> {
  const found = await store.find(query);
  if (!found.ok) return found;
  return ok(
    found.value.records.flatMap(({ bytes }) => {
      const described = describeRecord(bytes);
      if (!described.ok) return [];
      return [{ kind: described.value.kind, statement: described.value.sha256, bytes }];
    }),
  );
}

function isOwn(bytes: Uint8Array, { publicKey }: Signer): boolean {
  return publicKey !== null && isSignedWith(bytes, publicKey);
}

/** What a build record names: the records of its run, and the images that it is about. */
function builtIn({ kind, statement, bytes }: Kept): readonly {
  readonly statement: string;
  readonly links: readonly string[];
  readonly images: readonly string[];
}[] {
  const payload = peekPayload(bytes);
  if (kind !== 'artifact-built' || !payload.ok) return [];
  const read = builtRecord.parse(payload.value);
  if (!read.ok) return [];
  const { subjects, predicate } = read.value;
  const links = linksOf(predicate.buildDefinition.resolvedDependencies).map(({ sha256 }) => sha256);
  const images = subjects.filter(isImage).map(({ digest }) => `sha256:${digest['sha256'] ?? ''}`);
  return [{ statement, links, images }];
}

function builtLast(one: Kept, other: Kept): number {
  return Number(one.kind === 'artifact-built') - Number(other.kind === 'artifact-built');
}
