import type { Node, ScalarNode, ScalarStyle, Span } from '@plumbline/core';
import type { Doubts } from './doubts.js';

/**
 * Objects to what stands between the scalars of a YAML text beyond the few signs that every reader takes alike: tabs,
 * directives, tags, explicit keys and end marks are read by some as by others they are not.
 */
export function checkStructure(root: Node, text: string, doubts: Doubts): void {
  let at = 0;
  let depth = 0;
  const gap = (end: number): void => {
    depth = checkGap(text, { start: at, end }, { depth, doubts });
  };
  for (const scalar of scalarsOf(root)) {
    if (scalar.span.start < at) continue;
    gap(scalar.span.start);
    if (scalar.style === 'plain') checkPlain(scalar, { depth, doubts });
    else checkEnds(scalar, text, doubts);
    at = scalar.span.end;
  }
  gap(text.length);
}

const TOKEN = /[ \n:,\-[\]{}]|\r\n|(?<![^ \n])#[^\n]*|[&*][A-Za-z0-9_-]+(?=[ \n\r,\]}]|$)/y;

interface Nesting {
  /** How many brackets and braces are open: inside them a tab is a space. */
  readonly depth: number;
  readonly doubts: Doubts;
}

function checkGap(text: string, { start, end }: Span, { depth: before, doubts }: Nesting): number {
  let depth = before;
  let at = start;
  while (at < end) {
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(text)?.[0] ?? (depth > 0 && text[at] === '\t' ? '\t' : undefined);
    if (token === undefined) {
      const what = `${JSON.stringify(text[at])} between values, which readers treat differently`;
      doubts.add(what, { start: at, end: at + 1 });
      return depth;
    }
    if (token === '{' || token === '[') depth += 1;
    if (token === '}' || token === ']') depth -= 1;
    at += token.length;
  }
  return depth;
}

/** In YAML 1.1 a question mark ends a plain scalar inside brackets, and a colon does not begin one. */
function checkPlain({ text, span }: ScalarNode, { depth, doubts }: Nesting): void {
  if (depth > 0 && /^:|\?/.test(text)) doubts.add('text inside brackets without quotes', span);
}

const WHOLE: Readonly<Record<Exclude<ScalarStyle, 'plain'>, RegExp>> = {
  // The library takes `'a''` for a text that is closed.
  single: /^'(?:[^']|'')*'$/,
  double: /^"(?:[^"\\]|\\[^])*"$/,
  literal: /^\|(?:[-+]?[1-9]?|[1-9][-+])(?: +#[^\n]*| *)\r?(?:\n|$)/,
  folded: /^>(?:[-+]?[1-9]?|[1-9][-+])(?: +#[^\n]*| *)\r?(?:\n|$)/,
};

/** Quotes are closed, and the first line of a block is one that every reader knows. */
function checkEnds({ style, span }: ScalarNode, text: string, doubts: Doubts): void {
  if (style === 'plain') return;
  const raw = text.slice(span.start, span.end);
  const isBlock = style === 'literal' || style === 'folded';
  if (isBlock && hasTabInIndentation(raw)) doubts.add('a tab in the indentation of a block', span);
  if (WHOLE[style].test(raw)) return;
  doubts.add('quotes that are not closed, or an odd first line of a block', span);
}

/** Go's reader refuses a tab in front of the column where the text of a block begins, and at it in the first line. */
function hasTabInIndentation(raw: string): boolean {
  const [header = '', ...lines] = raw.split('\n');
  const found = lines.findIndex((line) => /\S/.test(line));
  const first = found === -1 ? lines.length : found;
  const column = /^ */.exec(lines[first] ?? '')?.[0].length ?? 0;
  const isGiven = /[0-9]/.test(header.replace(/#.*/, ''));
  return lines.some((line, index) => {
    const tab = /^ *(?=\t)/.exec(line)?.[0].length;
    return tab !== undefined && (isGiven || index <= first || tab < column);
  });
}

/** All scalars, keys included, in the order of the text; of an anchored value that is used again only the first place. */
function scalarsOf(root: Node): readonly ScalarNode[] {
  const found: ScalarNode[] = [];
  const seen = new Set<Node>();
  const visit = (node: Node): void => {
    if (seen.has(node)) return;
    seen.add(node);
    if (node.kind === 'scalar') found.push(node);
    else if (node.kind === 'seq') node.items.forEach(visit);
    else {
      for (const { key, value } of node.entries) {
        found.push(key);
        visit(value);
      }
    }
  };
  visit(root);
  return found.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
}
