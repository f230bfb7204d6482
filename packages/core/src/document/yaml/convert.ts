import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Alias,
  type Document,
  type Node as YamlNode,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { LONE_SURROGATE } from '../characters.js';
import { MAX_DEPTH } from '../limits.js';
import type { MapEntry, Node, ScalarNode, ScalarStyle, Span } from '../node.js';
import type { Report } from '../problem.js';
import { ambiguityOf, coreValue } from './scalar.js';

export interface Limits {
  readonly nodes: number;
  readonly aliases: number;
}

/** An anchored node with what it costs to write it out once more. */
interface Anchored {
  readonly node: Node;
  readonly size: number;
  readonly height: number;
}

/** Turns the library's nodes into ours; counts over the whole stream, anchors live in one document. */
export class Converter {
  readonly #text: string;
  readonly #limits: Limits;
  readonly #report: Report;
  readonly #notice: Report;
  #anchors = new Map<string, Anchored | null>();
  #nodes = 0;
  #aliases = 0;
  /** Deepest level reached since the enclosing anchored node looked last. */
  #deepest = 0;

  constructor(text: string, limits: Limits, reports: { report: Report; notice: Report }) {
    this.#text = text;
    this.#limits = limits;
    this.#report = reports.report;
    this.#notice = reports.notice;
  }

  document(document: Document.Parsed): Node | null {
    this.#anchors = new Map();
    const root = document.contents;
    if (isScalar(root) && root.type === 'PLAIN' && root.source === '' && !root.tag) return null;
    return this.#node(root, 1);
  }

  #node(node: YamlNode | null, depth: number): Node {
    if (isAlias(node)) return this.#alias(node, depth);
    if (!isScalar(node) && !isMap(node) && !isSeq(node)) return this.#empty(node);
    this.#count(1, spanOf(node));
    if (node.anchor === undefined) return this.#plainNode(node, depth);
    return this.#anchored(node, node.anchor, depth);
  }

  #anchored(node: Scalar | YAMLMap | YAMLSeq, anchor: string, depth: number): Node {
    const before = { nodes: this.#nodes, deepest: this.#deepest };
    this.#deepest = depth;
    this.#anchors.set(anchor, null);
    const converted = this.#plainNode(node, depth);
    const size = this.#nodes - before.nodes + 1;
    this.#anchors.set(anchor, { node: converted, size, height: this.#deepest - depth });
    this.#deepest = Math.max(before.deepest, this.#deepest);
    return converted;
  }

  #plainNode(node: Scalar | YAMLMap | YAMLSeq, depth: number): Node {
    if (depth > this.#deepest) this.#deepest = depth;
    if (isScalar(node)) return this.#value(node);
    if (node.tag !== undefined) this.#collectionTag(node);
    return isMap(node) ? this.#map(node, depth) : this.#seq(node, depth);
  }

  #seq(seq: YAMLSeq, depth: number): Node {
    const items = seq.items.map((item) => this.#node(item as YamlNode | null, depth + 1));
    return { kind: 'seq', items, span: spanOf(seq) };
  }

  #map(map: YAMLMap, depth: number): Node {
    const entries: MapEntry[] = [];
    const seen = new Set<string>();
    for (const pair of map.items) {
      const key = this.#key(pair.key as YamlNode | null);
      const value = this.#node(pair.value as YamlNode | null, depth + 1);
      if (key === null) continue;
      if (seen.has(key.text)) {
        this.#report('DUPLICATE_KEY', `key ${JSON.stringify(key.text)} twice in one map`, key.span);
      }
      seen.add(key.text);
      entries.push({ key, value });
    }
    return { kind: 'map', entries, span: spanOf(map) };
  }

  #key(key: YamlNode | null): ScalarNode | null {
    const span = spanOf(key);
    if (!isScalar(key) || (key.type === 'PLAIN' && key.source === '')) {
      this.#report('NON_STRING_KEY', 'a key that is not text', span);
      return null;
    }
    this.#count(1, span);
    const node = this.#scalar(key, undefined);
    if (key.anchor !== undefined) this.#anchors.set(key.anchor, { node, size: 1, height: 0 });
    if (node.style === 'plain' && node.text === '<<') {
      this.#report(
        'MERGE_KEY',
        'merge key `<<`, which readers treat differently; write the keys out',
        span,
      );
    }
    if (node.text === '__proto__') {
      this.#report(
        'FORBIDDEN_KEY',
        'key `__proto__`, which changes objects in JavaScript programs',
        span,
      );
    }
    return { ...node, value: node.text };
  }

  #value(scalar: Scalar): ScalarNode {
    const span = spanOf(scalar);
    const comment =
      scalar.type === 'BLOCK_LITERAL' || scalar.type === 'BLOCK_FOLDED'
        ? scalar.comment?.trim()
        : commentBehind(this.#text, span.end);
    const node = this.#scalar(scalar, comment);
    if (typeof node.value === 'number' && !Number.isFinite(node.value) && /[0-9]/.test(node.text)) {
      this.#report('NUMBER_RANGE', `number ${short(node.text)} is out of range`, span);
    }
    return node;
  }

  #scalar(scalar: Scalar, comment: string | undefined): ScalarNode {
    const text = scalar.source ?? '';
    const style = STYLES[scalar.type ?? 'PLAIN'] ?? 'plain';
    const span = spanOf(scalar);
    if (scalar.tag !== undefined) this.#scalarTag(scalar.tag, text, span);
    if (LONE_SURROGATE.test(text)) this.#report('ENCODING', 'half of a surrogate pair', span);
    const typed = style === 'plain' && scalar.tag !== STRING_TAG;
    const ambiguity = typed ? ambiguityOf(text) : undefined;
    if (ambiguity) this.#notice('AMBIGUOUS_SCALAR', `${short(text)} is ${ambiguity}`, span);
    return {
      kind: 'scalar',
      style,
      text,
      value: typed ? coreValue(text) : text,
      ...(ambiguity ? { ambiguity } : {}),
      ...(comment === undefined ? {} : { comment }),
      span,
    };
  }

  /** A core tag is accepted where it says what the scalar is without it, and `!!str` where it makes text of it. */
  #scalarTag(tag: string, text: string, span: Span): void {
    if (tag === STRING_TAG) return;
    const type = CORE_TYPES.get(tag);
    if (type === undefined || typeOf(coreValue(text)) !== type || ambiguityOf(text)) {
      this.#report('CUSTOM_TAG', `tag ${short(tag)}; write the value without a tag`, span);
    }
  }

  #collectionTag(node: YAMLMap | YAMLSeq): void {
    const expected = isMap(node) ? 'tag:yaml.org,2002:map' : 'tag:yaml.org,2002:seq';
    if (node.tag === expected) return;
    this.#report(
      'CUSTOM_TAG',
      `tag ${short(node.tag ?? '')}; write the value without a tag`,
      spanOf(node),
    );
  }

  #alias(alias: Alias, depth: number): Node {
    const span = spanOf(alias);
    this.#aliases += 1;
    if (this.#aliases > this.#limits.aliases) {
      const message =
        this.#limits.aliases === 0
          ? 'an alias; write the value out'
          : `more than ${String(this.#limits.aliases)} aliases`;
      this.#report(this.#limits.aliases === 0 ? 'ALIAS' : 'TOO_MANY_ALIASES', message, span);
      return this.#empty(alias);
    }
    const target = this.#anchors.get(alias.source);
    if (!target) {
      const what =
        target === null ? 'inside the value that it names' : 'of an anchor that is not above it';
      this.#report('ALIAS', `alias ${short(alias.source)} ${what}`, span);
      return this.#empty(alias);
    }
    this.#count(target.size, span);
    this.#deepest = Math.max(this.#deepest, depth + target.height);
    if (depth + target.height > MAX_DEPTH + 1) {
      this.#report('TOO_DEEP', `nested more than ${String(MAX_DEPTH)} levels deep`, span);
    }
    return target.node;
  }

  #count(size: number, span: Span): void {
    this.#nodes += size;
    if (this.#nodes <= this.#limits.nodes) return;
    throw new TooManyNodes(this.#limits.nodes, span);
  }

  #empty(node: YamlNode | null): ScalarNode {
    return { kind: 'scalar', style: 'plain', text: '', value: null, span: spanOf(node) };
  }
}

/** Ends the conversion: what comes behind is not worth a report. */
export class TooManyNodes extends Error {
  readonly limit: number;
  readonly span: Span;

  constructor(limit: number, span: Span) {
    super('too many nodes');
    this.limit = limit;
    this.span = span;
  }
}

const STYLES: Readonly<Record<string, ScalarStyle>> = {
  PLAIN: 'plain',
  QUOTE_SINGLE: 'single',
  QUOTE_DOUBLE: 'double',
  BLOCK_LITERAL: 'literal',
  BLOCK_FOLDED: 'folded',
};

const STRING_TAG = 'tag:yaml.org,2002:str';

const CORE_TYPES: ReadonlyMap<string, string> = new Map([
  ['tag:yaml.org,2002:int', 'int'],
  ['tag:yaml.org,2002:float', 'float'],
  ['tag:yaml.org,2002:bool', 'boolean'],
  ['tag:yaml.org,2002:null', 'null'],
]);

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value === 'bigint') return 'int';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float';
  return typeof value;
}

function spanOf(node: YamlNode | null): Span {
  const range = node?.range;
  return range ? { start: range[0], end: range[1] } : { start: 0, end: 0 };
}

/** The comment that follows on the same line, behind at most a comma. */
function commentBehind(text: string, end: number): string | undefined {
  let at = skipBlanks(text, end);
  if (text[at] === ',') at = skipBlanks(text, at + 1);
  if (text[at] !== '#' || at === end) return undefined;
  const newline = text.indexOf('\n', at);
  return text.slice(at + 1, newline === -1 ? undefined : newline).trim();
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\t') at += 1;
  return at;
}

function short(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 39)}…` : text);
}
