import type { Waiver } from '@plumbline/core';
import type { Place } from '../violation.js';

const COMMENT = /#\s*plumbline:\s*ignore\[([^\]\n]*)\]\s*(\S.*?)?\s*$/;
const COMMENT_LINE = /^\s*#/;

/** Who answers for what a comment ignores: whoever may change the file. */
export const COMMENT_OWNER = 'a comment in the file';

/**
 * The waiver of a comment `# plumbline: ignore[slug] reason` on the line of the place or in the comment above it.
 * Without a reason it is none. Whether it counts is for the engine: one that the change itself adds does not.
 */
export function ignoredAt(
  place: Place,
  rule: { readonly id: string; readonly slug: string },
): Waiver | null {
  for (const line of linesAt(place)) {
    const [, names = '', why] = COMMENT.exec(line) ?? [];
    const isNamed = names.split(',').some((name) => [rule.id, rule.slug].includes(name.trim()));
    if (isNamed && why !== undefined) return { why, who: COMMENT_OWNER, until: null };
  }
  return null;
}

/** The line of the place, then the comment lines right above it. */
function linesAt({ source, span }: Place): readonly string[] {
  const { text } = source;
  const lines: string[] = [];
  let start = text.lastIndexOf('\n', span.start - 1) + 1;
  lines.push(lineFrom(text, start));
  while (start > 0) {
    start = text.lastIndexOf('\n', start - 2) + 1;
    const line = lineFrom(text, start);
    if (!COMMENT_LINE.test(line)) break;
    lines.push(line);
  }
  return lines;
}

function lineFrom(text: string, start: number): string {
  const end = text.indexOf('\n', start);
  return text.slice(start, end === -1 ? text.length : end);
}
