import type { Range } from '../expression/syntax.js';

export type Quote = 'none' | 'single' | 'double';

/** A piece of a word. A hole is a place that the platform fills in before a shell sees the text. */
export type Part = Range & { readonly quote: Quote } & (
    | { readonly kind: 'text'; readonly text: string }
    /** `operation` is what stands behind the name in braces: `:-x`, `#v`, `//[^a-z]/`, `@Q`; `#` for a length. */
    | { readonly kind: 'variable'; readonly name: string; readonly operation: string }
    /** `$(…)`, backquotes, `<(…)`. */
    | { readonly kind: 'substitution'; readonly script: Script }
    | { readonly kind: 'hole'; readonly hole: number }
  );

export interface Word extends Range {
  readonly parts: readonly Part[];
}

export interface Assignment {
  readonly name: string;
  readonly value: Word;
}

export interface Redirect {
  readonly operator: string;
  readonly target: Word;
}

/** A clause of `case`. */
export interface Clause {
  /** As written, between `|`. */
  readonly patterns: string;
  /** Positions of its first command and of the one behind its last. */
  readonly from: number;
  readonly to: number;
}

/** A simple command. Compound commands are flattened: their redirections stand at each command inside. */
export interface Command extends Range {
  readonly assignments: readonly Assignment[];
  readonly words: readonly Word[];
  readonly redirects: readonly Redirect[];
  /** What `<<` or `<<<` gives it to read. */
  readonly input: Word | null;
  /** Position of the command that reads its output through a pipe. */
  readonly feeds: number | null;
  /** Of `case`, whose words are itself and what it compares. */
  readonly clauses?: readonly Clause[];
}

export interface Script {
  readonly commands: readonly Command[];
}
