import { checkKey } from '../../keys.js';
import type { ScalarNode, ScalarStyle } from '../../node.js';
import type { Report } from '../../problem.js';
import { commentBehind, scalarNode, type Reports } from '../scalar-node.js';
import { doubt } from './line.js';

/** A scalar that was read: its style, its characters, and where it ends. */
export interface ReadScalar {
  readonly style: ScalarStyle;
  readonly text: string;
  readonly end: number;
}

/** Makes the scalar nodes of a text, and counts all nodes. Whatever would be reported is doubtful. */
export class Nodes {
  readonly text: string;
  count = 0;
  readonly #reports: Reports;

  constructor(text: string, notice: Report) {
    this.text = text;
    this.#reports = { report: doubt, notice };
  }

  /** A value that is written on one line. */
  scalar(read: ReadScalar, start: number): ScalarNode {
    return this.#make(read, start, commentBehind(this.text, read.end));
  }

  /** A literal or folded value, with the comment of its header. */
  block(read: ReadScalar & { readonly comment: string | undefined }, start: number): ScalarNode {
    return this.#make(read, start, read.comment);
  }

  /** A key, whose text is its value; refused by all readers of ours if the map has it already. */
  key(read: ReadScalar, start: number, keys: Set<string>): ScalarNode {
    const key = this.#make(read, start, undefined);
    checkKey(key, keys, doubt);
    if (key.style === 'plain' && key.text === '<<') doubt();
    return key.value === key.text ? key : { ...key, value: key.text };
  }

  #make(read: ReadScalar, start: number, comment: string | undefined): ScalarNode {
    this.count += 1;
    const { style, text, end } = read;
    return scalarNode(
      { style, text, isTagged: false, comment, span: { start, end } },
      this.#reports,
    );
  }
}
