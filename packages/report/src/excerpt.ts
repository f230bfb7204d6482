import { printable, type Location } from '@plumbline/core';

/** A line of a file of the target; undefined where it cannot be read. */
export type ReadLine = (path: string, line: number) => string | undefined;

/** A source line and the line that underlines the cause; both fit the width. */
export interface Excerpt {
  readonly gutter: string;
  readonly before: string;
  readonly cause: string;
  readonly after: string;
  readonly underlineAt: string;
}

/** The first line of a place, without its indentation. Columns count UTF-16 code units; a cause that goes on underlines to the end of its first line. */
export function excerptOf(at: Location, line: string, width: number): Excerpt | null {
  if (line.trim() === '') return null;
  const end = at.endLine > at.line ? line.length : Math.max(at.endColumn - 1, at.column);
  const indent = line.length - line.trimStart().length;
  const start = Math.min(Math.max(at.column - 1, indent), line.length);
  const gutter = `${at.line} │ `;
  const room = Math.max(width - gutter.length, 20);
  const cause = cut(printable(line.slice(start, Math.max(end, start))), room);
  const rest = printable(line.slice(Math.max(end, start)));
  const free = room - length(cause);
  const lead = printable(line.slice(indent, start));
  const before = cutStart(lead, Math.max(Math.floor(free / 2), free - length(rest)));
  const after = cut(rest, free - length(before));
  const underlineAt = `${' '.repeat(gutter.length - 2)}│ ${' '.repeat(length(before))}`;
  return { gutter, before, cause, after, underlineAt };
}

/** Text of at most so many characters, with an ellipsis where some were cut off. */
export function cut(text: string, room: number): string {
  const characters = [...text];
  if (characters.length <= room) return text;
  return room < 1 ? '' : `${characters.slice(0, room - 1).join('')}…`;
}

function cutStart(text: string, room: number): string {
  const characters = [...text];
  if (characters.length <= room) return text;
  return room < 1 ? '' : `…${characters.slice(characters.length - room + 1).join('')}`;
}

function length(text: string): number {
  return [...text].length;
}
