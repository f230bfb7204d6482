import type { Range } from '../expression/syntax.js';
import { holeAt, match, peek, skip, within, type Cursor } from './cursor.js';
import type { Assignment, Clause, Part, Redirect, Word } from './syntax.js';
import { readLiteralText, readQuotedText, readWord } from './words.js';

/** A simple command while it is read. */
export interface Draft extends Range {
  assignments: Assignment[];
  words: Word[];
  redirects: Redirect[];
  input: Word | null;
  feeds: number | null;
  clauses?: { -readonly [key in keyof Clause]: Clause[key] }[];
}

/** A command that starts here and has nothing yet. */
export function draftAt(start: number): Draft {
  return { assignments: [], words: [], redirects: [], input: null, feeds: null, start, end: start };
}

const ASSIGNMENT = /([A-Za-z_]\w*)(?:\[[^\]\n]*\])?\+?=/y;

/** Reads the next assignment, redirection or word; false at the end of the command. */
export function readElement(cursor: Cursor, draft: Draft): boolean {
  skip(cursor, /(?:[ \t\r]|\\\r?\n)+/y);
  if (cursor.at >= cursor.end || (peek(cursor) === '#' && holeAt(cursor) === -1)) return false;
  if (readRedirect(cursor, draft)) return true;
  if (readAssignment(cursor, draft)) return true;
  const inTest = isText(draft.words[0], '[[') && !isText(draft.words.at(-1), ']]');
  const word = readWord(cursor, inTest);
  if (word.end === word.start) return false;
  draft.words.push(word);
  return true;
}

const DECLARES = new Set(['export', 'declare', 'local', 'readonly', 'typeset', 'env']);

function readAssignment(cursor: Cursor, draft: Draft): boolean {
  const [first] = draft.words;
  const declares = first !== undefined && DECLARES.has(textOf(first) ?? '');
  if (first !== undefined && !declares) return false;
  const head = match(cursor, ASSIGNMENT);
  if (head === null) return false;
  cursor.at += head[0].length;
  const value = peek(cursor) === '(' ? readArray(cursor) : readWord(cursor, false);
  draft.assignments.push({ name: head[1] ?? '', value });
  return true;
}

function readArray(cursor: Cursor): Word {
  const start = cursor.at;
  cursor.at += 1;
  const parts: Part[] = [];
  while (cursor.at < cursor.end && peek(cursor) !== ')') {
    const word = readWord(cursor, false);
    if (word.end === word.start) cursor.at += 1;
    parts.push(...word.parts);
  }
  cursor.at += 1;
  return { parts, start, end: cursor.at };
}

const REDIRECT = /[ \t]*(?:\d+|\{\w+\})?(<<<|<<-?|&>>?|>>|>\||[<>]&|<>|[<>](?!\())[ \t]*/y;

/** Reads a redirection or the head of a here-document. */
export function readRedirect(cursor: Cursor, draft: Draft): boolean {
  const head = match(cursor, REDIRECT);
  if (head === null) return false;
  const operator = head[1] ?? '';
  cursor.at += head[0].length;
  const target = readWord(cursor, false);
  if (operator === '<<<') draft.input = target;
  else if (operator.startsWith('<<')) awaitBody(cursor, draft, { operator, target });
  else draft.redirects.push({ operator, target });
  return true;
}

function awaitBody(cursor: Cursor, draft: Draft, { operator, target }: Redirect): void {
  const raw = cursor.text.slice(target.start, target.end);
  draft.input = { parts: [], start: target.end, end: target.end };
  const pending = draft.input as { parts: Word['parts']; start: number; end: number };
  cursor.pending.push({
    delimiter: raw.replace(/["'\\]/g, ''),
    quoted: /["'\\]/.test(raw),
    stripTabs: operator === '<<-',
    accept: (body) => Object.assign(pending, body),
  });
}

/** Reads the here-documents that wait, at the start of the line behind them. */
export function readBodies(cursor: Cursor): void {
  const waiting = cursor.pending;
  cursor.pending = [];
  for (const { delimiter, quoted, stripTabs, accept } of waiting) {
    const start = cursor.at;
    const end = bodyEnd(cursor, delimiter, stripTabs);
    const inner = within(cursor, start, end);
    accept({ parts: quoted ? readLiteralText(inner) : readQuotedText(inner), start, end });
    const line = cursor.text.indexOf('\n', end);
    cursor.at = line === -1 ? cursor.end : Math.min(line + 1, cursor.end);
  }
}

/** Where the line with the delimiter starts. */
function bodyEnd(cursor: Cursor, delimiter: string, stripTabs: boolean): number {
  for (let at = cursor.at; at < cursor.end;) {
    const line = cursor.text.indexOf('\n', at);
    const next = line === -1 ? cursor.end : Math.min(line, cursor.end);
    const text = cursor.text.slice(at, next).replace(/\r$/, '');
    if ((stripTabs ? text.replace(/^\t+/, '') : text) === delimiter) return at;
    at = next + 1;
  }
  return cursor.end;
}

function isText(word: Word | undefined, text: string): boolean {
  return word !== undefined && textOf(word) === text;
}

/** The text of a word that holds no expansion; null if its value is not known. */
export function textOf(word: Word): string | null {
  let text = '';
  for (const part of word.parts) {
    if (part.kind !== 'text') return null;
    text += part.text;
  }
  return text;
}
