import { CHAR, doubt, isBlank, nextLine, skipSpaces } from './line.js';
import type { ReadScalar } from './nodes.js';

/** `[`, `]`, `{`, `}` and `,` end a plain scalar in a flow collection, and none outside (YAML 1.2.2 §7.3.3). */
export type Place = 'block' | 'flow';

/** What no plain scalar starts with (YAML 1.2.2 §5.3); `-`, `?` and `:` are looked at on their own. */
const INDICATORS = new Set([...',[]{}#&*!|>\'"%@`'].map((char) => char.charCodeAt(0)));

export function isQuote(code: number): boolean {
  return code === CHAR.single || code === CHAR.double;
}

/** The scalar of one line at the offset, quoted or plain. */
export function flowScalar(text: string, at: number, place: Place): ReadScalar {
  const first = text.charCodeAt(at);
  if (first === CHAR.single) return singleQuoted(text, at);
  if (first === CHAR.double) return doubleQuoted(text, at);
  return plain(text, at, place);
}

/**
 * A plain scalar that goes on on deeper lines (YAML 1.2.2 §7.3.3), whose breaks become spaces. Blank lines and comments
 * among them are left to the library.
 */
export function plainLines(text: string, start: number, parent: number): ReadScalar {
  const lines: string[] = [];
  let end = start;
  for (let at: number | null = start; at !== null; at = continuation(text, end, parent)) {
    const line = plain(text, at, 'block');
    if (lines.length > 0 && !endsLine(text, line.end)) doubt();
    lines.push(line.text);
    end = line.end;
  }
  return { style: 'plain', text: lines.join(' '), end };
}

/** Where the scalar goes on below the line; null where it does not. */
function continuation(text: string, end: number, parent: number): number | null {
  if (!endsLine(text, end)) return null;
  const next = nextLine(text, end);
  const start = skipSpaces(text, next);
  const code = text.charCodeAt(start);
  const isOver = start - next <= parent || code === CHAR.hash || isBlank(code);
  return isOver ? null : start;
}

function endsLine(text: string, end: number): boolean {
  const at = skipSpaces(text, end);
  return at === text.length || text.charCodeAt(at) === CHAR.newline;
}

function plain(text: string, start: number, place: Place): ReadScalar {
  if (!mayStart(text, start, place)) doubt();
  let end = start;
  for (let at = start; ; at += 1) {
    const code = text.charCodeAt(at);
    if (code === CHAR.newline || Number.isNaN(code)) break;
    if (code === CHAR.space) continue;
    if (code === CHAR.tab || code === CHAR.return) doubt();
    if (code === CHAR.colon && endsKey(text.charCodeAt(at + 1), place)) break;
    if (code === CHAR.hash && text.charCodeAt(at - 1) === CHAR.space) break;
    if (place === 'flow' && isFlowIndicator(code)) break;
    end = at + 1;
  }
  return { style: 'plain', text: text.slice(start, end), end };
}

function mayStart(text: string, start: number, place: Place): boolean {
  const first = text.charCodeAt(start);
  if (first !== CHAR.dash && first !== CHAR.question && first !== CHAR.colon)
    return !INDICATORS.has(first) && !isBlank(first);
  const second = text.charCodeAt(start + 1);
  return !isBlank(second) && second !== CHAR.tab && !(place === 'flow' && isFlowIndicator(second));
}

function endsKey(next: number, place: Place): boolean {
  if (next === CHAR.tab) doubt();
  return isBlank(next) || (place === 'flow' && isFlowIndicator(next));
}

function isFlowIndicator(code: number): boolean {
  return (
    code === CHAR.comma ||
    code === CHAR.seqStart ||
    code === CHAR.seqEnd ||
    code === CHAR.mapStart ||
    code === CHAR.mapEnd
  );
}

function singleQuoted(text: string, start: number): ReadScalar {
  let at = text.indexOf("'", start + 1);
  while (at !== -1 && text.charCodeAt(at + 1) === CHAR.single) at = text.indexOf("'", at + 2);
  const inner = withinLine(text, start, at);
  return { style: 'single', text: inner.replaceAll("''", "'"), end: at + 1 };
}

/** The escapes that are written as one character; those of code points are left to the library. */
const ESCAPES = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
]);

function doubleQuoted(text: string, start: number): ReadScalar {
  let at = start + 1;
  while (at < text.length && text.charCodeAt(at) !== CHAR.double)
    at += text.charCodeAt(at) === CHAR.backslash ? 2 : 1;
  const inner = withinLine(text, start, at < text.length ? at : -1);
  const value = inner.includes('\\') ? unescaped(inner) : inner;
  return { style: 'double', text: value, end: at + 1 };
}

function unescaped(inner: string): string {
  return inner.replaceAll(/\\(.)/g, (_, char: string) => ESCAPES.get(char) ?? doubt());
}

/** What stands in the quotes, if they close before the line ends. */
function withinLine(text: string, start: number, end: number): string {
  if (end === -1) doubt();
  const inner = text.slice(start + 1, end);
  return inner.includes('\n') ? doubt() : inner;
}
