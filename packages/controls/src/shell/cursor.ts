import type { Range } from '../expression/syntax.js';
import type { Script, Word } from './syntax.js';

/** A here-document whose body has not been reached yet. */
export interface Pending {
  readonly delimiter: string;
  readonly quoted: boolean;
  readonly stripTabs: boolean;
  readonly accept: (body: Word) => void;
}

/** Where a reader of shell text stands. */
export interface Cursor {
  readonly text: string;
  at: number;
  readonly end: number;
  readonly holes: readonly Range[];
  readonly depth: number;
  pending: Pending[];
  /** Reads commands up to the `)` that closes them; given here because words and commands contain each other. */
  readonly script: (cursor: Cursor, closer: string) => Script;
}

/** A cursor on a part of the same text: offsets stay those of the whole. */
export function within(cursor: Cursor, start: number, end: number): Cursor {
  return { ...cursor, at: start, end, depth: cursor.depth + 1, pending: [] };
}

export function peek(cursor: Cursor, ahead = 0): string {
  const at = cursor.at + ahead;
  return at < cursor.end ? cursor.text.charAt(at) : '';
}

export function startsWith(cursor: Cursor, text: string): boolean {
  return cursor.at + text.length <= cursor.end && cursor.text.startsWith(text, cursor.at);
}

/** What a sticky pattern matches here; nothing is consumed. */
export function match(cursor: Cursor, pattern: RegExp): RegExpExecArray | null {
  pattern.lastIndex = cursor.at;
  const found = pattern.exec(cursor.text);
  return found !== null && pattern.lastIndex <= cursor.end ? found : null;
}

/** Goes behind what a sticky pattern matches here. */
export function skip(cursor: Cursor, pattern: RegExp): void {
  cursor.at += match(cursor, pattern)?.[0].length ?? 0;
}

/** Farther than this nothing is closed: keeps what opens often and never closes from costing its square. */
const NEAR = 4096;

/** Where a text comes next, near by; -1 if it does not. */
export function near(cursor: Cursor, text: string): number {
  const window = cursor.text.slice(cursor.at, Math.min(cursor.at + NEAR, cursor.end));
  const found = window.indexOf(text);
  return found === -1 ? -1 : cursor.at + found;
}

/** The hole that starts here, by its position. */
export function holeAt(cursor: Cursor): number {
  const next = nextHole(cursor, cursor.at);
  return cursor.holes[next]?.start === cursor.at ? next : -1;
}

/** The position of the first hole that starts at the offset or behind it. */
function nextHole({ holes }: Cursor, from: number): number {
  let low = 0;
  let high = holes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((holes[middle]?.start ?? 0) < from) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** What a sticky pattern matches here, up to the next hole; one character at least. */
export function stretch(cursor: Cursor, pattern: RegExp): string {
  pattern.lastIndex = cursor.at;
  const length = pattern.exec(cursor.text)?.[0].length ?? 1;
  const hole = cursor.holes[nextHole(cursor, cursor.at + 1)]?.start ?? cursor.end;
  return cursor.text.slice(cursor.at, Math.min(cursor.at + length, cursor.end, hole));
}
