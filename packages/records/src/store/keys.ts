import { mapGet, sha256Hex, stringOf, type Node } from '@plumbline/core';
import type { RecordQuery } from '@plumbline/step';
import { recordContent } from './content.js';

/** What a record can be found by, read from its own content. Nothing of it is verified. */
export interface RecordKeys {
  /** SHA-256 of the signed statement. */
  readonly statement: string;
  /** Digests of its subjects, as `algorithm:hex`. */
  readonly subjects: readonly string[];
  /** The run that it says it belongs to. */
  readonly run: string | null;
  readonly predicateType: string;
  /** False: it is a bare statement. */
  readonly isBundle: boolean;
}

/** The keys of a bundle, or of a bare statement where there was no key; null for anything else. */
export function recordKeys(bytes: Uint8Array): RecordKeys | null {
  const content = recordContent(bytes);
  if (content === null) return null;
  const { subjects, predicate, predicateType } = content.statement;
  const digests = subjects.flatMap(({ digest }) =>
    Object.entries(digest).map(([algorithm, hex]) => `${algorithm}:${hex}`),
  );
  return {
    statement: sha256Hex(content.bytes),
    subjects: [...new Set(digests)],
    run: runOf(predicate),
    predicateType,
    isBundle: content.isBundle,
  };
}

/** Whether a record with these keys is what was asked for. */
export function isAskedFor(keys: RecordKeys | null, query: RecordQuery): boolean {
  switch (query.by) {
    case 'all':
      return true;
    case 'subject':
      return keys?.subjects.includes(query.digest) ?? false;
    case 'statement':
      return keys?.statement === query.sha256;
    case 'run':
      return keys?.run === query.id;
    default:
      return query satisfies never;
  }
}

/** Where a kind of record has its run: our own kinds and extensions at the top, provenance in the builder's part. */
function runOf(predicate: Node): string | null {
  const internal = mapGet(mapGet(predicate, 'buildDefinition'), 'internalParameters');
  const run = mapGet(predicate, 'run') ?? mapGet(mapGet(internal, 'plumbline'), 'run');
  return stringOf(mapGet(run, 'id')) ?? null;
}
