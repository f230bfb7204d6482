import { mapGet, readJson, seqItems, stringOf, type Node } from '@plumbline/core';
import { PROVENANCE_PREDICATE } from '@plumbline/records';
import type { Statement } from '@plumbline/trust';
import { toldDigest } from './chains.js';

/** What a signed record of Chains says of a run (Chains, docs/slsa-provenance.md). */
export interface SignedByChains {
  /** UID of the object that it is about; null: its format (SLSA 0.2) names none. */
  readonly uid: string | null;
  /** SHA-256 of what was made. */
  readonly made: ReadonlySet<string>;
  /** Of each TaskRun that it holds whole, by UID, the digest of what it tells; only the build type `slsa-tekton` does. */
  readonly told: ReadonlyMap<string, string>;
}

export function readChains({ predicateType, predicate, subjects }: Statement): SignedByChains {
  const isV1 = predicateType === PROVENANCE_PREDICATE;
  const metadata = mapGet(mapGet(predicate, 'runDetails'), 'metadata');
  const used = seqItems(mapGet(mapGet(predicate, 'buildDefinition'), 'resolvedDependencies'));
  return {
    uid: isV1 ? (stringOf(mapGet(metadata, 'invocationId')) ?? null) : null,
    made: new Set(subjects.flatMap(({ digest }) => digest['sha256'] ?? [])),
    told: new Map(used.flatMap(toldIn)),
  };
}

const MAX_TASK_RUN = 4 * 1024 * 1024;

/** The TaskRun that a dependency of the name `pipelineTask` holds. */
function toldIn(dependency: Node): readonly (readonly [string, string])[] {
  if (stringOf(mapGet(dependency, 'name')) !== 'pipelineTask') return [];
  const content = Buffer.from(stringOf(mapGet(dependency, 'content')) ?? '', 'base64');
  const read = readJson('pipelineTask', content, { maxBytes: MAX_TASK_RUN });
  const taskRun = read.ok ? read.value.root : undefined;
  const uid = stringOf(mapGet(mapGet(taskRun, 'metadata'), 'uid'));
  return taskRun === undefined || uid === undefined ? [] : [[uid, toldDigest(taskRun)]];
}
