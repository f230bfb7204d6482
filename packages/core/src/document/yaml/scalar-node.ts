import type { Scalar } from 'yaml';
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

/** A scalar as it is written. */
export interface WrittenScalar {
  readonly style: ScalarStyle;
  readonly text: string;
  readonly isTagged: boolean;
  readonly comment: string | undefined;
  readonly span: Span;
}

/** Where problems of a text go, and where what is merely remarkable. */
export interface Reports {
  readonly report: Report;
  readonly notice: Report;
}

/** A scalar of the library as it is written; the comment depends on what it is part of. */
export function writtenScalar(
  scalar: Scalar,
  place: Pick<WrittenScalar, 'span' | 'comment'>,
): WrittenScalar {
  const style = STYLES.get(scalar.type) ?? 'plain';
  return { style, text: scalar.source ?? '', isTagged: scalar.tag !== undefined, ...place };
}

/** The node of a scalar, with the value that the core schema gives to it. */
export function scalarNode(written: WrittenScalar, { report, notice }: Reports): ScalarNode {
  const { style, text, isTagged, comment, span } = written;
  if (!text.isWellFormed()) report('ENCODING', 'half of a surrogate pair', span);
  const isTyped = style === 'plain' && !isTagged;
  const value = isTyped ? coreValue(text) : text;
  if (isOverflow(value, text)) report('NUMBER_RANGE', 'a number that is too large', span);
  const ambiguity = isTyped ? ambiguityOf(text) : undefined;
  if (ambiguity !== undefined) notice('AMBIGUOUS_SCALAR', `\`${text}\` is ${ambiguity}`, span);
  const node: ScalarNode = { kind: 'scalar', style, text, value, span };
  if (ambiguity === undefined && comment === undefined) return node;
  return {
    ...node,
    ...(ambiguity === undefined ? null : { ambiguity }),
    ...(comment === undefined ? null : { comment }),
  };
}

function isOverflow(value: unknown, text: string): boolean {
  return typeof value === 'number' && !Number.isFinite(value) && /[0-9]/.test(text);
}

/** The comment behind a scalar on the line where it ends, or where a block scalar has its header. */
export function commentOf(scalar: Scalar, text: string, end: number): string | undefined {
  const isBlock = scalar.type === 'BLOCK_LITERAL' || scalar.type === 'BLOCK_FOLDED';
  return isBlock ? scalar.comment?.trim() : commentBehind(text, end);
}

/** The comment on the rest of a line. */
export function commentBehind(text: string, end: number): string | undefined {
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
