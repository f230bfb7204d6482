import type { Node, ScalarNode, Source } from '@plumbline/core';
import type { Range } from './expression/syntax.js';

/** What was put into a text in the place of a variable, and where it was given. */
export interface GivenPart {
  readonly source: Source;
  readonly name: ScalarNode;
}

/** A piece of a text that was filled in, with the range of the text as it is written that it stands for. */
export interface FilledPiece extends Range {
  readonly from: Range;
  readonly given: GivenPart | null;
}

interface Filled {
  readonly node: ScalarNode;
  readonly pieces: readonly FilledPiece[];
}

/** Where a node is written that was put elsewhere, and what of the file it was put into calls it. */
export interface Home {
  readonly source: Source;
  readonly call: ScalarNode | null;
}

const homes = new WeakMap<object, Home>();
const filled = new WeakMap<ScalarNode, Filled>();

/** A node that becomes part of a definition in another file: made for that, for copies of a file share their nodes. */
export function settled<T extends Node>(node: T, source: Source | null): T {
  if (source !== null) homes.set(node, { source, call: null });
  return node;
}

/** A node that is made of another: where that comes from, with what calls it now. */
export function resettled<T extends Node>(node: T, old: Node, into: Home | null): T {
  const known = homes.get(old);
  const home = into === null ? known : { ...into, source: known?.source ?? into.source };
  if (home !== undefined) homes.set(node, home);
  return node;
}

/** What calls a node in the file that it was put into; null where it is written there. */
export function callOf(node: object): ScalarNode | null {
  return homes.get(node)?.call ?? null;
}

/** The file that a node is written in, which may be another than that of what it is part of. */
export function homeOf<T extends Source | null>(node: object, source: T): Source | T {
  return homes.get(node)?.source ?? source;
}

/** The files that a node and what is in it are written in, where it was put together. */
export function homesIn(node: Node): readonly Source[] {
  const inner =
    node.kind === 'map'
      ? node.entries.map(({ value }) => value)
      : node.kind === 'seq'
        ? node.items
        : [];
  const home = homes.get(node)?.source;
  return [...(home === undefined ? [] : [home]), ...inner.flatMap((one) => homesIn(one))];
}

/** Whether a scalar was filled in here and stands so in no file. */
export function isFilled(node: Node): boolean {
  return node.kind === 'scalar' && filled.has(node);
}

/** The same scalar with other text. */
export function refilled(node: ScalarNode, pieces: readonly (FilledPiece & { text: string })[]) {
  const text = pieces.map((piece) => piece.text).join('');
  const made: ScalarNode = { ...node, text, value: text };
  filled.set(made, { node, pieces });
  return resettled(made, node, null);
}

/** What stands in the place of a part of a text. */
export interface Replacement extends Range {
  readonly text: string;
  readonly given: GivenPart | null;
}

/** The same scalar with other texts in the place of some of its parts, which stand in order. */
export function replacedIn(node: ScalarNode, parts: readonly Replacement[]): ScalarNode {
  const pieces: (FilledPiece & { text: string })[] = [];
  let length = 0;
  let at = 0;
  const add = (text: string, from: Range, given: GivenPart | null): void => {
    if (text !== '') pieces.push({ text, start: length, end: length + text.length, from, given });
    length += text.length;
  };
  for (const { start, end, text, given } of parts) {
    add(node.text.slice(at, start), { start: at, end: start }, null);
    add(text, { start, end }, given);
    at = end;
  }
  add(node.text.slice(at), { start: at, end: node.text.length }, null);
  return parts.length === 0 ? node : refilled(node, pieces);
}

/** Where a part of a text is written: behind a variable, the variable. */
export function writtenPart(
  node: ScalarNode,
  part: Range,
): { readonly node: ScalarNode; readonly part: Range } {
  const known = filled.get(node);
  if (known === undefined) return { node, part };
  const { start } = fromOf(known, part.start);
  const { end } = fromOf(known, Math.max(part.end - 1, part.start));
  return writtenPart(known.node, { start, end });
}

/** What was given for the part of a text; null where it is written so. */
export function givenPart(node: ScalarNode, at: number): GivenPart | null {
  const piece = filled.get(node)?.pieces.find(({ start, end }) => start <= at && at < end);
  return piece?.given ?? null;
}

function fromOf({ pieces }: Filled, at: number): Range {
  const piece = pieces.find(({ start, end }) => start <= at && at < end) ?? pieces.at(-1);
  if (piece === undefined) return { start: 0, end: 0 };
  const isKept =
    piece.given === null && piece.end - piece.start === piece.from.end - piece.from.start;
  if (!isKept) return piece.from;
  const start = piece.from.start + at - piece.start;
  return { start, end: start + 1 };
}
