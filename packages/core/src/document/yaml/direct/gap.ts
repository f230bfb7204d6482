import { CHAR, doubt, isBlank, nextLine, skipSpaces } from './line.js';

/** What lies between a value and what is written next: blank lines and comments. */
export interface Gap {
  /** Where the value ends with the comments that belong to it. */
  readonly end: number;
  /** The first character that is written next; the end of the text if there is none. */
  readonly next: number;
  /** Its column; -1 where a document ends, which closes all collections. */
  readonly column: number;
  /** The column of the deepest comment that belongs to no value; -1 without any. */
  readonly deepest: number;
}

/**
 * Moves over the gap from the start of a line. Comments deeper than `above` belong to the value before them,
 * as long as no other comes between.
 */
export function passGap(text: string, from: number, above: number): Gap {
  let end = from;
  let deepest = -1;
  for (let at = from; ;) {
    const start = skipSpaces(text, at);
    const code = text.charCodeAt(start);
    const next = nextLine(text, start);
    if (code === CHAR.hash && deepest === -1 && start - at > above) end = next;
    else if (code === CHAR.hash) deepest = Math.max(deepest, start - at);
    else if (code !== CHAR.newline) {
      return { end, next: start, column: columnAt(text, start, start - at), deepest };
    }
    at = next;
  }
}

function columnAt(text: string, start: number, column: number): number {
  if (start === text.length) return -1;
  if (text.charCodeAt(start) === CHAR.tab) doubt();
  if (column > 0) return column;
  if (text.startsWith('...', start)) doubt();
  return isDocumentStart(text, start) ? -1 : column;
}

/** Whether `---` stands there, which starts a document (YAML 1.2.2 §9.1.2). */
function isDocumentStart(text: string, at: number): boolean {
  return text.startsWith('---', at) && isBlank(text.charCodeAt(at + 3));
}
