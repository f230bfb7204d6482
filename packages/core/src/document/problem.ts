import type { Location } from '../location.js';
import { err, ok, type Result } from '../result.js';
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

/** Takes a problem at a place of the text that is being read. */
export type Report = (code: ProblemCode, message: string, span: Span) => void;

/** Where a reader collects what is wrong with the text. */
export interface Problems {
  readonly report: Report;
  /** Reports, and ends the reading: what comes behind cannot be judged or is not worth the time. */
  readonly stop: (...problem: Parameters<Report>) => never;
}

/** Nobody reads more, and a hostile file must not make a report larger than itself. */
const MAX_PROBLEMS = 1000;

class Stop extends Error {}

/** The result of reading, or all that was reported, in the order of the text, once for each code and place. */
export function collectProblems<T>(
  source: Source,
  read: (problems: Problems) => T,
): Result<T, readonly Problem[]> {
  const found = new Map<string, { readonly problem: Problem; readonly at: number }>();
  // The library turns what is thrown inside of it into an error, and reports that: it is told again.
  const report: Report = (code, message, span) => {
    if (found.size >= MAX_PROBLEMS) throw new Stop();
    found.set(`${code}@${String(span.start)}`, {
      problem: { code, message, location: locate(source, span) },
      at: span.start,
    });
  };
  const stop: Problems['stop'] = (...problem) => {
    report(...problem);
    throw new Stop();
  };
  const value = untilStop(() => read({ report, stop }));
  if (value !== null && found.size === 0) return ok(value.read);
  return err([...found.values()].sort((a, b) => a.at - b.at).map((entry) => entry.problem));
}

function untilStop<T>(read: () => T): { readonly read: T } | null {
  try {
    return { read: read() };
  } catch (error) {
    if (error instanceof Stop) return null;
    throw error;
  }
}
