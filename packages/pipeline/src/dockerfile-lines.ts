/** One instruction of a Dockerfile, its lines joined. */
export interface Instruction {
  /** In upper case. */
  readonly name: string;
  readonly rest: string;
  readonly line: number;
}

/** Go's `unicode.IsSpace`, which BuildKit trims the start of lines by. */
const INDENT = /^[\t\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;

/** A parser directive, as BuildKit's expression finds it: RE2's `\s` is ASCII. */
const DIRECTIVE = /^#[\t\f\r ]*([A-Za-z][A-Za-z0-9]*)[\t\f\r ]*=[\t\f\r ]*([^]+?)[\t\f\r ]*$/;

/**
 * The instructions as BuildKit joins them (frontend/dockerfile/parser): a line that is joined here and not there would hide
 * the next one. Lines of heredocs count as instructions; since they end where they like, each line then counts for itself too.
 */
export function instructionsOf(lines: readonly string[]): readonly Instruction[] {
  const joined = joinedLines(lines);
  if (!lines.some((line) => line.includes('<<'))) return joined;
  const known = new Set(joined.map(({ line }) => line));
  const single = lines.flatMap((line, index) =>
    known.has(index + 1) ? [] : instruction(line, index + 1),
  );
  return [...joined, ...single].sort((a, b) => a.line - b.line);
}

/** Comments and empty lines between continued lines are dropped. */
function joinedLines(lines: readonly string[]): readonly Instruction[] {
  const isContinued = escapeOf(lines) === '`' ? /(?:^|[^`])`[ \t]*$/ : /(?:^|[^\\])\\[ \t]*$/;
  const found: Instruction[] = [];
  let parts: string[] = [];
  let start = 0;
  for (const [index, line] of lines.entries()) {
    const trimmed = line.replace(INDENT, '');
    if (trimmed === '' || trimmed.startsWith('#')) continue;
    if (parts.length === 0) start = index + 1;
    if (isContinued.test(trimmed)) parts.push(trimmed.replace(/.[ \t]*$/, ' '));
    else {
      found.push(...instruction(parts.join('') + trimmed, start));
      parts = [];
    }
  }
  return parts.length === 0 ? found : [...found, ...instruction(parts.join(''), start)];
}

/** What continues a line. The directives are the first lines; what BuildKit does not take for one ends them. */
export function escapeOf(lines: readonly string[]): string {
  for (const line of lines) {
    const [, name, value] = DIRECTIVE.exec(line.replace(INDENT, '')) ?? [];
    if (name === undefined) break;
    if (name.toLowerCase() === 'escape') return value ?? '';
  }
  return '\\';
}

function instruction(line: string, at: number): readonly Instruction[] {
  const [, name, rest = ''] =
    /^(?:ONBUILD\s+)?([A-Za-z]+)\s+([^]*)$/i.exec(line.replace(INDENT, '')) ?? [];
  return name === undefined ? [] : [{ name: name.toUpperCase(), rest: rest.trim(), line: at }];
}
