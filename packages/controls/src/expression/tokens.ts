import type { Range, SyntaxFault } from './syntax.js';

/** A word of an expression; `text` of a string is its value, of a name the name in lower case. */
export interface Token extends Range {
  readonly kind: 'string' | 'number' | 'name' | 'operator' | 'end';
  readonly text: string;
}

const SPACE = /[\s\uFEFF]*/y;
const STRING = /'(?:[^']|'')*'/y;
const NUMBER = /[-+]?(?:0x[0-9a-f]+|0o[0-7]+|(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?|infinity\b)/iy;
const NAME = /[A-Za-z_][\w-]*/y;
const OPERATOR = /\|\||&&|[=!<>]=|[<>!().,[\]*]/y;

/** GitHub takes expressions of 21,000 characters; what has more words is no expression that anybody wrote. */
const LIMIT = 4000;

/** The words of an expression, the last of kind `end`; or the character that starts none. */
export function tokens(text: string): readonly Token[] | SyntaxFault {
  const found: Token[] = [];
  for (let at = skip(text, 0); at < text.length;) {
    const token = tokenAt(text, at, found.at(-1));
    if (token === null)
      return { start: at, end: at + 1, message: `\`${text.charAt(at)}\` starts nothing here` };
    found.push(token);
    if (found.length > LIMIT)
      return { start: at, end: at + 1, message: 'the expression is too long' };
    at = skip(text, token.end);
  }
  return [...found, { kind: 'end', text: '', start: text.length, end: text.length }];
}

function skip(text: string, at: number): number {
  return at + matchAt(SPACE, text, at).length;
}

/** Behind `.` digits belong to no number and `-` to no sign. */
function tokenAt(text: string, at: number, before: Token | undefined): Token | null {
  const string = matchAt(STRING, text, at);
  if (string !== '')
    return token('string', string.slice(1, -1).replaceAll("''", "'"), at, string.length);
  const name = matchAt(NAME, text, at);
  if (name !== '') return token('name', name.toLowerCase(), at, name.length);
  const dotted = before?.text === '.' && before.kind === 'operator';
  const number = dotted ? '' : matchAt(NUMBER, text, at);
  if (number !== '') return token('number', number, at, number.length);
  const operator = matchAt(OPERATOR, text, at);
  return operator === '' ? null : token('operator', operator, at, operator.length);
}

function token(kind: Token['kind'], text: string, start: number, length: number): Token {
  return { kind, text, start, end: start + length };
}

function matchAt(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? '';
}
