import type { Location } from '../location.js';

/** What is wrong with a document: each has a heading of its own in docs/reading.md. */
export type ProblemCode =
  | 'ENCODING'
  | 'TOO_LARGE'
  | 'TOO_DEEP'
  | 'TOO_MANY_NODES'
  | 'TOO_MANY_ALIASES'
  | 'TOO_MANY_DOCUMENTS'
  | 'SYNTAX'
  | 'DUPLICATE_KEY'
  | 'MERGE_KEY'
  | 'NON_STRING_KEY'
  | 'FORBIDDEN_KEY'
  | 'CUSTOM_TAG'
  | 'DIRECTIVE'
  | 'ALIAS'
  | 'NUMBER_RANGE'
  | 'AMBIGUOUS_SCALAR';

export interface Problem {
  readonly code: ProblemCode;
  readonly message: string;
  readonly location: Location;
}
