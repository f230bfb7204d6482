import type { Result } from '../../result.js';
import { LONE_SURROGATE } from '../characters.js';
import { decode } from '../decode.js';
import { checkKey } from '../keys.js';
import { DEFAULT_MAX_BYTES, MAX_DEPTH } from '../limits.js';
import type { MapEntry, Node, ScalarNode, ScalarValue } from '../node.js';
import { collectProblems, type Problem, type ProblemCode, type Problems } from '../problem.js';
import type { Source } from '../source.js';

export interface JsonFile {
  readonly source: Source;
  readonly root: Node;
}

/** Reads one JSON text (RFC 8259, I-JSON restrictions of RFC 7493). */
export function readJson(
  path: string,
  bytes: Uint8Array,
  options: { readonly maxBytes?: number } = {},
): Result<JsonFile, readonly Problem[]> {
  const decoded = decode(path, bytes, options.maxBytes ?? DEFAULT_MAX_BYTES);
  if (!decoded.ok) return decoded;
  const source = decoded.value;
  return collectProblems(source, (problems) => {
    return { source, root: new JsonReader(source.text, problems).text() };
  });
}

const SPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?/y;
const WORD = /[A-Za-z]+/y;
/** Everything up to a quote, an escape or a control character (RFC 8259 §7). */
// eslint-disable-next-line no-control-regex -- control characters end a string
const CHARACTERS = /[^"\\\u0000-\u001f]*/y;
const ESCAPE = /\\(?:(["\\/bfnrt])|u([0-9a-fA-F]{4}))/y;

const WORDS: ReadonlyMap<string, ScalarValue> = new Map<string, ScalarValue>([
  ['null', null],
  ['true', true],
  ['false', false],
]);

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);

class JsonReader {
  readonly #text: string;
  readonly #problems: Problems;
  #at = 0;

  constructor(text: string, problems: Problems) {
    this.#text = text;
    this.#problems = problems;
  }

  text(): Node {
    this.#match(SPACE);
    const root = this.#value(1);
    if (this.#at < this.#text.length) this.#stop('SYNTAX', 'text behind the end of the JSON value');
    return root;
  }

  /** One value with the space behind it. */
  #value(depth: number): Node {
    const node = this.#bare(depth);
    this.#match(SPACE);
    return node;
  }

  #bare(depth: number): Node {
    switch (this.#text[this.#at]) {
      case '{':
        return this.#object(depth);
      case '[':
        return this.#array(depth);
      case '"':
        return this.#string();
      default:
        return this.#number() ?? this.#word();
    }
  }

  #object(depth: number): Node {
    const start = this.#open(depth);
    const entries: MapEntry[] = [];
    const seen = new Set<string>();
    if (!this.#take('}')) {
      do {
        const key = this.#key(seen);
        if (!this.#take(':')) this.#stop('SYNTAX', 'expected `:` behind a key');
        entries.push({ key, value: this.#value(depth + 1) });
      } while (this.#take(','));
      this.#close('}');
    }
    return { kind: 'map', entries, span: { start, end: this.#closed } };
  }

  #key(seen: Set<string>): ScalarNode {
    if (this.#text[this.#at] !== '"') this.#stop('SYNTAX', 'expected a key in double quotes');
    const key = this.#string();
    checkKey(key, seen, this.#problems.report);
    this.#match(SPACE);
    return key;
  }

  #array(depth: number): Node {
    const start = this.#open(depth);
    const items: Node[] = [];
    if (!this.#take(']')) {
      do items.push(this.#value(depth + 1));
      while (this.#take(','));
      this.#close(']');
    }
    return { kind: 'seq', items, span: { start, end: this.#closed } };
  }

  #open(depth: number): number {
    if (depth > MAX_DEPTH)
      this.#stop('TOO_DEEP', `nested more than ${String(MAX_DEPTH)} levels deep`);
    const start = this.#at;
    this.#at += 1;
    this.#match(SPACE);
    return start;
  }

  /** Offset behind the last punctuation taken, without the space behind it. */
  #closed = 0;

  #take(punctuation: string): boolean {
    if (this.#text[this.#at] !== punctuation) return false;
    this.#at += 1;
    this.#closed = this.#at;
    this.#match(SPACE);
    return true;
  }

  #close(bracket: string): void {
    if (!this.#take(bracket)) this.#stop('SYNTAX', `expected \`,\` or \`${bracket}\``);
  }

  #string(): ScalarNode {
    const start = this.#at;
    this.#at += 1;
    let text = this.#match(CHARACTERS);
    while (this.#text[this.#at] === '\\') {
      text += this.#escape();
      text += this.#match(CHARACTERS);
    }
    if (this.#text[this.#at] !== '"') this.#stop('SYNTAX', 'a string without its end on this line');
    this.#at += 1;
    const span = { start, end: this.#at };
    if (LONE_SURROGATE.test(text))
      this.#problems.report('ENCODING', 'half of a surrogate pair', span);
    return { kind: 'scalar', style: 'double', text, value: text, span };
  }

  #escape(): string {
    ESCAPE.lastIndex = this.#at;
    const match = ESCAPE.exec(this.#text);
    if (!match) return this.#stop('SYNTAX', 'an escape that JSON does not have');
    this.#at = ESCAPE.lastIndex;
    const [, char, hex] = match;
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
    return ESCAPES.get(char ?? '') ?? char ?? '';
  }

  #number(): ScalarNode | null {
    const start = this.#at;
    const text = this.#match(NUMBER);
    if (text === '') return null;
    const value = Number(text);
    const span = { start, end: this.#at };
    if (Math.abs(value) > Number.MAX_SAFE_INTEGER) {
      this.#problems.report(
        'NUMBER_RANGE',
        `number beyond 2^53-1, which readers round differently`,
        span,
      );
    }
    return { kind: 'scalar', style: 'plain', text, value, span };
  }

  #word(): ScalarNode {
    const start = this.#at;
    const text = this.#match(WORD);
    const value = WORDS.get(text);
    if (value === undefined) {
      this.#at = start;
      this.#stop('SYNTAX', 'expected a JSON value');
    }
    return { kind: 'scalar', style: 'plain', text, value, span: { start, end: this.#at } };
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? '';
    this.#at += found.length;
    return found;
  }

  #stop(code: ProblemCode, message: string): never {
    return this.#problems.stop(code, message, { start: this.#at, end: this.#at });
  }
}
