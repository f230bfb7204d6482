import type { Location } from '../location.js';
import type { Span } from './node.js';
import { locate, type Source } from './source.js';

/** What is wrong with a document: each has a heading of its own in docs/reading.md. */
export type ProblemCode =
  | 'ENCODING'
  | 'CONTROL_CHARACTER'
  | 'BIDI_CONTROL'
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

/** What the readers collect: a problem at a place of the text that is being read. */
export type Report = (code: ProblemCode, message: string, span: Span) => void;

/** Problems of one text, in the order of their places, one per code and place. */
export class ProblemList {
  readonly #source: Source;
  readonly #found = new Map<string, { problem: Problem; at: number }>();

  constructor(source: Source) {
    this.#source = source;
  }

  get size(): number {
    return this.#found.size;
  }

  readonly report: Report = (code, message, span) => {
    const key = `${code}@${String(span.start)}`;
    if (this.#found.size >= MAX_PROBLEMS || this.#found.has(key)) return;
    const problem = { code, message, location: locate(this.#source, span) };
    this.#found.set(key, { problem, at: span.start });
  };

  sorted(): readonly Problem[] {
    return [...this.#found.values()].sort((a, b) => a.at - b.at).map((entry) => entry.problem);
  }
}

/** Nobody reads more, and a hostile file must not make a report larger than itself. */
const MAX_PROBLEMS = 1000;
