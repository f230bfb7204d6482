import type { Span } from '@plumbline/core';

/** Why a payload cannot be told, at a place of the document. */
export interface Doubt {
  readonly reason: string;
  readonly at: Span;
  /** What to write instead, where one line says it. */
  readonly instead?: string;
}

/** Collects doubts; one is enough to make the payload worthless, all of them help the author. */
export class Doubts {
  readonly found: Doubt[] = [];

  add(reason: string, at: Span, instead?: string): void {
    const known = this.found.some(
      (doubt) => doubt.at.start === at.start && doubt.reason === reason,
    );
    if (!known && this.found.length < MAX_DOUBTS) {
      this.found.push({ reason, at, ...(instead === undefined ? {} : { instead }) });
    }
  }
}

const MAX_DOUBTS = 100;
