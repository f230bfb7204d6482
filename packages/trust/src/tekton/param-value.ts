import { byUtf8, goString } from './go-json.js';
import { member, rawJson, type MapValue, type Value } from './value.js';

/** What Tekton takes a param's value for; what is neither text nor a list or map of texts becomes the text of its JSON. */
export type ParamType = 'string' | 'array' | 'object';

/** ParamValue.UnmarshalJSON of Tekton: the type of a value as it is written. */
export function paramTypeOf(value: Value): ParamType {
  if (value.type === 'list' && value.items.every(isText)) return 'array';
  if (value.type === 'map' && [...value.entries.values()].every((entry) => isText(entry.value))) {
    return 'object';
  }
  return 'string';
}

/** ParamValue.MarshalJSON of what it read. */
export function encodeParamValue(value: Value): string {
  const type = paramTypeOf(value);
  if (type === 'array' && value.type === 'list') return `[${value.items.map(text).join(',')}]`;
  if (type === 'object' && value.type === 'map') return encodeTexts(value);
  return text(value);
}

function encodeTexts(map: MapValue): string {
  const keys = [...map.entries.keys()].sort(byUtf8);
  return `{${keys.map((key) => `${goString(key)}:${text(member(map, key))}`).join(',')}}`;
}

function text(value: Value | undefined): string {
  if (value === undefined || value.type === 'null') return '""';
  return goString(value.type === 'string' ? value.text : rawJson(value));
}

/** Go leaves an element empty that is null. */
function isText(value: Value): boolean {
  return value.type === 'string' || value.type === 'null';
}
