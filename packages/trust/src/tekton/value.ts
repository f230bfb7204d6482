import type { Span } from '@plumbline/core';
import { byUtf8, goString } from './go-json.js';

/** A JSON value as the decoder of Kubernetes gets it, with its place in the document. */
export type Value = StringValue | NumberValue | BooleanValue | NullValue | ListValue | MapValue;

interface Placed {
  readonly at: Span;
  /** The characters of a scalar without quotes. */
  readonly plain?: string;
  /** Why other readers may see another value. */
  readonly ambiguity?: string;
}

export interface StringValue extends Placed {
  readonly type: 'string';
  readonly text: string;
  /** The JSON text itself, where the document is JSON: its escapes are kept. */
  readonly raw?: string;
}

export interface NumberValue extends Placed {
  readonly type: 'number';
  /** The characters of the JSON number. */
  readonly text: string;
}

export interface BooleanValue extends Placed {
  readonly type: 'boolean';
  readonly value: boolean;
}

export interface NullValue extends Placed {
  readonly type: 'null';
}

export interface ListValue extends Placed {
  readonly type: 'list';
  readonly items: readonly Value[];
  /** The JSON text itself, where the document is JSON. */
  readonly raw?: string;
}

export interface MapValue extends Placed {
  readonly type: 'map';
  readonly entries: ReadonlyMap<string, MapMember>;
  /** The JSON text itself, where the document is JSON. */
  readonly raw?: string;
}

export interface MapMember {
  readonly keyAt: Span;
  readonly value: Value;
}

/** The value of a key; nothing where the value is no map. */
export function member(value: Value | undefined, key: string): Value | undefined {
  return value?.type === 'map' ? value.entries.get(key)?.value : undefined;
}

/** The JSON text that Go's decoder passes on; for YAML that is what sigs.k8s.io/yaml wrote, with sorted keys. */
export function rawJson(value: Value): string {
  switch (value.type) {
    case 'null':
      return 'null';
    case 'boolean':
      return String(value.value);
    case 'number':
      return value.text;
    case 'string':
      return value.raw ?? goString(value.text);
    case 'list':
      return value.raw ?? `[${value.items.map(rawJson).join(',')}]`;
    case 'map':
      return value.raw ?? rawMap(value);
  }
}

function rawMap(map: MapValue): string {
  const keys = [...map.entries.keys()].sort(byUtf8);
  const members = keys.map((key) => `${goString(key)}:${rawJson(member(map, key) ?? NOTHING)}`);
  return `{${members.join(',')}}`;
}

const NOTHING: NullValue = { type: 'null', at: { start: 0, end: 0 } };
