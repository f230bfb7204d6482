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
  const edit = editFor(document, `"${signature}"`);
  if (edit === undefined) return undefined;
  const { offset } = document;
  return { start: offset + edit.start, end: offset + edit.end, text: edit.text };
}

/** What is put into a map: the keys on the way to the annotation, and its value. */
interface Member {
  readonly path: readonly string[];
  readonly value: string;
}

function editFor({ root, text }: TektonDocument, value: string): Edit | undefined {
  const metadata = mapEntry(root, 'metadata');
  if (metadata === undefined) {
    const member = { path: ['metadata', 'annotations', SIGNATURE_ANNOTATION], value };
    return intoMap(text, root, { ...member, from: 0 });
  }
  const annotations = mapEntry(metadata.value, 'annotations');
  if (annotations === undefined) {
    return intoEntry(text, metadata, { path: ['annotations', SIGNATURE_ANNOTATION], value });
  }
  const old = mapEntry(annotations.value, SIGNATURE_ANNOTATION);
  if (old !== undefined) return replaceValue(text, old.value, value);
  return intoEntry(text, annotations, { path: [SIGNATURE_ANNOTATION], value });
}

function intoEntry(text: string, { key, value: node }: MapEntry, member: Member): Edit | undefined {
  if (node.kind === 'map') {
    return intoMap(text, node, { ...member, from: nextLine(text, key.span.end) });
  }
  if (node.kind !== 'scalar' || node.style !== 'plain' || node.value !== null) return undefined;
  const flow = `{${flowMember(member)}}`;
  if (node.text !== '') return { ...node.span, text: flow };
  const colon = text.indexOf(':', key.span.end);
  return colon === -1 ? undefined : { start: colon + 1, end: colon + 1, text: ` ${flow}` };
}

/** As the first member of a map, as early as `from`: so comments stay with what they are about. */
function intoMap(
  text: string,
  map: MapNode,
  { from, ...member }: Member & { readonly from: number },
): Edit | undefined {
  const { start } = map.span;
  if (text[start] === '{') {
    const separator = map.entries.length > 0 ? ', ' : '';
    return { start: start + 1, end: start + 1, text: `${flowMember(member)}${separator}` };
  }
  const first = map.entries[0];
  if (first === undefined) return undefined;
  const line = lineStart(text, first.key.span.start);
  const indent = text.slice(line, first.key.span.start);
  if (!/^ *$/.test(indent) || from > line) return undefined;
  const at = from === 0 ? line : from;
  const ending = text.includes('\r\n') ? '\r\n' : '\n';
  const lines = blockMember(member, indent);
  return { start: at, end: at, text: lines.map((each) => each + ending).join('') };
}

function flowMember({ path: [key = '', ...rest], value }: Member): string {
  return `"${key}": ${rest.length === 0 ? value : `{${flowMember({ path: rest, value })}}`}`;
}

function blockMember(
  { path: [key = '', ...rest], value }: Member,
  indent: string,
): readonly string[] {
  if (rest.length === 0) return [`${indent}${key}: ${value}`];
  return [`${indent}${key}:`, ...blockMember({ path: rest, value }, `${indent}  `)];
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
