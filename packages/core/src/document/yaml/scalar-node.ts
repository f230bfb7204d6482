import type { Scalar } from 'yaml';
import { LONE_SURROGATE } from '../characters.js';
import type { ScalarNode, ScalarStyle, Span } from '../node.js';
import type { Report } from '../problem.js';
import { ambiguityOf, coreValue } from './scalar.js';

const STYLES: ReadonlyMap<string | undefined, ScalarStyle> = new Map<string, ScalarStyle>([
  ['PLAIN', 'plain'],
  ['QUOTE_SINGLE', 'single'],
  ['QUOTE_DOUBLE', 'double'],
  ['BLOCK_LITERAL', 'literal'],
  ['BLOCK_FOLDED', 'folded'],
]);

/** Where a scalar stands and what is said about it. */
export interface ScalarContext {
  readonly span: Span;
  readonly comment: string | undefined;
  readonly report: Report;
  readonly notice: Report;
}

/** A scalar of the library as a node of ours, with the value that the core schema gives to it. */
export function scalarNode(
  scalar: Scalar,
  { span, comment, report, notice }: ScalarContext,
): ScalarNode {
  const text = scalar.source ?? '';
  const style = STYLES.get(scalar.type) ?? 'plain';
  if (scalar.tag === '!') report('CUSTOM_TAG', 'a tag; write the value without it', span);
  if (LONE_SURROGATE.test(text)) report('ENCODING', 'half of a surrogate pair', span);
  const typed = style === 'plain' && scalar.tag === undefined;
  const value = typed ? coreValue(text) : text;
  if (isOverflow(value, text)) report('NUMBER_RANGE', 'a number that is too large', span);
  const ambiguity = typed ? ambiguityOf(text) : undefined;
  if (ambiguity !== undefined) notice('AMBIGUOUS_SCALAR', `\`${text}\` is ${ambiguity}`, span);
  return {
    kind: 'scalar',
    style,
    text,
    value,
    ...(ambiguity === undefined ? {} : { ambiguity }),
    ...(comment === undefined ? {} : { comment }),
    span,
  };
}

function isOverflow(value: unknown, text: string): boolean {
  return typeof value === 'number' && !Number.isFinite(value) && /[0-9]/.test(text);
}

/** The comment behind a scalar on the line where it ends, or where a block scalar has its header. */
export function commentOf(scalar: Scalar, text: string, end: number): string | undefined {
  if (scalar.type === 'BLOCK_LITERAL' || scalar.type === 'BLOCK_FOLDED')
    return scalar.comment?.trim();
  let at = skipBlanks(text, end);
  if (text[at] === ',') at = skipBlanks(text, at + 1);
  if (text[at] !== '#') return undefined;
  const newline = text.indexOf('\n', at);
  return text.slice(at + 1, newline === -1 ? undefined : newline).trim();
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\t') at += 1;
  return at;
}
