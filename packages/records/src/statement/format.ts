import { err, ok, type Result, type Shape } from '@plumbline/core';
import { parseStatement, type Subject } from '@plumbline/trust';
import { buildStatement } from './build.js';
import { withoutNulls } from './nulls.js';

/** More subjects are refused by GitHub and by sigstore-go, so records are split. */
export const MAX_SUBJECTS = 1024;

/** A record: what it is about, and what it says. */
export interface RecordParts<T> {
  readonly subjects: readonly Subject[];
  readonly predicate: T;
}

/** How one kind of record is written and read; what `build` writes, `parse` reads to the same. */
export interface RecordFormat<T> {
  readonly predicateType: string;
  /** Canonical JSON, to be signed; R() is the SHA-256 of these bytes. */
  readonly build: (parts: RecordParts<T>) => Uint8Array;
  /** Strict: unknown fields are refused. The signature is verified before. */
  readonly parse: (statement: Uint8Array) => Result<RecordParts<T>, string>;
}

/** The format of a predicate type whose content has this shape. */
export function recordFormat<T extends object>(
  predicateType: string,
  shape: Shape<T>,
): RecordFormat<T> {
  return {
    predicateType,
    build: ({ subjects, predicate }) =>
      buildStatement({ subjects, predicateType, predicate: withoutNulls(predicate) }),
    parse: (statement) => {
      const read = parseStatement(statement, shape);
      if (!read.ok) return read;
      const { subjects, predicate } = read.value;
      if (read.value.predicateType !== predicateType)
        return err(`expected a statement of type ${predicateType}`);
      const problem = subjectProblem(subjects);
      return problem === null ? ok({ subjects, predicate }) : err(problem);
    },
  };
}

function subjectProblem(subjects: readonly Subject[]): string | null {
  if (subjects.length > MAX_SUBJECTS) return `it has more than ${String(MAX_SUBJECTS)} subjects`;
  const names = new Set(subjects.map(({ name, uri }) => name ?? uri));
  return names.size === subjects.length ? null : 'it names a subject twice';
}

/** Subjects in the portions that one record may hold. */
export function portions<T>(subjects: readonly T[]): readonly (readonly T[])[] {
  const count = Math.ceil(subjects.length / MAX_SUBJECTS);
  return Array.from({ length: count }, (_, index) =>
    subjects.slice(index * MAX_SUBJECTS, (index + 1) * MAX_SUBJECTS),
  );
}
