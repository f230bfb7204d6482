import { holeAt, match, peek, startsWith, stretch, within, type Cursor } from './cursor.js';
import type { Part, Quote, Word } from './syntax.js';

const ENDS = new Set([' ', '\t', '\n', '\r', ';', '&', '|', '<', '>', '(', ')', '']);
/** Deeper substitutions are left as text. */
const DEPTH = 40;

/** Reads one word; in `[[ … ]]` only blanks end it. */
export function readWord(cursor: Cursor, inTest: boolean): Word {
  const start = cursor.at;
  const parts: Part[] = [];
  while (cursor.at < cursor.end && !endsWord(cursor, inTest)) readPart(cursor, parts);
  return { parts, start, end: cursor.at };
}

function endsWord(cursor: Cursor, inTest: boolean): boolean {
  const character = peek(cursor);
  if (holeAt(cursor) !== -1) return false;
  if ((character === '<' || character === '>') && peek(cursor, 1) === '(') return false;
  return inTest ? /\s/.test(character) : ENDS.has(character);
}

function readPart(cursor: Cursor, parts: Part[]): void {
  const character = peek(cursor);
  if (readHole(cursor, parts, 'none') || readExpansion(cursor, parts, 'none')) return;
  if (character === "'") readSingle(cursor, parts);
  else if (character === '"') readDouble(cursor, parts);
  else if (character === '\\') readEscape(cursor, parts);
  else if (character === '<' || character === '>') readProcess(cursor, parts);
  else addStretch(cursor, parts, 'none');
}

/** Characters that mean nothing of their own in each kind of quotes; not too many, for the next look is cheap. */
const ORDINARY: Readonly<Record<Quote, RegExp>> = {
  none: /[^\s;&|<>()'"\\$`]{1,200}/y,
  single: /[^']{1,200}/y,
  double: /[^"\\$`]{1,200}/y,
};

function addStretch(cursor: Cursor, parts: Part[], quote: Quote): void {
  const text = stretch(cursor, ORDINARY[quote]);
  addText(cursor, parts, { quote, text, width: text.length });
}

interface Piece {
  readonly quote: Quote;
  readonly text: string;
  /** How many characters of the script it takes. */
  readonly width: number;
}

function addText(cursor: Cursor, parts: Part[], { quote, text, width }: Piece): void {
  const last = parts.at(-1);
  const end = cursor.at + width;
  if (last?.kind === 'text' && last.quote === quote && last.end === cursor.at)
    parts[parts.length - 1] = { ...last, text: last.text + text, end };
  else parts.push({ kind: 'text', text, quote, start: cursor.at, end });
  cursor.at = end;
}

function readEscape(cursor: Cursor, parts: Part[]): void {
  const next = peek(cursor, 1);
  if (next === '\n') cursor.at += 2;
  else addText(cursor, parts, { quote: 'none', text: next, width: 2 });
}

function readHole(cursor: Cursor, parts: Part[], quote: Quote): boolean {
  const hole = holeAt(cursor);
  const range = cursor.holes[hole];
  if (range === undefined) return false;
  parts.push({ kind: 'hole', hole, quote, start: range.start, end: range.end });
  cursor.at = range.end;
  return true;
}

function readSingle(cursor: Cursor, parts: Part[]): void {
  cursor.at += 1;
  addText(cursor, parts, { quote: 'single', text: '', width: 0 });
  while (cursor.at < cursor.end && peek(cursor) !== "'") {
    if (!readHole(cursor, parts, 'single')) addStretch(cursor, parts, 'single');
  }
  cursor.at += 1;
}

function readDouble(cursor: Cursor, parts: Part[]): void {
  cursor.at += 1;
  addText(cursor, parts, { quote: 'double', text: '', width: 0 });
  while (cursor.at < cursor.end && peek(cursor) !== '"') readQuoted(cursor, parts);
  cursor.at += 1;
}

/** A piece inside double quotes or a here-document. */
function readQuoted(cursor: Cursor, parts: Part[]): void {
  if (readHole(cursor, parts, 'double') || readExpansion(cursor, parts, 'double')) return;
  const escaped = peek(cursor) === '\\' && '$`"\\\n'.includes(peek(cursor, 1) || ' ');
  if (escaped) addText(cursor, parts, { quote: 'double', text: peek(cursor, 1), width: 2 });
  else addStretch(cursor, parts, 'double');
}

/** The pieces of a here-document body or of what stands behind `:-`. */
export function readQuotedText(cursor: Cursor): readonly Part[] {
  const parts: Part[] = [];
  while (cursor.at < cursor.end) readQuoted(cursor, parts);
  return parts;
}

/** A body whose delimiter is quoted: only holes are filled in. */
export function readLiteralText(cursor: Cursor): readonly Part[] {
  const parts: Part[] = [];
  while (cursor.at < cursor.end) {
    if (!readHole(cursor, parts, 'single')) addStretch(cursor, parts, 'single');
  }
  return parts;
}

const NAME = /\$([A-Za-z_]\w*|[0-9@*#?$!-])/y;

function readExpansion(cursor: Cursor, parts: Part[], quote: Quote): boolean {
  const character = peek(cursor);
  if (character === '`') return readBackquotes(cursor, parts, quote);
  if (character !== '$') return false;
  if (startsWith(cursor, '$((')) return skipArithmetic(cursor, parts, quote);
  if (startsWith(cursor, '$(')) return readSubstitution(cursor, parts, quote);
  if (startsWith(cursor, '${')) return readBraces(cursor, parts, quote);
  if (quote === 'none' && startsWith(cursor, "$'")) {
    cursor.at += 1;
    readAnsi(cursor, parts);
    return true;
  }
  const name = match(cursor, NAME);
  if (name === null) return false;
  const end = cursor.at + name[0].length;
  parts.push({
    kind: 'variable',
    name: name[1] ?? '',
    operation: '',
    quote,
    start: cursor.at,
    end,
  });
  cursor.at = end;
  return true;
}

function readAnsi(cursor: Cursor, parts: Part[]): void {
  cursor.at += 1;
  while (cursor.at < cursor.end && peek(cursor) !== "'") {
    const width = peek(cursor) === '\\' ? 2 : 1;
    addText(cursor, parts, {
      quote: 'single',
      text: cursor.text.slice(cursor.at, cursor.at + width),
      width,
    });
  }
  cursor.at += 1;
}

/** A number, whatever is in it. */
function skipArithmetic(cursor: Cursor, parts: Part[], quote: Quote): boolean {
  const near = cursor.text.slice(cursor.at, cursor.at + LONGEST_EXPANSION).indexOf('))');
  const close = cursor.at + near;
  if (near === -1 || close + 2 > cursor.end) return readSubstitution(cursor, parts, quote);
  const start = cursor.at;
  const holes = cursor.holes.filter((hole) => hole.start > start && hole.end < close);
  for (const range of holes)
    parts.push({ kind: 'hole', hole: cursor.holes.indexOf(range), quote, ...range });
  cursor.at = close + 2;
  return true;
}

function readSubstitution(cursor: Cursor, parts: Part[], quote: Quote): boolean {
  if (cursor.depth > DEPTH) return false;
  const start = cursor.at;
  const inner = within(cursor, start + 2, cursor.end);
  const script = cursor.script(inner, ')');
  parts.push({ kind: 'substitution', script, quote, start, end: inner.at });
  cursor.at = inner.at;
  return true;
}

function readProcess(cursor: Cursor, parts: Part[]): void {
  if (!readSubstitution(cursor, parts, 'none'))
    addText(cursor, parts, { quote: 'none', text: peek(cursor), width: 1 });
}

function readBackquotes(cursor: Cursor, parts: Part[], quote: Quote): boolean {
  const start = cursor.at;
  if (cursor.depth > DEPTH) return false;
  let close = start + 1;
  while (close < cursor.end && cursor.text[close] !== '`')
    close += cursor.text[close] === '\\' ? 2 : 1;
  if (close >= cursor.end) return false;
  const script = cursor.script(within(cursor, start + 1, close), '');
  parts.push({ kind: 'substitution', script, quote, start, end: close + 1 });
  cursor.at = close + 1;
  return true;
}

const BRACES = /^([!#]?)([A-Za-z_]\w*(?:\[[^\]]*\])?|[0-9@*#?$!-]+)/;

/** `${name…}`; what a default may be is read as a piece of its own. */
function readBraces(cursor: Cursor, parts: Part[], quote: Quote): boolean {
  const start = cursor.at;
  const close = closingBrace(cursor);
  if (close === -1) return false;
  const inner = cursor.text.slice(start + 2, close);
  const head = BRACES.exec(inner);
  if (head === null) return false;
  const rest = inner.slice(head[0].length);
  const operation = head[1] === '#' ? '#' : rest;
  const name = (head[2] ?? '').replace(/\[.*/, '');
  parts.push({ kind: 'variable', name, operation, quote, start, end: close + 1 });
  if (/^:?[-+=?]/.test(rest) && cursor.depth < DEPTH) {
    const from = start + 2 + head[0].length + (rest.startsWith(':') ? 2 : 1);
    parts.push(...readQuotedText(within(cursor, from, close)));
  }
  cursor.at = close + 1;
  return true;
}

/** Longer ones are text: what is never closed must not be searched for from each of its beginnings. */
const LONGEST_EXPANSION = 2000;

function closingBrace(cursor: Cursor): number {
  let open = 0;
  const last = Math.min(cursor.end, cursor.at + LONGEST_EXPANSION);
  for (let at = cursor.at + 1; at < last; at += 1) {
    const character = cursor.text.charAt(at);
    if (character === '\\') at += 1;
    else if (character === '{') open += 1;
    else if (character === '}') {
      open -= 1;
      if (open === 0) return at;
    } else if (character === '\n' && open === 0) return -1;
  }
  return -1;
}
