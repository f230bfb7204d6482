import { MAX_DEPTH } from '../../limits.js';
import type { MapEntry, Node, Span } from '../../node.js';
import { blockScalar } from './block-scalar.js';
import { flowCollection, startsFlow } from './flow.js';
import { flowScalar, isQuote, plainLines } from './flow-scalar.js';
import { passGap, type Gap } from './gap.js';
import { CHAR, doubt, isBlank, nextLine, skipSpaces } from './line.js';
import type { Nodes, ReadScalar } from './nodes.js';

/** Longer keys are refused, and deeper collections: by the library, which says where. */
const LONGEST_KEY = 1000;
const DEEPEST = MAX_DEPTH - 10;

/** Block collections (YAML 1.2.2 §8.2), with the ends that the library gives to them. */
export class BlockReader {
  readonly #nodes: Nodes;
  readonly #text: string;
  /** What lies behind what has been read. */
  #gap: Gap;
  /** Where the last value ends, with the comments that belong to it. */
  #end = 0;

  constructor(nodes: Nodes, gap: Gap) {
    this.#nodes = nodes;
    this.#text = nodes.text;
    this.#gap = gap;
  }

  /** The collection that starts behind the gap, and the gap behind it. */
  read(): { readonly root: Node; readonly gap: Gap } {
    const root = this.#collection(1);
    return { root, gap: this.#gap };
  }

  #collection(depth: number): Node {
    if (depth > DEEPEST) doubt();
    this.#nodes.count += 1;
    return isDash(this.#text, this.#gap.next) ? this.#seq(depth) : this.#map(depth);
  }

  #seq(depth: number): Node {
    const { next, column } = this.#gap;
    const items: Node[] = [];
    do items.push(this.#item(column, depth));
    while (this.#gap.column === column && isDash(this.#text, this.#gap.next));
    return { kind: 'seq', items, span: this.#close(next, column) };
  }

  #map(depth: number): Node {
    const { next, column } = this.#gap;
    const entries: MapEntry[] = [];
    const keys = new Set<string>();
    do entries.push(this.#entry(keys, column, depth));
    while (this.#gap.column === column);
    return { kind: 'map', entries, span: this.#close(next, column) };
  }

  /** Comments behind a collection that are as deep as it are its last part; the collection around it ends behind them. */
  #close(start: number, column: number): Span {
    const span = { start, end: this.#end };
    if (this.#gap.column > column) doubt();
    if (column > 0 && this.#gap.deepest >= column) {
      this.#end = this.#gap.next;
      this.#gap = { ...this.#gap, deepest: -1 };
    }
    return span;
  }

  #item(column: number, depth: number): Node {
    const dash = this.#gap.next;
    const at = skipSpaces(this.#text, dash + 1);
    const inner = column + at - dash;
    if (!isDash(this.#text, at) && !this.#isEntry(at)) return this.#inline(at, column);
    this.#gap = { ...this.#gap, next: at, column: inner, deepest: -1 };
    return this.#collection(depth + 1);
  }

  #isEntry(at: number): boolean {
    const code = this.#text.charCodeAt(at);
    if (startsFlow(code) || startsBlockScalar(code)) return false;
    const { end } = flowScalar(this.#text, at, 'block');
    return this.#text.charCodeAt(skipSpaces(this.#text, end)) === CHAR.colon;
  }

  #entry(keys: Set<string>, column: number, depth: number): MapEntry {
    const { next } = this.#gap;
    const read = flowScalar(this.#text, next, 'block');
    const colon = skipSpaces(this.#text, read.end);
    if (this.#text.charCodeAt(colon) !== CHAR.colon || colon - next > LONGEST_KEY) doubt();
    if (!isBlank(this.#text.charCodeAt(colon + 1))) doubt();
    const key = this.#nodes.key(read, next, keys);
    const at = skipSpaces(this.#text, colon + 1);
    const value = this.#endsLine(colon + 1, at)
      ? this.#below(at, column, depth)
      : this.#inline(at, column);
    return { key, value };
  }

  /** A value that starts on the key's line. */
  #inline(at: number, column: number): Node {
    const code = this.#text.charCodeAt(at);
    if (startsBlockScalar(code)) {
      const read = blockScalar(this.#text, at, column);
      this.#leave(read.end, Infinity);
      return this.#nodes.block(read, at);
    }
    const node = startsFlow(code)
      ? flowCollection(this.#nodes, at)
      : this.#nodes.scalar(this.#scalar(at, column), at);
    const rest = skipSpaces(this.#text, node.span.end);
    if (!this.#endsLine(node.span.end, rest)) doubt();
    this.#leave(nextLine(this.#text, rest), column);
    return node;
  }

  #scalar(at: number, column: number): ReadScalar {
    const isQuoted = isQuote(this.#text.charCodeAt(at));
    return isQuoted ? flowScalar(this.#text, at, 'block') : plainLines(this.#text, at, column);
  }

  #leave(from: number, above: number): void {
    this.#gap = passGap(this.#text, from, above);
    this.#end = this.#gap.end;
  }

  /** A value that starts on a line below its key, or none. */
  #below(at: number, column: number, depth: number): Node {
    this.#gap = passGap(this.#text, nextLine(this.#text, at), Infinity);
    const { next, deepest } = this.#gap;
    const isSeq = this.#gap.column === column && isDash(this.#text, next);
    const isCommented = this.#text.charCodeAt(at) === CHAR.hash || deepest !== -1;
    if (isSeq) return this.#collection(depth + 1);
    if (this.#gap.column > column) {
      const isCollection = isDash(this.#text, next) || this.#isEntry(next);
      if (!isCollection && isCommented) doubt();
      return isCollection ? this.#collection(depth + 1) : this.#inline(next, column);
    }
    this.#end = isCommented ? next : at;
    this.#gap = { ...this.#gap, deepest: -1 };
    return this.#nodes.scalar({ style: 'plain', text: '', end: at }, at);
  }

  /** Whether the line ends at the offset or has but a comment there, which white space must separate. */
  #endsLine(end: number, at: number): boolean {
    const code = this.#text.charCodeAt(at);
    if (code === CHAR.hash) return at > end;
    return code === CHAR.newline || at === this.#text.length;
  }
}

function isDash(text: string, at: number): boolean {
  return text.charCodeAt(at) === CHAR.dash && isBlank(text.charCodeAt(at + 1));
}

function startsBlockScalar(code: number): boolean {
  return code === CHAR.pipe || code === CHAR.greater;
}
