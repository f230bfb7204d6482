import type { Check, GraphFigure, PolicySource } from '@plumbline/core';

/** A record that this run has written. */
export interface WrittenRecord {
  readonly kind: string;
  readonly sha256: string;
  readonly path: string;
}

/** What forms for people show beside the checks (`ReportDisplay`). */
export interface StepDisplay {
  readonly table?: {
    readonly head: readonly string[];
    readonly rows: readonly (readonly string[])[];
  };
  readonly lines: readonly string[];
  readonly rules: () => Readonly<
    Record<
      string,
      { readonly help: string; readonly uri: string; readonly tags: readonly string[] }
    >
  >;
}

/** What a step found. The faces add version, mode and verdict, and render it. */
export interface StepResult {
  readonly target: string;
  readonly policy: PolicySource;
  readonly checks: readonly Check[];
  /** One line: what was looked at, in numbers. */
  readonly headline: string;
  /** One line each: what was assumed, what was not asked and why. */
  readonly notes: readonly string[];
  /** The one command to run next. */
  readonly next?: string;
  readonly records: readonly WrittenRecord[];
  /** The step's own part of the JSON report, under its own key. */
  readonly own: { readonly key: string; readonly value: unknown } | null;
  readonly display?: StepDisplay;
  /** For the outputs `svg` and `html`. */
  readonly figure?: GraphFigure;
  /** The step's own outputs; the common ones (`verdict`, `failed`, `report`, …) are added by the face. */
  readonly outputs: Readonly<Record<string, string>>;
}
