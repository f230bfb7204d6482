import type { Waiver } from '@plumbline/core';
import type { Place } from '../violation.js';

const COMMENT = /#[ \t]*plumbline:[ \t]*ignore\[([^\]]*)\](.*)$/;
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
function linesAt({ source, span }: Place): readonly string[] {
  const { text } = source;
  let start = text.lastIndexOf('\n', span.start - 1) + 1;
  const lines = [lineFrom(text, start)];
  while (start > 0 && lines.length < MOST_LINES) {
    start = text.lastIndexOf('\n', start - 2) + 1;
    const line = lineFrom(text, start);
    if (!COMMENT_LINE.test(line)) break;
    lines.push(line);
  }
  return lines.filter(({ length }) => length <= LONGEST_LINE);
}

function lineFrom(text: string, start: number): string {
  const end = text.indexOf('\n', start);
  return text.slice(start, end === -1 ? text.length : end);
}
