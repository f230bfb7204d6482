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
  let low = 0;
  let high = cursor.holes.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const start = cursor.holes[middle]?.start ?? 0;
    if (start === cursor.at) return middle;
    if (start < cursor.at) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
