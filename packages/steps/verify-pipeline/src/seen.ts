import { err, ok, sha256Hex, undecidableFault, type Fault, type Result } from '@plumbline/core';
import {
  describeRecord,
  parseManifest,
  PIPELINE_PREDICATE,
  type Manifest,
} from '@plumbline/records';
import type { RecordStore } from '@plumbline/step';
import { verifyBundle, type Trust } from '@plumbline/trust';

/** A manifest of a trusted signer that was verified before, as the stores remember it. */
export interface SeenManifest {
  readonly manifest: Manifest;
  readonly statementSha256: string;
}

/** The manifests in the stores that a trusted key has signed; what else lies there says nothing. */
export async function seenManifests(
  stores: readonly RecordStore[],
  trust: Trust,
  now: Date,
): Promise<Result<readonly SeenManifest[], Fault>> {
  const seen: SeenManifest[] = [];
  for (const store of stores) {
    const found = await store.find({ by: 'all' });
    if (!found.ok) return found;
    const [problem] = found.value.problems;
    // A memory with a hole may have lost the one manifest that would show a rollback.
    if (problem !== undefined) return err(undecidableFault('STORE', problem.message));
    seen.push(...found.value.records.flatMap(({ bytes }) => readSeen(bytes, trust, now)));
  }
  return ok(seen);
}

function readSeen(bytes: Uint8Array, trust: Trust, now: Date): readonly SeenManifest[] {
  const record = describeRecord(bytes);
  if (!record.ok || record.value.kind !== 'pipeline-manifest') return [];
  const verified = verifyBundle(bytes, { ...trust, now, predicateType: PIPELINE_PREDICATE });
  const manifest = verified.ok ? parseManifest(verified.value.bytes) : verified;
  return verified.ok && manifest.ok
    ? [{ manifest: manifest.value, statementSha256: sha256Hex(verified.value.bytes) }]
    : [];
}

/**
 * The lowest serial that still counts: that of the policy, or of the latest manifest that was seen of this pipeline.
 * Of this pipeline are those of the same source, and those that name this manifest as the one before them.
 * Null: nothing is known, and a rollback would not be seen.
 */
export function lowestSerial(
  of: SeenManifest,
  seen: readonly SeenManifest[],
  minSerial: number | null,
): number | null {
  const serials = seen
    .filter((other) => isSamePipeline(of, other))
    .map(({ manifest }) => manifest.serial);
  const known = [...serials, ...(minSerial === null ? [] : [minSerial])];
  return known.length === 0 ? null : Math.max(...known);
}

function isSamePipeline(of: SeenManifest, other: SeenManifest): boolean {
  if (other.statementSha256 === of.statementSha256) return true;
  if (other.manifest.previous === of.statementSha256) return true;
  const { uri } = of.manifest.source;
  return uri !== null && uri === other.manifest.source.uri;
}
