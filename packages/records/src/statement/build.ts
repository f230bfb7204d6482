import { canonicalJson } from '@plumbline/core';
import { STATEMENT_V1, type Subject } from '@plumbline/trust';

/** What goes into a statement; the predicate is plain JSON data. */
export interface StatementParts {
  readonly subjects: readonly Subject[];
  readonly predicateType: string;
  readonly predicate: Readonly<Record<string, unknown>>;
}

/**
 * The bytes of an in-toto Statement v1: canonical JSON, so that equal content has equal bytes.
 * Subjects are sorted; who calls has made sure that their names are unique.
 */
export function buildStatement({ subjects, predicateType, predicate }: StatementParts): Uint8Array {
  const subject = [...subjects].sort(byName).map(({ name, uri, digest }) => ({
    ...(name === null ? {} : { name }),
    ...(uri === null ? {} : { uri }),
    digest,
  }));
  return Buffer.from(canonicalJson({ _type: STATEMENT_V1, subject, predicateType, predicate }));
}

function byName(one: Subject, other: Subject): number {
  return nameOf(one) < nameOf(other) ? -1 : 1;
}

function nameOf({ name, uri }: Subject): string {
  return name ?? uri ?? '';
}
