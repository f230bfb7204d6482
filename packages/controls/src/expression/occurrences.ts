import { remembered } from '@plumbline/core';
import { isFault, parseExpression } from './parse.js';
import type { Expression, Range, SyntaxFault } from './syntax.js';

/** An `${{ … }}` in a text; the range covers the braces. */
export interface Occurrence extends Range {
  /** What stands between the braces, trimmed. */
  readonly text: string;
  readonly expression: Expression | null;
  readonly fault: SyntaxFault | null;
}

/** Every expression in a text; `}}` inside a quoted string closes nothing. */
export function occurrencesIn(text: string): readonly Occurrence[] {
  return text.includes('${{') ? readOccurrences(text) : [];
}

const readOccurrences = remembered((text: string): readonly Occurrence[] => {
  const found: Occurrence[] = [];
  for (let start = text.indexOf('${{'); start !== -1;) {
    const end = closing(text, start + 3);
    if (end === -1) break;
    found.push(occurrence(text, start, end));
    start = text.indexOf('${{', end);
  }
  return found;
});

/** Behind the `}}` that closes what opened before `from`; -1 if nothing does. */
function closing(text: string, from: number): number {
  let quoted = false;
  for (let at = from; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === "'") quoted = !quoted;
    else if (!quoted && character === '}' && text.charAt(at + 1) === '}') return at + 2;
  }
  return -1;
}

function occurrence(text: string, start: number, end: number): Occurrence {
  const inner = text.slice(start + 3, end - 2);
  return { start, end, text: inner.trim(), ...read(inner) };
}

function read(text: string): Pick<Occurrence, 'expression' | 'fault'> {
  const parsed = parseExpression(text);
  return isFault(parsed)
    ? { expression: null, fault: parsed }
    : { expression: parsed, fault: null };
}

/** An `if`: the braces may be left out. */
export interface Condition {
  readonly expression: Expression | null;
  readonly fault: SyntaxFault | null;
  /** Set where text stands around the braces: such a condition is a text, and every text is true. */
  readonly surrounded: boolean;
}

/** Reads an `if` (workflow syntax, `jobs.<id>.if`). */
export const parseCondition = remembered((text: string): Condition => {
  const occurrences = occurrencesIn(text);
  const [only] = occurrences;
  if (only === undefined) return { ...read(text), surrounded: false };
  const surrounded = only.start !== 0 || only.end !== text.length || occurrences.length > 1;
  if (surrounded) return { expression: null, fault: null, surrounded };
  return { expression: only.expression, fault: only.fault, surrounded };
});
