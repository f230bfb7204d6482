import type { Alias } from 'yaml';
import { MAX_DEPTH } from '../limits.js';
import type { Node, Span } from '../node.js';
import type { Problems } from '../problem.js';

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

/**
 * The anchors of a document, and the account of what the stream would be with every alias written out:
 * few bytes can name each other until they stand for more nodes or levels than can be walked.
 */
export class Expansion {
  readonly #limits: Limits;
  readonly #problems: Problems;
  /** Null while the node itself is being read. */
  readonly #anchors = new Map<string, Anchored | null>();
  #nodes = 0;
  #aliases = 0;
  #deepest = 0;

  constructor(limits: Limits, problems: Problems) {
    this.#limits = limits;
    this.#problems = problems;
  }

  /** Anchors live in one document (YAML 1.2.2 §3.2.2.2); the account goes on. */
  startDocument(): void {
    this.#anchors.clear();
  }

  /** Takes nodes into account, whose deepest level is given. */
  count(nodes: number, deepest: number, span: Span): void {
    this.#nodes += nodes;
    this.#deepest = Math.max(this.#deepest, deepest);
    if (this.#nodes > this.#limits.nodes) {
      this.#problems.stop('TOO_MANY_NODES', `more than ${String(this.#limits.nodes)} values`, span);
    }
  }

  /** Reads a node that has an anchor, and remembers it. */
  anchor(name: string, depth: number, read: () => Node): Node {
    const { nodes, deepest } = { nodes: this.#nodes, deepest: this.#deepest };
    this.#deepest = depth;
    this.#anchors.set(name, null);
    const node = read();
    const size = this.#nodes - nodes + 1;
    this.#anchors.set(name, { node, size, height: this.#deepest - depth });
    this.#deepest = Math.max(deepest, this.#deepest);
    return node;
  }

  /** The node that an alias stands for; null if it has been reported. */
  alias(alias: Alias, depth: number, span: Span): Node | null {
    if (!this.#mayAlias(span)) return null;
    const target = this.#anchors.get(alias.source);
    if (!target) {
      const where =
        target === null ? 'inside the value that it names' : 'without an anchor above it';
      this.#problems.report('ALIAS', `an alias ${where}`, span);
      return null;
    }
    if (depth + target.height > MAX_DEPTH + 1) {
      const message = `nested more than ${String(MAX_DEPTH)} levels deep`;
      this.#problems.report('TOO_DEEP', message, span);
      return null;
    }
    this.count(target.size, depth + target.height, span);
    return target.node;
  }

  #mayAlias(span: Span): boolean {
    const { aliases } = this.#limits;
    this.#aliases += 1;
    if (this.#aliases <= aliases) return true;
    if (aliases === 0) this.#problems.report('ALIAS', 'an alias; write the value out', span);
    else this.#problems.stop('TOO_MANY_ALIASES', `more than ${String(aliases)} aliases`, span);
    return false;
  }
}
