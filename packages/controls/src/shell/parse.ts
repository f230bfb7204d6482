import type { Range } from '../expression/syntax.js';
import { holeAt, match, peek, startsWith, within, type Cursor } from './cursor.js';
import type { Assignment, Command, Redirect, Script, Word } from './syntax.js';
import { readLiteralText, readQuotedText, readWord } from './words.js';

/**
 * Reads a script as far as verdicts need it (POSIX shell grammar with the common extensions of bash).
 * `holes`, in order, are the places that the platform fills in first. Never fails: what is no shell is words.
 */
export function parseShell(text: string, holes: readonly Range[] = []): Script {
  return readScript(
    { text, at: 0, end: text.length, holes, depth: 0, pending: [], script: readScript },
    '',
  );
}

type Open = '{' | '(' | 'if' | 'loop' | 'case';

interface Draft extends Range {
  assignments: Assignment[];
  words: Word[];
  redirects: Redirect[];
  input: Word | null;
  feeds: number | null;
}

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
  return { commands: reading.commands satisfies readonly Command[] };
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
  while (cursor.at < cursor.end && peek(cursor) !== ')') {
    const before = cursor.at;
    readWord(cursor, false);
    if (cursor.at === before) cursor.at += 1;
  }
  cursor.at += 1;
  return true;
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
  const end = startsWith(cursor, '((') ? cursor.text.indexOf('))', cursor.at) : -1;
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
  if (word === 'function')
    match(cursor, /\s*[\w:.-]+\s*(?:\(\s*\))?/y) !== null &&
      skip(cursor, /\s*[\w:.-]+\s*(?:\(\s*\))?/y);
  return true;
}

function skip(cursor: Cursor, pattern: RegExp): void {
  cursor.at += match(cursor, pattern)?.[0].length ?? 0;
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
  reading.commands.push({ ...draft, words: [textWord('case', start), ...draft.words] });
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

function draftAt(start: number): Draft {
  return { assignments: [], words: [], redirects: [], input: null, feeds: null, start, end: start };
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

const ASSIGNMENT = /([A-Za-z_]\w*)(?:\[[^\]\n]*\])?\+?=/y;

function readElement(cursor: Cursor, draft: Draft): boolean {
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
  const parts = [];
  while (cursor.at < cursor.end && peek(cursor) !== ')') {
    const word = readWord(cursor, false);
    if (word.end === word.start) cursor.at += 1;
    parts.push(...word.parts);
  }
  cursor.at += 1;
  return { parts, start, end: cursor.at };
}

const REDIRECT = /[ \t]*(?:\d+|\{\w+\})?(<<<|<<-?|&>>?|>>|>\||[<>]&|<>|[<>](?!\())[ \t]*/y;

function readRedirect(cursor: Cursor, draft: Draft): boolean {
  const head = match(cursor, REDIRECT);
  if (head === null) return false;
  const operator = head[1] ?? '';
  cursor.at += head[0].length;
  const target = readWord(cursor, false);
  if (operator === '<<<') draft.input = target;
  else if (operator.startsWith('<<')) awaitBody(cursor, draft, { operator, target });
  else draft.redirects = [...draft.redirects, { operator, target }];
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

function readBodies(cursor: Cursor): void {
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
