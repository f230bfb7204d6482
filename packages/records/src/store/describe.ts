import { err, mapGet, ok, sha256Hex, stringOf, type Result } from '@plumbline/core';
import { IMAGE_SIGNATURE_PREDICATE, type Statement } from '@plumbline/trust';
import { AUDITOR_ID } from '../audited/audited.js';
import { isBomPredicate } from '../bom/bom.js';
import { PROVENANCE_PREDICATE } from '../built/built.js';
import { EXECUTED_PREDICATE } from '../executed/executed.js';
import { PIPELINE_PREDICATE } from '../manifest/manifest.js';
import { BENCHMARK_KEY, TEST_RESULT_PREDICATE } from '../configuration/build.js';
import { TRIGGER_PREDICATE } from '../trigger/trigger.js';
import { VERIFIER_ID, VSA_PREDICATE } from '../verified/build.js';
import { recordContent } from './content.js';

export type RecordKind =
  | 'trigger-authorized'
  | 'pipeline-manifest'
  | 'pipeline-verified'
  | 'configuration-result'
  | 'function-executed'
  | 'artifact-built'
  | 'artifact-contents'
  | 'artifact-verified'
  | 'image-signed';

/** What a stored record is, by its own content: an index is never asked. Nothing of it is verified. */
export interface RecordDescription {
  readonly kind: RecordKind;
  readonly signed: boolean;
  /** R(): SHA-256 of the statement, by which other records name it. */
  readonly sha256: string;
}

const KINDS: ReadonlyMap<string, RecordKind> = new Map([
  [TRIGGER_PREDICATE, 'trigger-authorized'],
  [PIPELINE_PREDICATE, 'pipeline-manifest'],
  [TEST_RESULT_PREDICATE, 'configuration-result'],
  [EXECUTED_PREDICATE, 'function-executed'],
  [PROVENANCE_PREDICATE, 'artifact-built'],
  [IMAGE_SIGNATURE_PREDICATE, 'image-signed'],
]);

/** Verification summaries of ours, by their verifier. */
const SUMMARIES: ReadonlyMap<string, RecordKind> = new Map([
  [VERIFIER_ID, 'pipeline-verified'],
  [AUDITOR_ID, 'artifact-verified'],
]);

/** Sorts a record: a bundle, or the bare statement where there was no key. */
export function describeRecord(bytes: Uint8Array): Result<RecordDescription, string> {
  const content = recordContent(bytes);
  if (content === null) return err('it is neither a bundle nor a statement');
  const kind = kindOf(content.statement);
  return kind === null
    ? err('it is a record of another kind')
    : ok({ kind, signed: content.isBundle, sha256: sha256Hex(content.bytes) });
}

/** The kind of a statement; null: it is none of ours. A verification summary or a test result may speak of anything; ours say so. */
export function kindOf({ predicateType, predicate }: Statement): RecordKind | null {
  if (predicateType === VSA_PREDICATE) {
    return SUMMARIES.get(stringOf(mapGet(mapGet(predicate, 'verifier'), 'id')) ?? '') ?? null;
  }
  if (isBomPredicate(predicateType)) return 'artifact-contents';
  const kind = KINDS.get(predicateType) ?? null;
  return kind === 'configuration-result' && !mapGet(predicate, BENCHMARK_KEY) ? null : kind;
}
