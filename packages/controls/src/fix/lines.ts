import {
  locate,
  rememberedOf,
  type Edit,
  type MapEntry,
  type MapNode,
  type Node,
  type ScalarNode,
  type Source,
} from '@plumbline/core';

/** A key and a value that are put into a file: words, or one expression. */
export type Added = readonly [key: string, value: string];

/** The entry of a key. */
export function entryOf(map: MapNode, key: string): MapEntry | null {
  return map.entries.find((entry) => entry.key.text === key) ?? null;
}

/** Whether a map is written in braces. */
export function isFlow({ text }: Source, { span }: MapNode): boolean {
  return text[span.start] === '{';
}

/** How far in a key of a block map stands; null where something else than an item's dash is in front of it. */
export function columnOf(source: Source, { span, style }: ScalarNode): number | null {
  const column = locate(source, span).column - 1;
  const before = source.text.slice(span.start - column, span.start);
  return style === 'plain' && /^ *(?:- +)*$/.test(before) ? before.length : null;
}

/** A map under a new key in front of another key of its owner; null where that is not a matter of a few lines. */
export function mapBefore(
  source: Source,
  owner: MapNode,
  { key, name, added }: NewMap & { readonly key: ScalarNode },
): Edit | null {
  const at = { start: key.span.start, end: key.span.start };
  if (isFlow(source, owner)) return { ...at, text: `${inBraces(name, added)}, ` };
  const column = columnOf(source, key);
  if (column === null) return null;
  const end = breakOf(source) + ' '.repeat(column);
  return {
    ...at,
    text: blockLines(name, added)
      .map((line) => line + end)
      .join(''),
  };
}

/** A new map: its key, and what it holds. */
interface NewMap {
  readonly name: string;
  readonly added: readonly Added[];
}

/** A map under a new key behind an entry of its owner whose value is on one line. */
export function mapBehind(
  source: Source,
  owner: MapNode,
  { entry, name, added }: NewMap & { readonly entry: MapEntry },
): Edit | null {
  const end = entry.value.kind === 'scalar' ? endOf(source, entry.value) : null;
  if (end === null) return null;
  if (isFlow(source, owner)) return { start: end, end, text: `, ${inBraces(name, added)}` };
  const column = columnOf(source, entry.key);
  return column === null ? null : below(source, end, { column, lines: blockLines(name, added) });
}

/** Entries in front of the first of a map that a key holds. */
export function intoMap(
  source: Source,
  { key, value }: MapEntry,
  added: readonly Added[],
): Edit | null {
  const first = value.kind === 'map' ? value.entries[0] : undefined;
  if (value.kind !== 'map' || first === undefined) return null;
  const { start } = first.key.span;
  if (isFlow(source, value))
    return { start, end: start, text: added.map((each) => `${flowEntry(each)}, `).join('') };
  const column = columnOf(source, first.key);
  const colon = source.text.startsWith(':', key.span.end) ? key.span.end + 1 : null;
  if (column === null || colon === null) return null;
  return below(source, colon, { column, lines: added.map(blockEntry) });
}

function blockLines(name: string, added: readonly Added[]): readonly string[] {
  return [`${name}:`, ...added.map((each) => `  ${blockEntry(each)}`)];
}

function blockEntry([key, value]: Added): string {
  return `${key}: ${value}`;
}

function inBraces(name: string, added: readonly Added[]): string {
  return `${name}: { ${added.map(flowEntry).join(', ')} }`;
}

/** In braces an expression needs quotes. */
function flowEntry([key, value]: Added): string {
  return `${key}: ${value.includes('{') ? `"${value}"` : value}`;
}

/** Lines put below the line on which nothing but blanks and a comment follow the offset, at a column. */
function below(
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

/** Where a scalar on one line ends, with its quote. */
function endOf({ text }: Source, { span, style, text: value }: ScalarNode): number | null {
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
