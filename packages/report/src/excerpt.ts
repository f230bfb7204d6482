import type { Location } from '@plumbline/core';
import { printable } from './escape/terminal.js';

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
  const before = cutStart(
    printable(line.slice(indent, start)),
    Math.floor((room - length(cause)) / 2),
  );
  const after = cut(
    printable(line.slice(Math.max(end, start))),
    room - length(cause) - length(before),
  );
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
