import { mapEntry, type MapEntry, type MapNode, type Node } from '@plumbline/core';
import { SIGNATURE_ANNOTATION } from './payload.js';
import type { TektonDocument } from './resource.js';

/** A change of a text: what stands from `start` to `end` is replaced. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * The change of the file that puts the signature into the annotations of a resource and touches nothing else. Whoever applies
 * it reads the result and verifies it: nothing is returned where the layout is too odd to be changed like this.
 */
export function insertSignature(document: TektonDocument, signature: string): Edit | undefined {
  const value = `"${signature}"`;
  const edit = editFor(document, value);
  if (edit === undefined) return undefined;
  const { offset } = document;
  return { start: offset + edit.start, end: offset + edit.end, text: edit.text };
}

function editFor({ root, text }: TektonDocument, value: string): Edit | undefined {
  const metadata = mapEntry(root, 'metadata');
  if (metadata === undefined) {
    return intoMap(text, root, ['metadata', 'annotations', SIGNATURE_ANNOTATION], value);
  }
  const annotations = mapEntry(metadata.value, 'annotations');
  if (annotations === undefined) {
    return intoEntry(text, metadata, ['annotations', SIGNATURE_ANNOTATION], value);
  }
  const old = mapEntry(annotations.value, SIGNATURE_ANNOTATION);
  if (old === undefined) return intoEntry(text, annotations, [SIGNATURE_ANNOTATION], value);
  return replaceValue(text, old.value, value);
}

function intoEntry(
  text: string,
  entry: MapEntry,
  path: readonly string[],
  value: string,
): Edit | undefined {
  const node = entry.value;
  if (node.kind === 'map') return intoMap(text, node, path, value, entry);
  const isNull = node.kind === 'scalar' && node.style === 'plain' && node.value === null;
  if (!isNull) return undefined;
  const flow = `{${flowMember(path, value)}}`;
  if (node.text !== '') return { ...node.span, text: flow };
  const colon = text.indexOf(':', entry.key.span.end);
  return colon === -1 ? undefined : { start: colon + 1, end: colon + 1, text: ` ${flow}` };
}

/** As the first member of a map: behind the line of its key, so that comments stay with what they are about. */
function intoMap(
  text: string,
  map: MapNode,
  path: readonly string[],
  value: string,
  parent?: MapEntry,
): Edit | undefined {
  const { start } = map.span;
  if (text[start] === '{') {
    const separator = map.entries.length > 0 ? ', ' : '';
    return { start: start + 1, end: start + 1, text: `${flowMember(path, value)}${separator}` };
  }
  const first = map.entries[0];
  if (first === undefined) return undefined;
  const line = lineStart(text, first.key.span.start);
  const indent = text.slice(line, first.key.span.start);
  if (!/^ *$/.test(indent)) return undefined;
  const at = parent === undefined ? line : nextLine(text, parent.key.span.end);
  if (at > line) return undefined;
  const lines = blockMember(path, value, indent);
  const ending = text.includes('\r\n') ? '\r\n' : '\n';
  return { start: at, end: at, text: lines.map((each) => each + ending).join('') };
}

function flowMember([key = '', ...rest]: readonly string[], value: string): string {
  return `"${key}": ${rest.length === 0 ? value : `{${flowMember(rest, value)}}`}`;
}

function blockMember(
  [key = '', ...rest]: readonly string[],
  value: string,
  indent: string,
): readonly string[] {
  if (rest.length === 0) return [`${indent}${key}: ${value}`];
  return [`${indent}${key}:`, ...blockMember(rest, value, `${indent}  `)];
}

/** A block scalar ends with its line. */
function replaceValue(text: string, old: Node, value: string): Edit | undefined {
  if (old.kind !== 'scalar') return undefined;
  const { start, end } = old.span;
  const space = text[start - 1] === ':' ? ' ' : '';
  const ending = /\r?\n$/.exec(text.slice(start, end))?.[0] ?? '';
  return { start, end, text: `${space}${value}${ending}` };
}

function lineStart(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1;
}

function nextLine(text: string, at: number): number {
  const newline = text.indexOf('\n', at);
  return newline === -1 ? text.length : newline + 1;
}
