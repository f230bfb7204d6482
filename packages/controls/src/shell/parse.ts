import { remembered } from '@plumbline/core';
import type { Range } from '../expression/syntax.js';
import { holeAt, match, near, peek, skip, startsWith, type Cursor } from './cursor.js';
import { withHereScripts } from './here-scripts.js';
import { draftAt, readBodies, readElement, readRedirect, type Draft } from './simple.js';
import type { Script, Word } from './syntax.js';
import { readWord } from './words.js';

/**
 * Reads a script as far as verdicts need it (POSIX shell grammar with the common extensions of bash).
 * `holes`, in order, are the places that the platform fills in first. Never fails: what is no shell is words.
 */
export function parseShell(text: string, holes: readonly Range[] = []): Script {
  const seen = scriptsOf(text);
  const key = holes.map(({ start, end }) => `${start}-${end}`).join();
  const found = seen.get(key) ?? readText(text, holes);
  seen.set(key, found);
  return found;
}

/** Many controls read the same script; with which holes, the platform decides. */
const scriptsOf = remembered(() => new Map<string, Script>());

function readText(text: string, holes: readonly Range[]): Script {
  return readScript(
    { text, at: 0, end: text.length, holes, depth: 0, pending: [], script: readScript },
    '',
  );
}

type Open = '{' | '(' | 'if' | 'loop' | 'case';

interface Reading {
  readonly cursor: Cursor;
  readonly closer: string;
  readonly commands: Draft[];
  /** Compound commands that are open, with the position of their first command. */
  readonly open: { readonly kind: Open; readonly from: number }[];
  /** Whether a pattern of `case` comes next. */
  pattern: boolean;
}

function readScript(cursor: Cursor, closer: string): Script {
  const reading: Reading = { cursor, closer, commands: [], open: [], pattern: false };
  while (cursor.at < cursor.end) if (!readNext(reading)) break;
  readBodies(cursor);
  return { commands: withHereScripts(reading.commands, cursor) };
}

/** Whether there is more to read. */
function readNext(reading: Reading): boolean {
  const { cursor } = reading;
  if (skipBlank(cursor)) return true;
  if (reading.pattern && skipPattern(reading)) return true;
  const character = peek(cursor);
  if (character === ')') return closeParenthesis(reading);
  if (startsWith(cursor, ';;')) return endClause(reading);
  if (character === ';' || character === '&' || character === '|') {
    cursor.at += 1;
    return true;
  }
  if (character === '(') return openParenthesis(reading);
  if (!readKeyword(reading)) readSimple(reading);
  return true;
}

/** Blanks, line ends with the here-documents behind them, comments, continued lines. */
function skipBlank(cursor: Cursor): boolean {
  const character = peek(cursor);
  if (character === '\n') {
    cursor.at += 1;
    readBodies(cursor);
  } else if (/\s/.test(character)) cursor.at += 1;
  else if (character === '#' && holeAt(cursor) === -1) skipComment(cursor);
  else if (startsWith(cursor, '\\\n')) cursor.at += 2;
  else return false;
  return true;
}

function skipComment(cursor: Cursor): void {
  const line = cursor.text.indexOf('\n', cursor.at);
  cursor.at = line === -1 ? cursor.end : Math.min(line, cursor.end);
}

function skipPattern(reading: Reading): boolean {
  const { cursor } = reading;
  reading.pattern = false;
  if (match(cursor, /esac\b/y) !== null) return false;
  if (peek(cursor) === '(') cursor.at += 1;
  const start = cursor.at;
  while (cursor.at < cursor.end && peek(cursor) !== ')') {
    const before = cursor.at;
    readWord(cursor, false);
    if (cursor.at === before) cursor.at += 1;
  }
  const patterns = cursor.text.slice(start, cursor.at);
  endLastClause(reading);
  const from = reading.commands.length;
  clausesOf(reading)?.push({ patterns, from, to: from });
  cursor.at += 1;
  return true;
}

/** Of the `case` that is open. */
function clausesOf({ open, commands }: Reading): Draft['clauses'] {
  return commands[open.at(-1)?.from ?? -1]?.clauses;
}

function endLastClause(reading: Reading): void {
  const last = clausesOf(reading)?.at(-1);
  if (last !== undefined) last.to = reading.commands.length;
}

function endClause(reading: Reading): boolean {
  reading.cursor.at += startsWith(reading.cursor, ';;&') ? 3 : 2;
  reading.pattern = reading.open.at(-1)?.kind === 'case';
  return true;
}

function closeParenthesis(reading: Reading): boolean {
  reading.cursor.at += 1;
  if (reading.open.at(-1)?.kind === '(') close(reading, '(');
  else if (reading.closer === ')') return false;
  return true;
}

function openParenthesis(reading: Reading): boolean {
  const { cursor } = reading;
  const end = startsWith(cursor, '((') ? near(cursor, '))') : -1;
  if (end !== -1 && end < cursor.end) {
    cursor.at = end + 2;
    return true;
  }
  cursor.at += 1;
  reading.open.push({ kind: '(', from: reading.commands.length });
  return true;
}

const KEYWORD =
  /(?:if|then|elif|else|fi|while|until|do|done|for|select|case|esac|function|time|coproc|[{}!])(?=[\s;&|()]|$)/y;
const OPENS: ReadonlyMap<string, Open> = new Map<string, Open>([
  ['{', '{'],
  ['if', 'if'],
  ['while', 'loop'],
  ['until', 'loop'],
]);
const CLOSES: ReadonlyMap<string, Open> = new Map<string, Open>([
  ['}', '{'],
  ['fi', 'if'],
  ['done', 'loop'],
  ['esac', 'case'],
]);

function readKeyword(reading: Reading): boolean {
  const { cursor } = reading;
  const word = match(cursor, KEYWORD)?.[0];
  if (word === undefined) return false;
  cursor.at += word.length;
  const from = reading.commands.length;
  const opened = OPENS.get(word);
  const closed = CLOSES.get(word);
  if (opened !== undefined) reading.open.push({ kind: opened, from });
  if (closed !== undefined) close(reading, closed);
  if (word === 'for' || word === 'select') readFor(reading);
  if (word === 'case') readCase(reading);
  if (word === 'function') skip(cursor, /\s*[\w:.-]+\s*(?:\(\s*\))?/y);
  return true;
}

/** `for x in a b`: the variable takes each of the words. */
function readFor(reading: Reading): void {
  const { cursor } = reading;
  const start = cursor.at;
  reading.open.push({ kind: 'loop', from: reading.commands.length });
  const head = match(cursor, /\s+([A-Za-z_]\w*)\s+in\b/y);
  if (head === null) return;
  cursor.at += head[0].length;
  const draft = draftAt(start);
  for (const value of wordsOfLine(cursor)) draft.assignments.push({ name: head[1] ?? '', value });
  reading.commands.push({ ...draft, end: cursor.at });
}

function wordsOfLine(cursor: Cursor): readonly Word[] {
  const words: Word[] = [];
  for (;;) {
    skip(cursor, /(?:[ \t]|\\\r?\n)+/y);
    const word = readWord(cursor, false);
    if (word.end === word.start) return words;
    words.push(word);
  }
}

function readCase(reading: Reading): void {
  const { cursor } = reading;
  const start = cursor.at;
  skip(cursor, /\s+/y);
  const draft = { ...draftAt(start), words: [readWord(cursor, false)], end: cursor.at };
  reading.open.push({ kind: 'case', from: reading.commands.length });
  reading.commands.push({
    ...draft,
    words: [textWord('case', start), ...draft.words],
    clauses: [],
  });
  skip(cursor, /\s+in\b/y);
  skip(cursor, /\s+/y);
  reading.pattern = true;
}

function textWord(text: string, at: number): Word {
  return { parts: [{ kind: 'text', text, quote: 'none', start: at, end: at }], start: at, end: at };
}

function close(reading: Reading, kind: Open): void {
  const opened = reading.open.at(-1);
  if (opened?.kind !== kind) return;
  if (kind === 'case') endLastClause(reading);
  reading.open.pop();
  const { cursor } = reading;
  const draft = draftAt(cursor.at);
  while (readRedirect(cursor, draft));
  for (const command of reading.commands.slice(opened.from)) {
    command.redirects = [...command.redirects, ...draft.redirects];
    command.input ??= draft.input;
  }
  readPipe(reading, opened.from);
}

const PIPE = /\s*\|&?(?!\|)/y;

function readPipe(reading: Reading, from: number): void {
  if (match(reading.cursor, PIPE) === null) return;
  skip(reading.cursor, PIPE);
  for (const command of reading.commands.slice(from)) command.feeds ??= reading.commands.length;
}

function readSimple(reading: Reading): void {
  const { cursor, commands } = reading;
  const draft = draftAt(cursor.at);
  const before = cursor.at;
  while (readElement(cursor, draft));
  if (cursor.at === before) cursor.at += 1;
  draft.words = [...draft.words];
  if (
    /^\s*\(\s*\)/.test(cursor.text.slice(cursor.at, cursor.at + 20)) &&
    draft.words.length === 1
  ) {
    skip(cursor, /\s*\(\s*\)/y);
    return;
  }
  commands.push({ ...draft, end: cursor.at });
  readPipe(reading, commands.length - 1);
}

export { textOf } from './simple.js';
