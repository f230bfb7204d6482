import type { BinaryOperator, Expression, SyntaxFault } from './syntax.js';
import { tokens, type Token } from './tokens.js';

/** Deeper nesting is refused: GitHub allows 50 levels. */
const DEPTH = 100;

/** Reads the text between `${{` and `}}`, or of an `if`. */
export function parseExpression(text: string): Expression | SyntaxFault {
  const words = tokens(text);
  if ('message' in words) return words;
  const reader: Reader = { words, at: 0, depth: 0 };
  try {
    const found = binary(reader, 0);
    return peek(reader).kind === 'end' ? found : fault(peek(reader), 'is not expected here');
  } catch (problem) {
    if (problem instanceof Unreadable) return problem.fault;
    throw problem;
  }
}

export function isFault(read: Expression | SyntaxFault): read is SyntaxFault {
  return 'message' in read;
}

interface Reader {
  readonly words: readonly Token[];
  at: number;
  depth: number;
}

/** Leaves the recursion; never leaves this file. */
class Unreadable extends Error {
  readonly fault: SyntaxFault;
  constructor(found: SyntaxFault) {
    super(found.message);
    this.fault = found;
  }
}

function fault({ start, end, text }: Token, message: string): SyntaxFault {
  return {
    start,
    end,
    message: text === '' ? 'the expression ends early' : `\`${text}\` ${message}`,
  };
}

function peek(reader: Reader): Token {
  const word = reader.words[reader.at] ?? reader.words.at(-1);
  return word ?? { kind: 'end', text: '', start: 0, end: 0 };
}

function take(reader: Reader): Token {
  const word = peek(reader);
  reader.at += 1;
  return word;
}

function is(reader: Reader, operator: string): boolean {
  const word = peek(reader);
  return word.kind === 'operator' && word.text === operator;
}

function expect(reader: Reader, operator: string): Token {
  if (!is(reader, operator)) throw new Unreadable(fault(peek(reader), `is no \`${operator}\``));
  return take(reader);
}

/** Loosest first. */
const LEVELS: readonly (readonly BinaryOperator[])[] = [
  ['||'],
  ['&&'],
  ['==', '!='],
  ['<', '<=', '>', '>='],
];

function binary(reader: Reader, level: number): Expression {
  const operators = LEVELS[level];
  if (operators === undefined) return unary(reader);
  let left = binary(reader, level + 1);
  for (;;) {
    const operator = operators.find((known) => is(reader, known));
    if (operator === undefined) return left;
    take(reader);
    const right = binary(reader, level + 1);
    left = { kind: 'binary', operator, left, right, start: left.start, end: right.end };
  }
}

function unary(reader: Reader): Expression {
  if (!is(reader, '!')) return access(reader);
  const { start } = take(reader);
  const of = nested(reader, () => unary(reader));
  return { kind: 'not', of, start, end: of.end };
}

function nested(reader: Reader, read: () => Expression): Expression {
  reader.depth += 1;
  if (reader.depth > DEPTH) throw new Unreadable(fault(peek(reader), 'is nested too deeply'));
  const found = read();
  reader.depth -= 1;
  return found;
}

function access(reader: Reader): Expression {
  let of = primary(reader);
  for (;;) {
    if (is(reader, '.')) of = property(reader, of);
    else if (is(reader, '[')) of = index(reader, of);
    else return of;
  }
}

function property(reader: Reader, of: Expression): Expression {
  take(reader);
  const word = take(reader);
  const { start, end } = word;
  if (word.kind === 'operator' && word.text === '*')
    return { kind: 'star', of, start: of.start, end };
  if (word.kind !== 'name') throw new Unreadable(fault(word, 'is no name of a property'));
  const key: Expression = { kind: 'literal', value: word.text, start, end };
  return { kind: 'index', of, key, start: of.start, end };
}

function index(reader: Reader, of: Expression): Expression {
  take(reader);
  if (is(reader, '*')) {
    take(reader);
    return { kind: 'star', of, start: of.start, end: expect(reader, ']').end };
  }
  const key = nested(reader, () => binary(reader, 0));
  return { kind: 'index', of, key, start: of.start, end: expect(reader, ']').end };
}

function primary(reader: Reader): Expression {
  const word = take(reader);
  const { start, end } = word;
  if (word.kind === 'string') return { kind: 'literal', value: word.text, start, end };
  if (word.kind === 'number') return { kind: 'literal', value: Number(word.text), start, end };
  if (word.kind === 'name') return named(reader, word);
  if (word.kind !== 'operator' || word.text !== '(')
    throw new Unreadable(fault(word, 'starts no value'));
  const inner = nested(reader, () => binary(reader, 0));
  return { ...inner, start, end: expect(reader, ')').end };
}

const WORDS: ReadonlyMap<string, boolean | null | number> = new Map<
  string,
  boolean | null | number
>([
  ['true', true],
  ['false', false],
  ['null', null],
  ['nan', NaN],
  ['infinity', Infinity],
]);

function named(reader: Reader, { text, start, end }: Token): Expression {
  if (is(reader, '(')) return call(reader, text, start);
  const value = WORDS.get(text);
  if (value !== undefined) return { kind: 'literal', value, start, end };
  return { kind: 'context', name: text, start, end };
}

function call(reader: Reader, name: string, start: number): Expression {
  take(reader);
  const args: Expression[] = [];
  while (!is(reader, ')')) {
    if (args.length > 0) expect(reader, ',');
    args.push(nested(reader, () => binary(reader, 0)));
  }
  return { kind: 'call', name, args, start, end: take(reader).end };
}
