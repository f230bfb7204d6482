import { err, ok, type Fault, type Result } from '@plumbline/core';
import {
  configurationRecord,
  describeRecord,
  triggerRecord,
  verifiedRecord,
  type RecordKind,
  type RecordLink,
  type RunIdentity,
  type SignerIdentity,
} from '@plumbline/records';
import type { RecordStore, StoredRecord } from '@plumbline/step';
import { peekPayload, peekSigner, type PeekedSigner } from '@plumbline/trust';

/** A record that was found, and how the build record names it. */
export interface FoundLink {
  readonly link: RecordLink & { readonly kind: RecordKind };
  readonly bytes: Uint8Array;
}

/** What the stores have of a run beside what is written now. */
export interface FoundLinks {
  readonly links: readonly FoundLink[];
  /** Why a record was not taken, and what is damaged. */
  readonly notes: readonly string[];
}

/** The kinds that the first function names as before it, and where each has its run. */
const GATES: ReadonlyMap<RecordKind, (statement: Uint8Array) => RunIdentity | null> = new Map([
  ['trigger-authorized', runIn(triggerRecord)],
  ['pipeline-verified', runIn(verifiedRecord)],
  ['configuration-result', runIn(configurationRecord)],
]);

/** Finds the records of gates that say they belong to this run. Who signed them is for the audit to judge. */
export async function findLinks(
  run: RunIdentity,
  stores: readonly RecordStore[],
): Promise<Result<FoundLinks, Fault>> {
  const links = new Map<string, FoundLink>();
  const notes: string[] = [];
  for (const store of stores) {
    const found = await store.find({ by: 'run', id: run.id });
    if (!found.ok) return err(found.error);
    notes.push(...found.value.problems.map(({ message }) => `${store.name}: ${message}`));
    for (const record of found.value.records) {
      const taken = take(record, run);
      if (typeof taken === 'string') notes.push(`${store.name}: ${taken}`);
      else if (taken !== null) links.set(taken.link.sha256, taken);
    }
  }
  return ok({ links: [...links.values()].sort(bySha256), notes: [...new Set(notes)] });
}

/** Null for what is no gate's; words for a gate's record that cannot be taken. */
function take({ bytes }: StoredRecord, run: RunIdentity): FoundLink | string | null {
  const described = describeRecord(bytes);
  if (!described.ok) return null;
  const { kind, sha256 } = described.value;
  const runOf = GATES.get(kind);
  if (runOf === undefined) return null;
  const payload = peekPayload(bytes);
  const signer = peekSigner(bytes);
  if (!payload.ok || !signer.ok) return `the record ${kind} is not signed, so it proves nothing`;
  const other = runOf(payload.value);
  if (other === null || !isSameRun(other, run))
    return `the record ${kind} is of another run, though it has its id`;
  return { link: { kind, sha256, signer: identityOf(signer.value) }, bytes };
}

/** A signer as records name it. */
export function identityOf({ key, issuer, identity }: PeekedSigner): SignerIdentity {
  return { key, issuer, identity };
}

/** A gate may be of an earlier attempt than the job that attests, never of a later one. What it does not know it leaves unsaid. */
function isSameRun(gate: RunIdentity, run: RunIdentity): boolean {
  const { source, definition } = gate;
  return (
    gate.platform === run.platform &&
    gate.id === run.id &&
    gate.attempt <= run.attempt &&
    (source === null || isSame(source, run.source, ['uri', 'commit'])) &&
    (definition === null || isSame(definition, run.definition, ['uri']))
  );
}

function isSame<T>(one: T, other: T | null, keys: readonly (keyof T)[]): boolean {
  return keys.every((key) => one[key] === other?.[key]);
}

function runIn(format: {
  readonly parse: (
    statement: Uint8Array,
  ) => Result<{ readonly predicate: { readonly run: RunIdentity | null } }, string>;
}) {
  return (statement: Uint8Array): RunIdentity | null => {
    const read = format.parse(statement);
    return read.ok ? read.value.predicate.run : null;
  };
}

function bySha256(one: FoundLink, other: FoundLink): number {
  return one.link.sha256 < other.link.sha256 ? -1 : 1;
}
