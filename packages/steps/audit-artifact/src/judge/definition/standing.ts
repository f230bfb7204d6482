import { mapGet, readJson, seqItems, stringOf, type Node } from '@plumbline/core';
import { fixedPath, paramOf, textPieces, type TextPiece } from '@plumbline/pipeline';
import type { BuildFacts, ExecutedFunction, VerifiedPart } from '@plumbline/records';
import { END, type Standing } from './template.js';

/** What records say of the values of variables. */
export interface Known {
  readonly inputs: ExecutedFunction['inputs'];
  readonly values: NonNullable<VerifiedPart['values']>;
  /** What the whole run was given: a Task that is written in a Pipeline sees it. */
  readonly params: BuildFacts['params'];
}

/** Stands behind a variable that may become several items of a list, or none. */
const ITEMS = '[items]';

/** The pieces of an item; a param alone may be an array (Tekton, docs/variables.md). */
export function piecesOfItem(item: string): readonly TextPiece[] {
  const pieces = textPieces(item);
  const [only, second] = pieces;
  const isAlone = only !== undefined && 'variable' in only && second === undefined;
  const isArray = isAlone && ['', '[*]'].includes(paramOf(only.variable)?.part ?? '.');
  return isArray ? [{ variable: only.variable + ITEMS }] : [...pieces, { literal: END }];
}

/** A variable as it is written. */
export function variableName(variable: string): string {
  return variable.replace(ITEMS, '');
}

/** What may stand for a variable: the recorded value, else one of those that the definition names, else anything. */
export function standingOf(variable: string, known: Known): Standing {
  const name = variableName(variable);
  if (name.startsWith('context.')) return { any: 'name' };
  const isItems = name !== variable;
  const part = paramOf(name)?.part ?? '';
  const texts = textsOf(name, known)?.flatMap((text) =>
    isItems ? itemsOf(text, part) : [partOf(text, part)],
  );
  // What a value of the run stands in is replaced once more.
  if (texts === undefined || texts.some((text) => text?.includes('$(') ?? true))
    return { any: isItems ? 'items' : 'text' };
  const told = texts.flatMap((text) =>
    text === null ? [] : isItems ? [text] : [text, quoted(text)],
  );
  // What Tekton does not know it leaves.
  return { values: [...new Set([...told, `$(${name})${isItems ? END : ''}`])] };
}

/** As it stands in a text that is JSON. */
function quoted(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** The recorded value of a param, or those that the definition and the run name; undefined: nobody tells. */
function textsOf(name: string, { inputs, values, params }: Known): readonly string[] | undefined {
  const path = fixedPath(name);
  if (path !== null) return [path];
  const param = paramOf(name);
  const [input, outer] = [inputs, params].map((all) =>
    all.find((each) => each.name === param?.name),
  );
  if (input !== undefined) return input.value === null ? undefined : [input.value];
  if (outer?.value === null) return undefined;
  const named = values.filter((each) => each.name === name).map(({ value }) => value ?? '');
  const texts = outer === undefined ? named : [...named, outer.value];
  return texts.length === 0 ? undefined : texts;
}

/** All items of an array. Without `[*]` it may be a text that looks like one; null: it is no array. */
function itemsOf(text: string, part: string): readonly (string | null)[] {
  const node = nodeOf(text);
  const whole = part === '' ? [text + END] : [];
  if (node?.kind !== 'seq') return part === '' ? whole : [null];
  return [...whole, node.items.map((item) => `${stringOf(item) ?? ''}${END}`).join('')];
}

/** `[0]`, `.key`, or all of it; null: there is no such part. */
function partOf(text: string, part: string): string | null {
  if (part === '') return text;
  const node = nodeOf(text);
  const found = part.startsWith('[')
    ? seqItems(node)[Number(part.slice(1, -1))]
    : mapGet(node, part.slice(1));
  return stringOf(found) ?? null;
}

function nodeOf(text: string): Node | null {
  const read = readJson('value', Buffer.from(text));
  return read.ok ? read.value.root : null;
}
