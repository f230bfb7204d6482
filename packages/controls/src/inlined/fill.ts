import {
  mapGet,
  scalarOf,
  type MapEntry,
  type MapNode,
  type Node,
  type ScalarNode,
} from '@plumbline/core';
import { occurrencesIn, type Occurrence } from '../expression/occurrences.js';
import type { Range } from '../expression/syntax.js';
import { refilled, resettled, type FilledPiece, type Home } from '../foreign.js';

/** What stands for a name such as `['inputs', 'version']`: a text that may hold expressions; undefined leaves the name. */
export type Stands = (path: readonly string[]) => string | undefined;

/** A name with the flag that it is compared with, or a quoted text, which holds no names. */
const NAME =
  /'[^']*'|(?<![\w.])([A-Za-z_][\w-]*(?:\.[\w-]+|\['[^']*'\])+)(?:\s*([=!]=)\s*'(true|false)')?/g;
const SOLE = /^[A-Za-z_][\w-]*(?:\.[\w-]+|\['[^']*'\])+$/;
const PART = /\.?([\w-]+)|\['([^']*)'\]/g;

/** A value that is only written out as text. */
const PLAIN = /^format\('\{0\}',\s*(?:'([^']*)'|(true|false|\d+))\)$/;

/** What is filled in grows with every step that hands it on: a text that would be longer stays as it is. */
export const LONGEST = 20_000;

/** A text as it was put together. */
export type Pieces = readonly (FilledPiece & { readonly text: string })[];

/** What becomes of a text under a key; null leaves it. */
export type Change = (text: string, key: string | null) => Pieces | null;

/** A text with what stands for its names filled in (GitHub, "Contexts": names are compared without case). */
export function fillText(text: string, stands: Stands): string {
  return textOf(fillPieces(text, stands)) ?? text;
}

/** Fills in what stands for names, in conditions too. */
export function fillerOf(stands: Stands): Change {
  return (text, key) => (key === 'if' ? fillCondition(text, stands) : fillPieces(text, stands));
}

function textOf(pieces: Pieces | null): string | null {
  return pieces === null ? null : pieces.map(({ text }) => text).join('');
}

function fillPieces(text: string, stands: Stands): Pieces | null {
  return replaced(text, ({ text: inner }) => {
    if (SOLE.test(inner)) return stands(partsOf(inner)) ?? null;
    const filled = fillExpression(inner, stands);
    if (filled === inner) return null;
    const [, text, other] = PLAIN.exec(filled) ?? [];
    return text ?? other ?? `\${{ ${filled} }}`;
  });
}

/** A text with something in the place of its expressions, where there is something for them. */
function replaced(text: string, by: (occurrence: Occurrence) => string | null): Pieces | null {
  return withParts(
    text,
    occurrencesIn(text).flatMap((occurrence) => {
      const value = by(occurrence);
      return value === null ? [] : [{ start: occurrence.start, end: occurrence.end, text: value }];
    }),
  );
}

/** A text with others in the place of parts of it, which are in order; null if there are none, or if it would be too long. */
export function withParts(
  text: string,
  parts: readonly (Range & { readonly text: string })[],
): Pieces | null {
  const pieces: (FilledPiece & { readonly text: string })[] = [];
  let length = 0;
  const add = (piece: string, from: Range): void => {
    const start = length;
    length += piece.length;
    if (piece !== '') pieces.push({ text: piece, start, end: length, from, given: null });
  };
  let at = 0;
  for (const { start, end, text: value } of parts) {
    add(text.slice(at, start), { start: at, end: start });
    add(value, { start, end });
    at = end;
    if (length > LONGEST) return null;
  }
  if (parts.length === 0) return null;
  add(text.slice(at), { start: at, end: text.length });
  return pieces;
}

/** Another text in the place of a whole one. */
export function instead(text: string, made: string): Pieces | null {
  const whole = { start: 0, end: text.length };
  if (made === text) return null;
  return [{ text: made, start: 0, end: made.length, from: whole, given: null }];
}

/** An `if`: an expression also where no braces stand around it. */
function fillCondition(text: string, stands: Stands): Pieces | null {
  if (text.includes('${{')) return fillPieces(text, stands);
  const filled = fillExpression(text, stands);
  return filled.length > LONGEST ? null : instead(text, filled);
}

function fillExpression(expression: string, stands: Stands): string {
  let left = LONGEST;
  return expression.replace(
    NAME,
    (whole, name: string | undefined, operator: string | undefined, flag: string | undefined) => {
      const value = name === undefined || left < 0 ? undefined : stands(partsOf(name));
      if (name === undefined || value === undefined) return whole;
      left -= value.length;
      if (flag === undefined) return asExpression(value);
      const holds = conditionIn(value, flag);
      if (holds === null) return asExpression(value) + whole.slice(name.length);
      return operator === '==' ? holds : `!${holds}`;
    },
  );
}

const GUARDED = /^\((.*)\) && '(\w+)' \|\| ''$/;
const TEST = /[=!<>]=|[<>&|]|^!|^(?:contains|startsWith|endsWith)\(/;

/** A condition that was handed on as the text `true` or `false`; null where the text is something else. */
function conditionIn(text: string, flag: string): string | null {
  const inner = /^\$\{\{(.*)\}\}$/s.exec(text.trim())?.[1]?.trim();
  if (inner === undefined || inner.includes('${{')) return null;
  const [, guard, given] = GUARDED.exec(inner) ?? [];
  if (guard !== undefined) return given === flag ? `(${guard})` : null;
  if (!TEST.test(inner)) return null;
  return flag === 'true' ? `(${inner})` : `(!(${inner}))`;
}

function partsOf(name: string): readonly string[] {
  return [...name.matchAll(PART)].map(([, plain, quoted]) => (plain ?? quoted ?? '').toLowerCase());
}

/** A text as a part of an expression. */
export function asExpression(text: string): string {
  const inner = occurrencesIn(text).map((occurrence) => occurrence.text);
  let count = 0;
  const pattern = textOf(replaced(text, () => `{${count++}}`)) ?? text;
  const [first] = inner;
  if (first === undefined) return quoted(text);
  if (pattern === '{0}') return /^[\w.[\]'*-]+$/.test(first) ? first : `(${first})`;
  return `format(${quoted(pattern)}, ${inner.join(', ')})`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Both conditions as one; null stands for none. */
export function bothOf(outer: string | null, inner: string | null): string | null {
  if (outer === null || inner === null) return outer ?? inner;
  return `(${bare(outer)}) && (${bare(inner)})`;
}

function bare(condition: string): string {
  return condition.includes('${{') ? asExpression(condition.trim()) : condition;
}

/** A copy of a node with its texts changed; a node without a change stays itself unless it comes from another file. */
export function changed(
  node: Node,
  change: Change,
  from: Home | null,
  key: string | null = null,
): Node {
  const copy = copied(node, change, from, key);
  return copy === node ? node : resettled(copy, node, from);
}

function copied(node: Node, change: Change, from: Home | null, key: string | null): Node {
  if (node.kind === 'scalar') {
    const pieces = change(node.text, key);
    if (pieces !== null) return refilled(node, pieces);
    return from === null ? node : { ...node };
  }
  if (node.kind === 'seq') {
    const items = node.items.map((item) => changed(item, change, from, key));
    const same = from === null && items.every((item, index) => item === node.items[index]);
    return same ? node : { ...node, items };
  }
  const entries = node.entries.map((entry) => {
    const value = changed(entry.value, change, from, entry.key.text);
    return value === entry.value ? entry : { key: entry.key, value };
  });
  const same = from === null && entries.every((entry, index) => entry === node.entries[index]);
  return same ? node : { ...node, entries };
}

/** A scalar in the place of another. */
export function withText(node: ScalarNode, text: string): ScalarNode {
  const pieces = instead(node.text, text);
  return pieces === null ? node : refilled(node, pieces);
}

/** A map with some entries put in the place of those of the same keys, or behind the others. */
export function withEntries(map: MapNode, values: Readonly<Record<string, Node>>): MapNode {
  const kept = map.entries.filter(({ key }) => !(key.text in values));
  const [template] = map.entries;
  const added = Object.entries(values).flatMap(([name, value]): readonly MapEntry[] => {
    if (template === undefined) return [];
    const old = map.entries.find(({ key }) => key.text === name);
    return [{ key: old?.key ?? withText(template.key, name), value }];
  });
  return resettled({ ...map, entries: [...kept, ...added] }, map, null);
}

/** The entries of both maps; those of the inner one hold. */
export function merged(outer: MapNode, inner: Node | undefined): MapNode {
  if (inner?.kind !== 'map') return outer;
  const names = new Set(inner.entries.map(({ key }) => key.text));
  return {
    ...inner,
    entries: [...outer.entries.filter(({ key }) => !names.has(key.text)), ...inner.entries],
  };
}

/** The condition of what is called: that of the call holds as well. */
export function conditionOfCall(call: MapNode, inner: MapNode): Readonly<Record<string, Node>> {
  const outer = scalarOf(mapGet(call, 'if'));
  const own = scalarOf(mapGet(inner, 'if'));
  const condition = bothOf(outer?.text ?? null, own?.text ?? null);
  const template = own ?? outer;
  return condition === null || template === undefined ? {} : { if: withText(template, condition) };
}

/** What a map takes over from another one if it does not say it itself. */
export function inherited(inner: MapNode, from: Node, key: string): Readonly<Record<string, Node>> {
  const value = mapGet(from, key);
  return value === undefined || mapGet(inner, key) !== undefined ? {} : { [key]: value };
}

/** How many steps or jobs may still be put in the place of others: what uses each other many times over grows without end. */
export class Room {
  #left: number;
  /** Whether a call stays a call because of it. */
  isFull = false;

  constructor(left: number) {
    this.#left = left;
  }

  /** Takes room for so many; false if there is not enough, or if calls are too deep. */
  takes(count: number, depth: number): boolean {
    this.#left -= count;
    const fits = this.#left >= 0 && depth < DEEPEST;
    this.isFull ||= !fits;
    return fits;
  }
}

/** Deeper than GitHub lets actions and workflows call each other. */
const DEEPEST = 12;
