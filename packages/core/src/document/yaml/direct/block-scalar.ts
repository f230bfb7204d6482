import { CHAR, doubt, nextLine, skipSpaces } from './line.js';
import type { ReadScalar } from './nodes.js';

/** A literal or folded scalar (YAML 1.2.2 §8.1) with the comment of its header. */
export interface BlockScalar extends ReadScalar {
  readonly comment: string | undefined;
}

/** The header alone: `|` or `>`, perhaps `-`. Indentation indicators and `+` are left to the library. */
const HEADER = /([|>])(-?) *(?:(?<= )#([^\n]*))?(?:\n|$)/y;

/** The block scalar whose header stands at the offset, in a collection of that indentation. */
export function blockScalar(text: string, at: number, parent: number): BlockScalar {
  HEADER.lastIndex = at;
  const [, mode, chomping, comment] = HEADER.exec(text) ?? doubt();
  const { lines, end } = contentOf(text, HEADER.lastIndex, parent);
  const value = mode === '|' ? lines.join('\n') : fold(lines);
  return {
    style: mode === '|' ? 'literal' : 'folded',
    text: chomping === '-' ? value : `${value}\n`,
    comment: comment ? comment.trim() : undefined,
    end,
  };
}

interface Content {
  readonly lines: readonly string[];
  /** Behind the line break of the last line that is not blank. */
  readonly end: number;
}

/** The lines of the scalar without their indentation, which the first that is not blank decides. */
function contentOf(text: string, start: number, parent: number): Content {
  const indent = indentOf(text, start, parent);
  const lines: string[] = [];
  let content = { count: 0, end: start };
  let widest = 0;
  for (let at = start; at < text.length;) {
    const width = skipSpaces(text, at) - at;
    const next = nextLine(text, at);
    const end = text.charCodeAt(next - 1) === CHAR.newline ? next - 1 : next;
    const isBlank = at + width === end;
    if (!isBlank && width < indent) {
      if (text.charCodeAt(at + width) === CHAR.tab) doubt();
      break;
    }
    lines.push(width < indent ? '' : text.slice(at + indent, end));
    if (isBlank) widest = Math.max(widest, width);
    else [content, widest] = [{ count: lines.length, end: next }, 0];
    at = next;
  }
  // Blank lines with more spaces are content, even at the end.
  return widest > indent ? doubt() : { lines: lines.slice(0, content.count), end: content.end };
}

/** How far the first line that is not blank is indented; no line above it may be more. */
function indentOf(text: string, start: number, parent: number): number {
  let widest = 0;
  for (let at = start; at < text.length; at = nextLine(text, at)) {
    const width = skipSpaces(text, at) - at;
    const isBlank = at + width === text.length || text.charCodeAt(at + width) === CHAR.newline;
    if (!isBlank) return width <= parent || widest > width ? doubt() : width;
    widest = Math.max(widest, width);
  }
  return doubt();
}

/** The lines of a folded scalar as one text (YAML 1.2.2 §8.1.3): lines that start with white space are not folded. */
function fold(lines: readonly string[]): string {
  const first = lines.findIndex((line) => line !== '');
  let value = '\n'.repeat(first);
  let separator = '';
  let isSpaced = false;
  for (const line of lines.slice(first)) {
    if (line === '') {
      if (separator === '\n') value += '\n';
      separator = '\n';
      continue;
    }
    const starts = line.startsWith(' ') || line.startsWith('\t');
    if (starts && separator === ' ') separator = '\n';
    else if (starts && !isSpaced && separator === '\n') separator = '\n\n';
    value += separator + line;
    separator = starts ? '\n' : ' ';
    isSpaced = starts;
  }
  return value;
}
