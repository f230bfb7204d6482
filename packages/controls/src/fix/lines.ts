import {
  rememberedOf,
  type Edit,
  type MapEntry,
  type MapNode,
  type Node,
  type ScalarNode,
  type Source,
} from '@plumbline/core';

/** The entry of a key. */
export function entryOf(map: MapNode, key: string): MapEntry | null {
  return map.entries.find((entry) => entry.key.text === key) ?? null;
}

/** Whether a map is written in braces. */
export function isFlow({ text }: Source, { span }: MapNode): boolean {
  return text[span.start] === '{';
}

/** How far in a key of a block map stands; null where something else than an item's dash is in front of it. */
export function columnOf({ text, lineStarts }: Source, { span, style }: ScalarNode): number | null {
  const line = lineStarts.findLast((start) => start <= span.start) ?? 0;
  const before = text.slice(line, span.start);
  return style === 'plain' && /^ *(?:- +)*$/.test(before) ? before.length : null;
}

/** An entry put in front of another entry of its block map; further lines of it are indented below its key. */
export function before(source: Source, key: ScalarNode, lines: readonly string[]): Edit | null {
  const column = columnOf(source, key);
  if (column === null) return null;
  const end = `${breakOf(source)}${' '.repeat(column)}`;
  return {
    start: key.span.start,
    end: key.span.start,
    text: lines.map((line) => line + end).join(''),
  };
}

/** Lines put below the line on which nothing but blanks and a comment follow the offset, at a column. */
export function below(
  source: Source,
  from: number,
  { column, lines }: { readonly column: number; readonly lines: readonly string[] },
): Edit | null {
  const rest = /^(?:[ \t]+#[^\r\n]*|[ \t]*)(?=\r?\n|$)/.exec(source.text.slice(from));
  if (rest === null) return null;
  const at = from + rest[0].length;
  const text = lines.map((line) => breakOf(source) + ' '.repeat(column) + line).join('');
  return { start: at, end: at, text };
}

/** Entries put in front of the first of a block map that a key holds. */
export function intoMap(
  source: Source,
  { key, value }: MapEntry,
  lines: readonly string[],
): Edit | null {
  if (value.kind !== 'map' || isFlow(source, value) || columnOf(source, key) === null) return null;
  const [first] = value.entries;
  if (first === undefined) return null;
  const column = columnOf(source, first.key);
  const colon = source.text.startsWith(':', key.span.end) ? key.span.end + 1 : null;
  return column === null || colon === null ? null : below(source, colon, { column, lines });
}

/** Where a scalar on one line ends, with its quote. */
export function endOf({ text }: Source, { span, style, text: value }: ScalarNode): number | null {
  if (style === 'plain') {
    const end = span.start + value.length;
    return text.slice(span.start, end) === value ? end : null;
  }
  const isQuoted = style === 'single' || style === 'double';
  return isQuoted && !/[\r\n]/.test(text.slice(span.start, span.end)) ? span.end : null;
}

/** How lines end in a file. */
export function breakOf({ text }: Pick<Source, 'text'>): string {
  return /\r?\n/.exec(text)?.[0] ?? '\n';
}

/** Whether a part of a file stands at several places of it (YAML aliases): an edit would change all of them. */
export const hasAliases = rememberedOf((root: Node): boolean => isShared(root, new Set()));

function isShared(node: Node, seen: Set<Node>): boolean {
  if (seen.has(node)) return true;
  seen.add(node);
  if (node.kind === 'scalar') return false;
  const inner = node.kind === 'seq' ? node.items : node.entries.map(({ value }) => value);
  return inner.some((each) => isShared(each, seen));
}
