import type { Confidence, ScalarNode, Source } from '@plumbline/core';
import { placeIn, type Violation } from '../violation.js';

/** A part of a definition that its platform refuses, ignores or cannot resolve. */
export interface Flaw {
  readonly address: string;
  readonly subject: string;
  /** What is wrong, as the beginning of a sentence. */
  readonly what: string;
  readonly hint: string;
  readonly confidence?: Confidence;
}

export function fault(of: { readonly source: Source }, node: ScalarNode, flaw: Flaw): Violation {
  const { address, subject, what, hint, confidence } = flaw;
  return {
    at: placeIn(of, node),
    address,
    subject,
    severity: 'low',
    ...(confidence === undefined ? {} : { confidence }),
    message: `Whoever relies on this is mistaken: ${what}.`,
    hint,
  };
}
