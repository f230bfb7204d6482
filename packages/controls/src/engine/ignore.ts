import type { Source, Waiver } from '@plumbline/core';
import { locationOf, type Place } from '../violation.js';

const COMMENT = /#[ \t]*plumbline:[ \t]*ignore\[([^\]]*)\](.*)/;
const COMMENT_LINE = /^\s*#/;

/** Nobody writes longer ones by hand; a hostile file must not be searched for each of its findings. */
const LONGEST_LINE = 2000;
const MOST_LINES = 20;

/** Who answers for what a comment ignores: whoever may change the file. */
const COMMENT_OWNER = 'a comment in the file';

/**
 * The waiver of a comment `# plumbline: ignore[slug] reason` on the line of the place or in the comment above it.
 * Without a reason it is none. Whether it counts is for the engine: one that the change itself adds does not.
 */
export function ignoredAt(
  place: Place,
  rule: { readonly id: string; readonly slug: string },
): Waiver | null {
  for (const line of linesAt(place)) {
    const [, names = '', rest = ''] = COMMENT.exec(line) ?? [];
    const isNamed = names.split(',').some((name) => [rule.id, rule.slug].includes(name.trim()));
    const why = rest.trim();
    if (isNamed && why !== '') return { why, who: COMMENT_OWNER, until: null };
  }
  return null;
}

/** The line of the place, then the comment lines right above it. */
function linesAt(place: Place): readonly string[] {
  const { source } = place;
  const own = locationOf(place).line;
  const lines: string[] = [];
  for (let line = own; line > 0 && own - line < MOST_LINES; line -= 1) {
    const text = lineOf(source, line);
    if (line < own && !COMMENT_LINE.test(text)) break;
    lines.push(text);
  }
  return lines;
}

/** Nothing where the line is too long to be looked at. */
function lineOf({ text, lineStarts }: Source, line: number): string {
  const start = lineStarts[line - 1] ?? 0;
  const end = lineStarts[line] ?? text.length;
  return end - start > LONGEST_LINE ? '' : text.slice(start, end);
}
