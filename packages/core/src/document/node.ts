/**
 * The tree that YAML and JSON are read into. Positions are offsets into the decoded text (UTF-16 code units);
 * `locate` turns them into lines and columns. An alias is the node of its anchor, shared.
 */
export interface Span {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal' | 'folded';
export type ScalarValue = string | number | bigint | boolean | null;

export interface ScalarNode {
  readonly kind: 'scalar';
  readonly style: ScalarStyle;
  /** The characters of the scalar after unescaping and folding, before any type is resolved. */
  readonly text: string;
  /** The value by YAML 1.2 core schema (or JSON). */
  readonly value: ScalarValue;
  /** Why other YAML readers may see another value (`no`, `0644`, `1_000`, `12:30`, …); absent if all agree. */
  readonly ambiguity?: string;
  /** The comment behind the value on the same line, without `#`, trimmed. */
  readonly comment?: string;
  readonly span: Span;
}

export interface MapEntry {
  readonly key: ScalarNode;
  readonly value: Node;
}

export interface MapNode {
  readonly kind: 'map';
  /** In document order; keys are unique strings. */
  readonly entries: readonly MapEntry[];
  readonly span: Span;
}

export interface SeqNode {
  readonly kind: 'seq';
  readonly items: readonly Node[];
  readonly span: Span;
}

export type Node = ScalarNode | MapNode | SeqNode;
