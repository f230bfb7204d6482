import type { ScalarNode, Source, Span } from '@plumbline/core';
import type { Range } from './syntax.js';

/** The place in the file of a part of a scalar's text; the whole scalar where the two cannot be aligned. */
export function spanWithin(source: Source, node: ScalarNode, part: Range): Span {
  const { start: from, end } = node.span;
  if (end - from === node.text.length) return { start: from + part.start, end: from + part.end };
  const offsets = offsetsOf(source, node);
  const start = offsets?.[part.start];
  const last = offsets?.[part.end - 1];
  if (start === undefined || last === undefined) return node.span;
  return { start: node.span.start + start, end: node.span.start + last + 1 };
}

/** Many parts of one scalar are asked for, one after the other. */
const known = new WeakMap<ScalarNode, { readonly offsets: readonly number[] | null }>();

function offsetsOf({ text }: Source, node: ScalarNode): readonly number[] | null {
  const found = known.get(node) ?? {
    offsets: align(text.slice(node.span.start, node.span.end), node),
  };
  known.set(node, found);
  return found.offsets;
}

/** For each character of the text its offset in the raw scalar. */
function align(raw: string, node: ScalarNode): readonly number[] | null {
  const walk: Walk = { raw, text: node.text, style: node.style, at: 0, indent: 0, offsets: [] };
  begin(walk);
  while (walk.offsets.length < walk.text.length) if (walk.at >= raw.length || !step(walk)) break;
  return walk.offsets.length === 0 ? null : walk.offsets;
}

interface Walk {
  readonly raw: string;
  readonly text: string;
  readonly style: ScalarNode['style'];
  at: number;
  indent: number;
  readonly offsets: number[];
}

function isBlock(walk: Walk): boolean {
  return walk.style === 'literal' || walk.style === 'folded';
}

/** Behind the quote, or behind the header of a block and the indentation of its first line. */
function begin(walk: Walk): void {
  if (walk.style === 'single' || walk.style === 'double') walk.at = walk.raw.search(/["']/) + 1;
  if (!isBlock(walk)) return;
  const header = /^[^\n]*\n/.exec(walk.raw)?.[0].length ?? walk.raw.length;
  const lines = walk.raw.slice(header).split('\n');
  const first = lines.find((line) => line.trim() !== '') ?? '';
  const own = /^[ ]*/.exec(walk.text.split('\n').find((line) => line.trim() !== '') ?? '');
  walk.indent = Math.max(/^ */.exec(first)?.[0].length ?? 0, 0) - (own?.[0].length ?? 0);
  walk.at = header;
  skipIndent(walk);
}

function skipIndent(walk: Walk): void {
  for (let left = walk.indent; left > 0 && walk.raw[walk.at] === ' '; left -= 1) walk.at += 1;
}

function step(walk: Walk): boolean {
  const { raw, style } = walk;
  if (isBlock(walk))
    return raw[walk.at] === '\n' || raw[walk.at] === '\r' ? fold(walk) : same(walk);
  const gap = /^[ \t]*\r?\n\s*/.exec(raw.slice(walk.at, walk.at + 4000))?.[0];
  if (gap !== undefined) return foldFlow(walk, gap);
  if (style === 'double' && raw[walk.at] === '\\') return escape(walk);
  if (style === 'single' && raw.startsWith("''", walk.at)) walk.at += 1;
  return same(walk);
}

function same(walk: Walk): boolean {
  if (walk.raw[walk.at] !== walk.text[walk.offsets.length]) return false;
  put(walk, walk.at);
  walk.at += 1;
  return true;
}

function put(walk: Walk, offset: number): void {
  walk.offsets.push(offset);
}

/** A line break of a block: kept in a literal one, in a folded one a space or what is left of empty lines. */
function fold(walk: Walk): boolean {
  const offset = walk.at;
  if (walk.raw[walk.at] === '\r') walk.at += 1;
  walk.at += 1;
  const next = walk.text[walk.offsets.length];
  const kept = next === '\n' || (walk.style === 'folded' && next === ' ');
  if (kept) put(walk, offset);
  skipIndent(walk);
  return kept || walk.style === 'folded';
}

/** Line breaks of a plain or quoted scalar: one is a space, more are one less. */
function foldFlow(walk: Walk, gap: string): boolean {
  const breaks = gap.split('\n').length - 1;
  const width = breaks === 1 ? 1 : breaks - 1;
  for (let count = 0; count < width; count += 1) put(walk, walk.at);
  walk.at += gap.length;
  return true;
}

const ESCAPE = /^\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8})|(\r?\n[ \t]*)|([^]))/i;

function escape(walk: Walk): boolean {
  const match = ESCAPE.exec(walk.raw.slice(walk.at, walk.at + 400));
  if (match === null) return false;
  const code = match[1] ?? match[2] ?? match[3];
  const width =
    match[4] !== undefined ? 0 : code !== undefined && parseInt(code, 16) > 0xffff ? 2 : 1;
  for (let count = 0; count < width; count += 1) put(walk, walk.at);
  walk.at += match[0].length;
  return true;
}
