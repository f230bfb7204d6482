import type { MapEntry, Node } from '../../node.js';
import { flowScalar } from './flow-scalar.js';
import { CHAR, doubt, skipSpaces } from './line.js';
import type { Nodes } from './nodes.js';

/** Lists in lists on one line: nobody writes more, and the library bounds what is hostile. */
const MAX_FLOW_DEPTH = 8;

/** The flow collection (YAML 1.2.2 §7.4) that starts at the offset, if it ends on the same line. */
export function flowCollection(nodes: Nodes, at: number): Node {
  return new FlowReader(nodes).collection(at, 1);
}

/** Whether a flow collection starts with the character. */
export function startsFlow(code: number): boolean {
  return code === CHAR.seqStart || code === CHAR.mapStart;
}

class FlowReader {
  readonly #nodes: Nodes;
  readonly #text: string;

  constructor(nodes: Nodes) {
    this.#nodes = nodes;
    this.#text = nodes.text;
  }

  collection(start: number, depth: number): Node {
    if (depth > MAX_FLOW_DEPTH) doubt();
    this.#nodes.count += 1;
    return this.#text.charCodeAt(start) === CHAR.seqStart
      ? this.#seq(start, depth)
      : this.#map(start, depth);
  }

  #seq(start: number, depth: number): Node {
    const items: Node[] = [];
    const end = this.#parts(start, CHAR.seqEnd, (at) => {
      const item = this.#value(at, depth);
      items.push(item);
      return item.span.end;
    });
    return { kind: 'seq', items, span: { start, end } };
  }

  #map(start: number, depth: number): Node {
    const entries: MapEntry[] = [];
    const keys = new Set<string>();
    const end = this.#parts(start, CHAR.mapEnd, (at) => {
      const read = flowScalar(this.#text, at, 'flow');
      if (!this.#text.startsWith(': ', read.end)) doubt();
      const key = this.#nodes.key(read, at, keys);
      const value = this.#value(skipSpaces(this.#text, read.end + 1), depth);
      entries.push({ key, value });
      return value.span.end;
    });
    return { kind: 'map', entries, span: { start, end } };
  }

  /** Reads part by part, each of which answers where it ends, until the bracket closes; answers where it has. */
  #parts(start: number, close: number, read: (at: number) => number): number {
    let at = skipSpaces(this.#text, start + 1);
    if (this.#text.charCodeAt(at) === close) return at + 1;
    for (;;) {
      at = skipSpaces(this.#text, read(at));
      const code = this.#text.charCodeAt(at);
      if (code === close) return at + 1;
      if (code !== CHAR.comma) doubt();
      at = skipSpaces(this.#text, at + 1);
    }
  }

  #value(at: number, depth: number): Node {
    if (startsFlow(this.#text.charCodeAt(at))) return this.collection(at, depth + 1);
    return this.#nodes.scalar(flowScalar(this.#text, at, 'flow'), at);
  }
}
