import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Document,
  type Node as YamlNode,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { checkKey } from '../keys.js';
import type { MapEntry, Node, ScalarNode, Span } from '../node.js';
import type { Problems, Report } from '../problem.js';
import { Expansion, type Limits } from './expansion.js';
import { commentOf, scalarNode, writtenScalar } from './scalar-node.js';

/** Turns the library's nodes of one stream into ours. */
export class Converter {
  readonly #text: string;
  readonly #report: Report;
  readonly #notice: Report;
  readonly #expansion: Expansion;

  constructor(text: string, limits: Limits, reports: { problems: Problems; notice: Report }) {
    this.#text = text;
    this.#report = reports.problems.report;
    this.#notice = reports.notice;
    this.#expansion = new Expansion(limits, reports.problems);
  }

  /** The root of a document; null if it has no content. */
  root({ contents }: Document.Parsed): Node | null {
    this.#expansion.startDocument();
    if (isScalar(contents) && isEmpty(contents) && contents.tag === undefined) return null;
    return this.#node(contents, 1);
  }

  #node(node: unknown, depth: number): Node {
    if (isAlias(node)) {
      const span = spanOf(node);
      return this.#expansion.alias(node, depth, span) ?? nothing(span);
    }
    if (!isScalar(node) && !isMap(node) && !isSeq(node)) return nothing(spanOf(node));
    this.#expansion.count(1, depth, spanOf(node));
    if (node.anchor === undefined) return this.#content(node, depth);
    return this.#expansion.anchor(node.anchor, depth, () => this.#content(node, depth));
  }

  #content(node: Scalar | YAMLMap | YAMLSeq, depth: number): Node {
    if (isScalar(node)) return this.#scalar(node, commentOf(node, this.#text, spanOf(node).end));
    if (isMap(node)) return this.#map(node, depth);
    const items = node.items.map((item) => this.#node(item, depth + 1));
    return { kind: 'seq', items, span: spanOf(node) };
  }

  #map(map: YAMLMap, depth: number): Node {
    const entries: MapEntry[] = [];
    const keys = new Set<string>();
    for (const pair of map.items) {
      const key = this.#key(pair.key, depth);
      const value = this.#node(pair.value, depth + 1);
      if (key === null) continue;
      checkKey(key, keys, this.#report);
      entries.push({ key, value });
    }
    return { kind: 'map', entries, span: spanOf(map) };
  }

  /** The text of a key is what counts, whatever type its form would have as a value. */
  #key(key: unknown, depth: number): ScalarNode | null {
    const span = spanOf(key);
    if (!isScalar(key) || isEmpty(key)) {
      this.#report('NON_STRING_KEY', 'a key that is not text; write it in quotes if it is', span);
      return null;
    }
    this.#expansion.count(1, depth, span);
    const node = this.#scalar(key, undefined);
    if (key.anchor !== undefined) this.#expansion.anchor(key.anchor, depth, () => node);
    if (node.style === 'plain' && node.text === '<<') {
      this.#report(
        'MERGE_KEY',
        'a merge key, which readers treat differently; write the keys out',
        span,
      );
    }
    return { ...node, value: node.text };
  }

  #scalar(scalar: Scalar, comment: string | undefined): ScalarNode {
    const span = spanOf(scalar);
    if (scalar.tag === '!') this.#report('CUSTOM_TAG', 'a tag; write the value without it', span);
    const reports = { report: this.#report, notice: this.#notice };
    return scalarNode(writtenScalar(scalar, { span, comment }), reports);
  }
}

function isEmpty(scalar: Scalar): boolean {
  return scalar.type === 'PLAIN' && scalar.source === '';
}

function nothing(span: Span): ScalarNode {
  return { kind: 'scalar', style: 'plain', text: '', value: null, span };
}

function spanOf(node: unknown): Span {
  const range = (node as YamlNode | null)?.range;
  return range ? { start: range[0], end: range[1] } : { start: 0, end: 0 };
}
