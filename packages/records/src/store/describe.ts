import { err, mapGet, ok, stringOf, type Result } from '@plumbline/core';
import { anyPredicate, parseStatement, peekStatement, type Statement } from '@plumbline/trust';
import { PIPELINE_PREDICATE } from '../manifest/manifest.js';
import { BENCHMARK_KEY, TEST_RESULT_PREDICATE } from '../configuration/build.js';
import { VERIFIER_ID, VSA_PREDICATE } from '../verified/build.js';

export type RecordKind = 'pipeline-manifest' | 'pipeline-verified' | 'configuration-result';

/** What a stored record is, by its own content: an index is never asked. Nothing of it is verified. */
export interface RecordDescription {
  readonly kind: RecordKind;
  readonly signed: boolean;
}

const KINDS: Readonly<Record<string, RecordKind>> = {
  [PIPELINE_PREDICATE]: 'pipeline-manifest',
  [VSA_PREDICATE]: 'pipeline-verified',
  [TEST_RESULT_PREDICATE]: 'configuration-result',
};

/** Sorts a record: a bundle, or the bare statement where there was no key. */
export function describeRecord(bytes: Uint8Array): Result<RecordDescription, string> {
  const bundle = peekStatement(bytes);
  const statement = bundle.ok ? bundle : parseStatement(bytes, anyPredicate);
  if (!statement.ok) return err('it is neither a bundle nor a statement');
  const kind = kindOf(statement.value);
  return kind === null ? err('it is a record of another kind') : ok({ kind, signed: bundle.ok });
}

/** A verification summary or a test result may speak of anything; ours say so. */
function kindOf({ predicateType, predicate }: Statement): RecordKind | null {
  const kind = Object.hasOwn(KINDS, predicateType) ? (KINDS[predicateType] ?? null) : null;
  if (kind === 'configuration-result') return mapGet(predicate, BENCHMARK_KEY) ? kind : null;
  if (kind !== 'pipeline-verified') return kind;
  return stringOf(mapGet(mapGet(predicate, 'verifier'), 'id')) === VERIFIER_ID ? kind : null;
}
