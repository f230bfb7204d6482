import type { MapNode, Node, ScalarNode } from '@plumbline/core';
import { resolveGoScalar } from './go-scalar.js';
import type { Doubts } from './doubts.js';
import type { MapMember, Value } from './value.js';

export interface Reading {
  /** Kubernetes takes a text that begins with `{` for JSON and everything else for YAML. */
  readonly dialect: 'yaml' | 'json';
  readonly text: string;
  readonly doubts: Doubts;
}

/** The JSON value that sigs.k8s.io/yaml (or, of a JSON document, the JSON decoder) sees in a node. */
export function valueOf(node: Node, reading: Reading): Value {
  if (node.kind === 'scalar') {
    const value = scalarValue(node, reading);
    checkTag(node, value, reading.doubts);
    return value;
  }
  const at = node.span;
  const raw = reading.dialect === 'json' ? { raw: rawText(node, reading) } : {};
  if (node.kind === 'map') return { type: 'map', entries: members(node, reading), at, ...raw };
  return { type: 'list', items: node.items.map((item) => valueOf(item, reading)), at, ...raw };
}

/** Kubernetes' YAML reader rewrites line breaks, Tekton's resolvers leave them as they are. */
function rawText({ span }: Node, { text, doubts }: Reading): string {
  const raw = text.slice(span.start, span.end);
  if (raw.includes('\r')) doubts.add('JSON with carriage returns', span);
  return raw;
}

function members(map: MapNode, reading: Reading): ReadonlyMap<string, MapMember> {
  const entries = new Map<string, MapMember>();
  for (const { key, value } of map.entries) {
    const name = keyText(key, reading);
    if (reading.dialect === 'yaml') checkKeyPlace(key, reading);
    if (entries.has(name)) reading.doubts.add(`key ${quote(name)} twice in one map`, key.span);
    entries.set(name, { keyAt: key.span, value: valueOf(value, reading) });
  }
  return entries;
}

/** Go's reader of YAML wants a key and its colon on one line, and not far from each other. */
function checkKeyPlace({ span, style }: ScalarNode, { text, doubts }: Reading): void {
  const behind = /^[ \t]*/.exec(text.slice(span.end, span.end + MAX_KEY))?.[0].length ?? 0;
  const end = span.end + behind;
  const key = text.slice(span.start, end);
  const colon = style === 'plain' ? /:(?=[ \n\r])|:$/y : /:/y;
  colon.lastIndex = end;
  if (colon.test(text) && key.length < MAX_KEY && !key.includes('\n')) return;
  doubts.add('a key without its colon on the same line', span);
}

/** libyaml counts 1024 bytes. */
const MAX_KEY = 256;

/** Keys that are no text become text: `on:` is `true:` to Go. */
function keyText(key: ScalarNode, reading: Reading): string {
  const value = scalarValue(key, reading);
  const text = value.type === 'boolean' ? String(value.value) : textOf(value);
  if (text === undefined) {
    reading.doubts.add(`the key ${quote(key.text)} is neither text nor an integer`, key.span);
  } else if (text !== key.text && key.ambiguity === undefined) {
    reading.doubts.add(`the key ${quote(key.text)} has a tag; quote it instead`, key.span);
  }
  return text ?? key.text;
}

function textOf(value: Value): string | undefined {
  if (value.type === 'string') return value.text;
  return value.type === 'number' && /^-?[1-9][0-9]*$|^0$/.test(value.text) ? value.text : undefined;
}

function scalarValue(node: ScalarNode, reading: Reading): Value {
  if (reading.dialect === 'json') return jsonScalar(node, reading);
  const at = node.span;
  if (node.style !== 'plain') {
    checkEscapes(node, reading);
    return { type: 'string', text: node.text, at };
  }
  const resolved = resolveGoScalar(node.text);
  if (resolved === undefined) {
    reading.doubts.add(`${quote(node.text)} is a number to some readers; quote it`, at);
    return { type: 'null', at };
  }
  const ambiguity = node.ambiguity === undefined ? {} : { ambiguity: node.ambiguity };
  return { ...resolved, at, plain: node.text, ...ambiguity };
}

/** A plain scalar that core reads as text, without finding it ambiguous, and Go as something else: only a tag does that. */
function checkTag(node: ScalarNode, value: Value, doubts: Doubts): void {
  if (node.style !== 'plain' || value.type === 'string' || node.ambiguity !== undefined) return;
  if (typeof node.value === 'string') {
    doubts.add(`${quote(node.text)} has a tag; quote it instead`, node.span);
  }
}

/** Go's reader of YAML does not know `\\/`, and refuses surrogates written as escapes, which JavaScript's joins. */
function checkEscapes({ style, span }: ScalarNode, { text, doubts }: Reading): void {
  if (style !== 'double') return;
  for (const [escape] of text.slice(span.start, span.end).matchAll(/\\(?:u[dD][89a-fA-F]|[^])/g)) {
    if (!/^\\[0abtnvfre "'\\N_LPxuU\t\n\r]$/.test(escape)) {
      doubts.add(`the escape ${escape}, which readers treat differently`, span);
    }
  }
}

function jsonScalar({ value, text, span: at }: ScalarNode, reading: Reading): Value {
  if (value === null) return { type: 'null', at };
  if (typeof value === 'boolean') return { type: 'boolean', value, at };
  if (typeof value === 'string') {
    return { type: 'string', text: value, at, raw: reading.text.slice(at.start, at.end) };
  }
  return { type: 'number', text, at, plain: text };
}

export function quote(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 39)}…` : text);
}
